// Who signed, by the registry as it was then: every way in which a log could hold what nobody entitled signed.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { makePerson } from '../../../test/ledger-fixture.ts'
import { makeSmallLog, walkFolder } from '../../../test/small-log.ts'
import type { SmallLog } from '../../../test/small-log.ts'
import { checkBlock } from './check-block.ts'
import type { CheckedBlock } from './check-block.ts'
import type { DecodedRecord } from './block-decode.ts'
import { checkSignatures } from './check-signatures.ts'
import type { Registry } from './check-signatures.ts'
import { loadLog } from './log-key.ts'

describe('signatures in the log', () => {
  let log: SmallLog
  let blocks: CheckedBlock[]

  beforeAll(async () => {
    log = await makeSmallLog(2)
    const { reader } = loadLog({ ...log.folders, channel: 'trace' })
    blocks = walkFolder(log.folders).blocks.map((block) => checkBlock(block, reader))
  })
  afterAll(() => log.folders.remove())

  /** The registration, then the second block with its record changed. */
  const check = async (
    change: (record: DecodedRecord) => DecodedRecord,
    registry: Registry = new Map(),
  ): Promise<void> => {
    const [first, second] = blocks
    if (!first || !second) throw new Error('two blocks')
    if (registry.size === 0) await checkSignatures(first, registry, { height: 1 })
    await checkSignatures({ ...second, records: second.records.map(change) }, registry, { height: 2 })
  }
  const registryOf = (status: string, publicKey = log.who.publicKey): Registry =>
    new Map([[log.who.user, { publicKey, status }]])
  const refused = (what: string, field: string) => ({
    code: 'LEDGER_DAMAGED',
    details: expect.objectContaining({ height: 2, index: 0, what, field }),
  })

  test('hold for a log as it was written, also the one that registers its own signer', async () => {
    await expect(check((record) => record)).resolves.toBeUndefined()
  })

  test('that are altered, or moved from another transaction, do not hold', async () => {
    const moved = blocks[0]?.records[0]?.leaf.signature ?? ''
    const what = `the signature is not by user ${log.who.user}`
    await expect(check((record) => ({ ...record, leaf: { ...record.leaf, signature: moved } }))).rejects.toMatchObject(
      refused(what, 'leaf.signature'),
    )
    const later = (record: DecodedRecord): DecodedRecord => ({
      ...record,
      leaf: { ...record.leaf, envelope: { ...record.leaf.envelope, time: '2026-01-01T00:00:00.000Z' } },
    })
    await expect(check(later)).rejects.toMatchObject(refused(what, 'leaf.signature'))
  })

  test('by somebody unknown, revoked, or under a key that is not his own are refused', async () => {
    const { user } = log.who
    const field = 'leaf.envelope.caller'
    const other: Registry = new Map([['Usomebody', { publicKey: '', status: 'active' }]])
    await expect(check((record) => record, other)).rejects.toMatchObject(
      refused(`user ${user} was not registered`, field),
    )
    await expect(check((record) => record, registryOf('revoked'))).rejects.toMatchObject(
      refused(`user ${user} had been revoked`, field),
    )
    const stolen = registryOf('active', makePerson().publicKey)
    await expect(check((record) => record, stolen)).rejects.toMatchObject(
      refused(`the key of user ${user} is another's`, field),
    )
  })

  test('cover the stored values: one that was exchanged is named', async () => {
    const exchange = (record: DecodedRecord): DecodedRecord => ({
      ...record,
      openings: record.openings.map((fields) => ({
        ...fields,
        city: { salt: fields.city?.salt ?? '', value: '北京' },
      })),
    })
    await expect(check(exchange)).rejects.toMatchObject(
      refused('the stored value is not the one that was signed', 'openings.0.city'),
    )
  })
})
