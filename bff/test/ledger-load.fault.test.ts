// More at once than a block or the queue holds: blocks stay within their caps, the rest is told to come again, nobody is lost.
import { describe, expect, test } from '@jest/globals'
import { nodeFiles } from '../src/ledger/embedded/files.ts'
import { blockCap } from '../src/ledger/embedded/sequencer.ts'
import { roomLimits } from '../src/ledger/embedded/waiting-room.ts'
import { holdSync } from './failing-files.ts'
import { foundSupplier, makePerson, makePlace, refusal, signedBy } from './ledger-fixture.ts'
import { makeSmallLog, openHere, placeSubmission } from './small-log.ts'

describe('a ledger under more load than it can take', () => {
  test('refuses what goes beyond its queue with LEDGER_BUSY and answers everybody else', async () => {
    const { folders, who } = await makeSmallLog(1)
    const ledger = await openHere(folders)
    const { origin } = await ledger.log()
    const { all, caller } = roomLimits
    const callers = Array.from({ length: all.transactions / caller.transactions }, makePerson)
    const each = callers.map((person, i) => signedBy(person, origin, [foundSupplier(person, `SG-20001${i}346`)]))
    const outcomes = each.flatMap((submission) =>
      Array.from({ length: caller.transactions }, () => ledger.submit(submission)),
    )
    const late = refusal(ledger.submit(await placeSubmission(ledger, who, 'late')))
    expect(await late).toMatchObject({ code: 'LEDGER_BUSY', details: { waiting: all.transactions, retryAfter: 1 } })
    await Promise.all(outcomes)
    expect((await ledger.log()).size).toBe(1 + callers.length)
    expect((await ledger.submit(await placeSubmission(ledger, who, 'afterwards'))).leafIndex).toBe(1 + callers.length)
    await ledger.close()
    folders.remove()
  })

  test('refuses more than its part to one caller with RATE_LIMITED, and takes what others send', async () => {
    const { folders, who } = await makeSmallLog(1)
    const ledger = await openHere(folders)
    const { origin } = await ledger.log()
    const other = makePerson()
    const greedy = signedBy(who, origin, [makePlace('again and again')])
    const outcomes = Array.from({ length: roomLimits.caller.transactions }, () => ledger.submit(greedy))
    const refused = refusal(ledger.submit(greedy))
    const modest = ledger.submit(signedBy(other, origin, [foundSupplier(other)]))
    expect(await refused).toMatchObject({
      code: 'RATE_LIMITED',
      details: { waiting: roomLimits.caller.transactions, retryAfter: 1 },
    })
    await Promise.all([modest, ...outcomes])
    expect((await ledger.log()).size).toBe(3)
    await ledger.close()
    folders.remove()
  })

  test('makes blocks of all that waited, up to the cap', async () => {
    const { folders, who } = await makeSmallLog(1)
    const files = { ...nodeFiles }
    const ledger = await openHere(folders, { files })
    const { origin } = await ledger.log()
    const held = holdSync(files)
    const first = ledger.submit(signedBy(who, origin, [makePlace('first')]))
    await held.reached
    const waiting = Array.from({ length: blockCap.transactions + 100 }, (_, i) =>
      ledger.submit(signedBy(who, origin, [makePlace(`${i}`)])),
    )
    // The last to be taken is refused for its signature: by then most of the others have been checked and wait.
    await refusal(ledger.submit({ ...signedBy(who, origin, [makePlace('x')]), signature: '00'.repeat(64) }))
    held.release()
    await Promise.all([first, ...waiting])
    const sizes = (await ledger.blocks(3, 100)).map(({ transactions }) => transactions.length)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(waiting.length)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(blockCap.transactions)
    expect(sizes.length).toBeLessThan(20)
    await ledger.close()
    folders.remove()
  })
})
