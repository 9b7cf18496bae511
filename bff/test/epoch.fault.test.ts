// A log that goes on after a restore: what it takes first, which keys it believes, and that both epochs verify as one history.
import { cpSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { verifyCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { verifyRecord } from '@ectrace/shared/proof/verify-record'
import { beginEpoch } from '../src/backup/begin-epoch.ts'
import type { NewEpoch } from '../src/backup/begin-epoch.ts'
import { readBlockCheckpoint, readCheckpoint } from '../src/ledger/embedded/checkpoint-note.ts'
import { checkpointReader, keyFile, readDescriptor, writeDescriptor } from '../src/ledger/embedded/log-key.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { foundOperator, makePlace, refusal, signedBy } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'
import { copyFolders, growLog, makeSmallLog, openHere, walkFolder } from './small-log.ts'
import type { SmallLog } from './small-log.ts'

let log: SmallLog
/** The log as it was backed up with 4 blocks, begun anew after 7. */
let next: Folders
let [epoch, previous]: [NewEpoch | undefined, string] = [undefined, '']

const opening = (changes = {}): { name: 'openEpoch'; fields: Record<string, string | number> } => {
  if (!epoch) throw new Error('no epoch was begun')
  return { name: 'openEpoch', fields: { ...epoch, previous, reason: 'disk_failure', ...changes } }
}

beforeAll(async () => {
  log = await makeSmallLog(4)
  next = copyFolders(log.folders)
  await growLog(log.folders, log.who, 7)
  const { channel = '', origin = '' } = readDescriptor(next.dir) ?? {}
  const { header, checkpoint } = walkFolder(next).blocks[3] ?? {}
  previous = checkpoint ?? ''
  rmSync(next.keyDir, { recursive: true })
  const chain = { channel, origin, height: 4, size: header?.size ?? 0, root: header?.root ?? '', checkpoint: previous }
  const staged = { dir: next.dir, keyDir: next.keyDir }
  epoch = beginEpoch({ staged, keyDir: log.folders.keyDir }, chain, Date.now())
})
afterAll(() => {
  log.folders.remove()
  next.remove()
})

const inNext = async <T>(work: (ledger: Ledger, origin: string) => Promise<T>): Promise<T> => {
  const ledger = await openHere(next)
  try {
    return await work(ledger, (await ledger.log()).origin)
  } finally {
    await ledger.close()
  }
}

describe('the log in its new epoch', () => {
  test('stands where the old one was cut, signed by the new key, before anything is written', async () => {
    expect(epoch).toMatchObject({ epoch: 2, lostFrom: 4, lostTo: 7 })
    const { checkpoint, verifierKey, size, endorsements } = await inNext((ledger) => ledger.log())
    expect(verifyCheckpoint(checkpoint, verifierKey)).toMatchObject({ size: 4 })
    expect([size, endorsements]).toEqual([4, [epoch?.endorsement]])
    const reader = checkpointReader(verifierKey, endorsements)
    expect(readCheckpoint(reader, checkpoint)).toMatchObject({
      height: 4,
      hash: readCheckpoint(reader, previous)?.hash,
    })
    // Inside the log that block was signed by the key before.
    expect(readBlockCheckpoint(reader, checkpoint)).toBeUndefined()
    expect(readBlockCheckpoint(reader, previous)).toMatchObject({ height: 4 })
  })

  test('takes nothing before its first entry, that one alone, as endorsed, once', async () => {
    await inNext(async (ledger, origin) => {
      const submit = (...acts: Parameters<typeof signedBy>[2]) => ledger.submit(signedBy(log.who, origin, acts))
      expect(await refusal(submit(makePlace('early')))).toMatchObject({
        ...{ code: 'STATE_CONFLICT', details: { faults: [{ rule: 'epoch.opened-first' }] } },
      })
      expect((await refusal(submit(opening(), makePlace('beside')))).code).toBe('STATE_CONFLICT')
      const other = opening({ endorsement: `${previous}\n` })
      expect((await refusal(submit(other))).code).toBe('VALIDATION_FAILED')
      // Which of the two is ordered first depends on whose signature is checked first.
      const both = await Promise.allSettled([submit(opening()), submit(opening())])
      const [first, second] = both.sort((a, b) => a.status.localeCompare(b.status))
      expect(first).toMatchObject({ status: 'fulfilled', value: { leafIndex: 4, block: { height: 5 } } })
      expect(second).toMatchObject({ status: 'rejected', reason: { code: 'ALREADY_EXISTS' } })
      expect(await refusal(submit(opening()))).toMatchObject({
        ...{ code: 'STATE_CONFLICT', details: { faults: [{ rule: 'epoch.opened-once' }] } },
      })
      await submit(makePlace('after'))
    })
  })

  test('refuses envelopes written for the epoch before', async () => {
    await inNext(async (ledger, origin) => {
      const old = signedBy(log.who, origin.replace(/2$/, '1'), [makePlace('late')])
      expect((await refusal(ledger.submit(old))).code).toBe('LOG_MISMATCH')
    })
  })

  test('proves a record of the epoch before under its own checkpoint', async () => {
    await inNext(async (ledger) => {
      const [block] = await ledger.blocks(1, 1)
      const [committed] = block?.transactions ?? []
      const { checkpoint, verifierKey, size } = await ledger.log()
      if (!committed) throw new Error('block 1 is gone')
      expect(committed.leaf.envelope.operations[0]?.name).toBe(foundOperator(log.who).name)
      const proven = verifyRecord({
        ...{ leaf: committed.leaf, operation: 0, fields: committed.openings[0] ?? {}, leafIndex: 0 },
        ...{ path: await ledger.inclusion(0, size), publicKey: log.who.publicKey },
        checkpoint: verifyCheckpoint(checkpoint, verifierKey),
      })
      expect(proven.transaction).toBe(committed.transaction)
    })
  })

  test('is one history to verify, with the state and without', async () => {
    const whole = { blocks: 6, transactions: 6, keyChecked: true }
    expect(await verifyLedger({ ...next, hashesOnly: false })).toMatchObject({ ...whole, stateChecked: true })
    rmSync(path.join(next.dir, 'state.db'))
    expect(await verifyLedger({ ...next, hashesOnly: false })).toMatchObject(whole)
    await inNext(async (ledger) => expect((await ledger.log()).size).toBe(6))
  })
})

describe('the old key', () => {
  test('never opens the log again', async () => {
    const copy = copyFolders(next)
    cpSync(keyFile(log.folders.keyDir), keyFile(copy.keyDir))
    for (const error of [await refusal(openHere(copy)), await refusal(verifyLedger({ ...copy, hashesOnly: true }))])
      expect(error).toMatchObject({ code: 'SETTINGS_INVALID', details: { faults: [{ field: 'log.key' }] } })
    copy.remove()
  })

  test('cannot sign a block after its epoch', async () => {
    const copy = copyFolders(next)
    const descriptor = readDescriptor(copy.dir)
    const segment = path.join(copy.dir, 'segments/00000001.log')
    // The old log's block 5 in the place of the new epoch's first.
    const [old, own] = [walkFolder(log.folders).blocks[4], walkFolder(copy).blocks[4]]
    const bytes = readFileSync(path.join(log.folders.dir, 'segments/00000001.log'))
    const kept = readFileSync(segment).subarray(0, own?.position.offset)
    const foreign = bytes.subarray(old?.position.offset, (old?.position.offset ?? 0) + 8 + (old?.payload.length ?? 0))
    writeFileSync(segment, Buffer.concat([kept, foreign]))
    rmSync(path.join(copy.dir, 'state.db'))
    renameSync(copy.keyDir, `${copy.keyDir}.away`)
    expect(await refusal(verifyLedger({ ...copy, hashesOnly: true }))).toMatchObject({
      ...{ code: 'LEDGER_DAMAGED', details: { height: 5, field: 'checkpoint' } },
    })
    copy.remove()
    expect(descriptor?.earlier).toHaveLength(1)
  })

  test.each<[string, (note: string) => string]>([
    ['changed', (note) => note.replace('lost 7', 'lost 6')],
    ['that leads elsewhere', (note) => note.replace(/\nto \S+/, '\nto ectrace/x/2+00000000+AAAA')],
    ['that is none', () => 'none'],
  ])('an endorsement %s makes log.json damaged', async (_title, change) => {
    const copy = copyFolders(next)
    const descriptor = readDescriptor(copy.dir)
    if (!descriptor?.earlier) throw new Error('no earlier epoch')
    writeDescriptor(copy.dir, { ...descriptor, earlier: descriptor.earlier.map(change) })
    expect((await refusal(openHere(copy))).code).toBe('LEDGER_DAMAGED')
    writeDescriptor(copy.dir, { ...descriptor, earlier: [] })
    expect((await refusal(openHere(copy))).code).toBe('LEDGER_DAMAGED')
    copy.remove()
  })
})
