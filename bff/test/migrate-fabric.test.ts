// An embedded log moves to Fabric and goes on there: one tree, old proofs, old answers, and a report that tells the truth.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { hexDecode } from '@ectrace/shared/proof/bytes'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { leafBytes } from '@ectrace/shared/proof/envelope'
import { leafHash } from '@ectrace/shared/proof/hash'
import { verifyConsistency, verifyInclusion } from '@ectrace/shared/proof/merkle'
import { openEmbeddedLedger } from '../src/ledger/embedded/open.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import type { FabricChannel } from '../src/ledger/fabric/channel.ts'
import { openFabricCore } from '../src/ledger/fabric/core.ts'
import { migrateLog } from '../src/ledger/fabric/migrate.ts'
import type { MigrationReport } from '../src/ledger/fabric/migrate.ts'
import { foundOperator, makeFolders, makePerson, makePlace, placeKey, refusal, signedBy } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'
import { openChannelDouble, throwErrors } from './stub-ledger.ts'

const channel = 'trace'
const operator = makePerson()
const titles = Array.from({ length: 11 }, (_, n) => `地点 ${n}`)

let folders: Folders
let fabric: FabricChannel

const openHere = (): Promise<Ledger> => openEmbeddedLedger({ ...folders, channel })
const openThere = (): Promise<Ledger> =>
  openFabricCore({ ...folders, channel, clock: Date.now, fabric, note: throwErrors })

const end = async (ledger: Ledger): Promise<void> => {
  const { origin } = await ledger.log()
  await ledger.submit(signedBy(operator, origin, [{ name: 'closeLog', fields: { successor: 'fabric' } }]))
}
const migrate = (): Promise<MigrationReport> => migrateLog({ ...folders, channel, fabric, end, chunkSize: 1_000 })

/** What a reader kept of the embedded log. */
const keep = async (ledger: Ledger) => {
  const { checkpoint, size, verifierKey } = await ledger.log()
  const [block] = await ledger.blocks(3, 1)
  const [kept] = block?.transactions ?? []
  if (kept === undefined) throw new Error('there is no block 3')
  return { ...{ checkpoint, size, verifierKey, kept }, path: await ledger.inclusion(kept.leafIndex, size) }
}

beforeEach(async () => {
  folders = makeFolders()
  fabric = openChannelDouble(channel)
  const ledger = await openHere()
  const { origin } = await ledger.log()
  await ledger.submit(signedBy(operator, origin, [foundOperator(operator)]))
  for (const title of titles) await ledger.submit(signedBy(operator, origin, [makePlace(title)]))
  await ledger.close()
})
afterEach(() => folders.remove())

