// The embedded ledger behind the port: the whole behaviour suite through its worker thread, and what is its own.
import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from '@jest/globals'
import { holdSync } from '../../../test/failing-files.ts'
import {
  foundOperator,
  makeFolders,
  makePerson,
  makePlace,
  placeKey,
  readBack,
  refusal,
  signedBy,
} from '../../../test/ledger-fixture.ts'
import { openHere } from '../../../test/small-log.ts'
import { ledgerConformance } from '../ledger.conformance.ts'
import { manifestConformance } from '../manifest.conformance.ts'
import { nodeFiles } from './files.ts'
import { openEmbeddedLedger } from './open.ts'

const open = async () => {
  const folders = makeFolders()
  const ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
  return {
    ledger,
    close: async () => {
      await ledger.close()
      folders.remove()
    },
  }
}

ledgerConformance('the embedded ledger', open)
manifestConformance('the embedded ledger', open)

describe('the embedded ledger', () => {
  test('keeps everything over a restart: blocks, state, proofs, checkpoint', async () => {
    const folders = makeFolders()
    const who = makePerson()
    const before = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    const { origin } = await before.log()
    await before.submit(signedBy(who, origin, [foundOperator(who)]))
    const committed = await readBack(before, await before.submit(signedBy(who, origin, [makePlace('一')])))
    const [log, blocks, path] = [await before.log(), await before.blocks(1, 10), await before.inclusion(1, 2)]
    await before.close()

    const after = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    expect(await after.log()).toEqual(log)
    expect(await after.blocks(1, 10)).toEqual(blocks)
    expect(await after.inclusion(1, 2)).toEqual(path)
    expect(await after.transaction(committed.transaction)).toEqual(committed)
    expect((await after.read(placeKey('一')))?.transaction).toBe(committed.transaction)
    await after.close()
    folders.remove()
  })

  test('an envelope for the log without its epoch is accepted', async () => {
    const folders = makeFolders()
    const who = makePerson()
    const ledger = await openEmbeddedLedger({ ...folders, channel: 'trace' })
    const { origin } = await ledger.log()
    const { leafIndex } = await ledger.submit(signedBy(who, origin.replace(/\/1$/, ''), [foundOperator(who)]))
    expect(leafIndex).toBe(0)
    await ledger.close()
    folders.remove()
  })

  test('while it closes, a repeat is told where it stands and anything new is refused as not written', async () => {
    const [folders, who, files] = [makeFolders(), makePerson(), { ...nodeFiles }]
    const ledger = await openHere(folders, { files })
    const { origin } = await ledger.log()
    const founding = signedBy(who, origin, [foundOperator(who)])
    const first = await ledger.submit(founding)
    const held = holdSync(files)
    const taken = ledger.submit(signedBy(who, origin, [makePlace('一')]))
    await held.reached
    const closed = ledger.close()
    await setImmediate()
    expect(await ledger.submit(founding)).toEqual(first)
    expect(await refusal(ledger.submit(signedBy(who, origin, [makePlace('二')])))).toMatchObject({
      code: 'LEDGER_STOPPED',
      details: { outcome: 'not written' },
    })
    held.release()
    expect((await taken).leafIndex).toBe(1)
    await closed
    folders.remove()
  })

  test('block times never run backwards, and the clock is the one handed over', async () => {
    const folders = makeFolders()
    const who = makePerson()
    let now = Date.parse('2030-01-01T00:00:00.000Z')
    const ledger = await openEmbeddedLedger({ ...folders, channel: 'trace', clock: () => now })
    const { origin } = await ledger.log()
    const at = (): { time: string } => ({ time: new Date(now).toISOString() })
    const first = await ledger.submit(signedBy(who, origin, [foundOperator(who)], at()))
    now -= 3_600_000
    const second = await ledger.submit(signedBy(who, origin, [makePlace('一')], at()))
    now += 2 * 3_600_000
    const third = await ledger.submit(signedBy(who, origin, [makePlace('二')], at()))
    expect([first, second, third].map(({ block }) => block.time)).toEqual([
      '2030-01-01T00:00:00.000Z',
      '2030-01-01T00:00:00.000Z',
      '2030-01-01T01:00:00.000Z',
    ])
    expect((await refusal(ledger.submit(signedBy(who, origin, [makePlace('三')])))).code).toBe('CLOCK_SKEW')
    await ledger.close()
    folders.remove()
  })
})
