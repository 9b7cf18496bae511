// More at once than a block or the queue holds: blocks stay within their caps, the rest is told to come again, nobody is lost.
import { describe, expect, test } from '@jest/globals'
import { nodeFiles } from '../src/ledger/embedded/files.ts'
import { blockCap, queueLimit } from '../src/ledger/embedded/sequencer.ts'
import { holdSync } from './failing-files.ts'
import { makePlace, refusal, signedBy } from './ledger-fixture.ts'
import { makeSmallLog, openHere, placeSubmission } from './small-log.ts'

describe('a ledger under more load than it can take', () => {
  test('refuses what goes beyond its queue with LEDGER_BUSY and answers everybody else', async () => {
    const { folders, who } = await makeSmallLog(1)
    const ledger = await openHere(folders)
    const submission = await placeSubmission(ledger, who, 'again and again')
    const outcomes = await Promise.allSettled(Array.from({ length: queueLimit + 5 }, () => ledger.submit(submission)))
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []))
    expect(refused.length).toBe(5)
    for (const error of refused) expect(error).toMatchObject({ code: 'LEDGER_BUSY', details: { waiting: queueLimit } })
    expect((await ledger.log()).size).toBe(2)
    expect((await ledger.submit(await placeSubmission(ledger, who, 'afterwards'))).leafIndex).toBe(2)
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