describe('a log that moves to Fabric', () => {
  test('goes on in the same tree, and what was proven before stays proven', async () => {
    const before = await openHere()
    const old = await keep(before)
    await before.close()
    const report = await migrate()
    expect(report).toMatchObject({
      size: titles.length + 2,
      differing: 0,
      equal: report.entries,
      carried: report.chunks,
    })

    const ledger = await openThere()
    const { origin, size, verifierKey } = await ledger.log()
    expect([size, verifierKey]).toEqual([titles.length + 2, old.verifierKey])
    const next = await ledger.submit(signedBy(operator, origin, [makePlace('上链之后')]))
    expect(next.leafIndex).toBe(size)
    const now = await ledger.log()
    const newer = verifyCheckpoint(now.checkpoint, verifierKey)
    const older = verifyCheckpoint(old.checkpoint, verifierKey)
    const consistent = await ledger.consistency(old.size, now.size)
    expect(() => {
      verifyConsistency({
        ...{ first: old.size, second: now.size, firstRoot: older.root, secondRoot: newer.root },
        path: consistent.map((hash) => hexDecode(hash)),
      })
      verifyInclusion({
        ...{ leafHash: leafHash(leafBytes(old.kept.leaf)), index: old.kept.leafIndex, size: old.size },
        ...{ path: old.path.map((hash) => hexDecode(hash)), root: older.root },
      })
    }).not.toThrow()
    expect(await ledger.transaction(old.kept.transaction)).toEqual(old.kept)
    expect(await ledger.history(placeKey('上链之后'), { limit: 5 })).toHaveLength(1)
    await ledger.close()
    const verified = await verifyLedger({ ...folders, hashesOnly: false })
    expect([verified.transactions, verified.keyChecked]).toEqual([now.size, true])
  })

  test('takes nothing in the old engine any more, which still answers', async () => {
    await migrate()
    const ledger = await openHere()
    const { origin, size } = await ledger.log()
    const refused = await refusal(ledger.submit(signedBy(operator, origin, [makePlace('太晚')])))
    expect([refused.code, refused.details.faults?.[0]?.rule]).toEqual(['STATE_CONFLICT', 'log.open'])
    expect((await ledger.read(keys.closed()))?.leafIndex).toBe(size - 1)
    expect(await ledger.read(placeKey(titles[2] ?? ''))).toBeDefined()
    await ledger.close()
  })

  test('a request of before the move is known after it, and another one under its nonce is refused', async () => {
    const ledger = await openHere()
    const { origin } = await ledger.log()
    const submission = signedBy(operator, origin, [makePlace('搬家前')])
    const first = await ledger.submit(submission)
    await ledger.close()
    await migrate()
    const there = await openThere()
    expect(await there.submit(submission)).toEqual(first)
    const { nonce } = submission.envelope
    const other = signedBy(operator, origin, [makePlace('另一个')], { nonce })
    expect((await refusal(there.submit(other))).code).toBe('IDEMPOTENCY_MISMATCH')
    await there.close()
  })

  test('a move that was broken off goes on, and does not put twice what is there', async () => {
    let left = 1
    const attempt: FabricChannel['attempt'] = async (name, args) => {
      if (name === 'carry' && left-- <= 0) throw new Error('the cable was pulled')
      return fabric.attempt(name, args)
    }
    const broken = { ...fabric, attempt }
    await expect(migrateLog({ ...folders, channel, fabric: broken, end, chunkSize: 1_000 })).rejects.toThrow(
      'the cable was pulled',
    )
    expect((await refusal(openThere())).code).toBe('NOT_READY')
    const report = await migrate()
    expect(report.chunks).toBeGreaterThan(1)
    expect([report.carried, report.differing]).toEqual([report.chunks - 1, 0])
    expect((await migrate()).carried).toBe(0)
  })

  test('the report names what differs from the archive', async () => {
    const states = canonicalBytes({ states: [['a', '00'.repeat(32)]], bookmark: '' })
    const ask: FabricChannel['ask'] = (name, args) =>
      name === 'states' ? Promise.resolve(states) : fabric.ask(name, args)
    const report = await migrateLog({ ...folders, channel, fabric: { ...fabric, ask }, end })
    expect(report.differing).toBe(report.entries + 1)
    expect(report.differences[0]).toEqual({ key: 'a', what: 'not in the archive' })
    expect(report.differences[1]?.what).toBe('missing')
  })

  test('neither a channel with another log nor a folder without the archive is taken', async () => {
    await migrate()
    const elsewhere = makeFolders()
    const refused = await refusal(openFabricCore({ ...elsewhere, channel, clock: Date.now, fabric, note: throwErrors }))
    expect(refused.details.faults?.[0]?.field).toBe('DATA_DIR')
    const other = await openEmbeddedLedger({ ...elsewhere, channel })
    await other.close()
    expect((await refusal(migrateLog({ ...elsewhere, channel, fabric, end }))).code).toBe('LOG_MISMATCH')
    const ledger = await openEmbeddedLedger({ ...elsewhere, channel })
    expect(await ledger.read(keys.closed())).toBeUndefined()
    await ledger.close()
    elsewhere.remove()
  })
})
