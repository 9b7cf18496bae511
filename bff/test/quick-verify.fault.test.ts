// The quick verification believes a whole log and no other: whatever is changed anywhere, it leaves the word to the thorough one.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readCheckpoint } from '../src/ledger/embedded/checkpoint-note.ts'
import { frameHead, frameHeader } from '../src/ledger/embedded/frame.ts'
import { checkpointReader, descriptorFile, readDescriptor } from '../src/ledger/embedded/log-key.ts'
import { stateFile } from '../src/ledger/embedded/open-state.ts'
import type { Joined } from '../src/ledger/embedded/quick-verify/join-segments.ts'
import { recordFacts } from '../src/ledger/embedded/quick-verify/record-facts.ts'
import { openScan } from '../src/ledger/embedded/quick-verify/scan-records.ts'
import { verifyQuickly } from '../src/ledger/embedded/quick-verify/verify-quickly.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { foundOperator, makeFolders, makePerson, makePlace, signedBy } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'
import { copyFolders, growLog, openHere, readSegment, walkFolder, writeSegment } from './small-log.ts'

const small = { segmentLimit: 12_000 }

const quickly = async ({ dir }: Folders, threads = 0): Promise<Joined | undefined> => {
  const descriptor = readDescriptor(dir)
  const database = new DatabaseSync(stateFile(dir), { readOnly: true })
  const checkpoint = String(database.prepare('SELECT checkpoint FROM meta').get()?.checkpoint)
  const sealed = descriptor && readCheckpoint(checkpointReader(descriptor.verifierKey), checkpoint)
  if (!sealed) throw new Error('no state to compare with')
  try {
    const where = { dir, descriptor, snapshot: { database, sealed, checkpoint }, seen: [sealed] }
    return await verifyQuickly({ ...where, hashesOnly: false, threads, progress: () => undefined })
  } finally {
    database.close()
  }
}

const edit = ({ dir }: Folders, sql: string): void => {
  const database = new DatabaseSync(stateFile(dir))
  database.exec(sql)
  database.close()
}

describe('the quick verification', () => {
  const folders = makeFolders()
  const who = makePerson()
  let found: Joined | undefined

  beforeAll(async () => {
    const ledger = await openHere(folders, small)
    const { origin } = await ledger.log()
    await ledger.submit(signedBy(who, origin, [foundOperator(who)]))
    // The last three need the thorough reading of a block: an escape, a character beyond U+FFFF, a backslash.
    const names = ['one', '二号仓库', 'three', 'four', 'a "quoted" place', 'a \u{1f600} place', 'C:\\place']
    for (const name of names) await ledger.submit(signedBy(who, origin, [makePlace(name)]))
    await Promise.all(['x', 'y', 'z'].map((name) => ledger.submit(signedBy(who, origin, [makePlace(name)]))))
    await ledger.close()
    found = await quickly(folders)
  })
  afterAll(() => folders.remove())

  test('says of a whole log what the thorough one says, in this thread and in others', async () => {
    const report = await verifyLedger({ ...folders, hashesOnly: false })
    expect(found).toMatchObject({ height: report.blocks, size: report.transactions, root: report.root })
    expect(walkFolder(folders).end.segment).toBeGreaterThan(2)
    expect(await quickly(folders, 2)).toEqual(found)
    expect(await verifyLedger({ ...folders, hashesOnly: false, smallBytes: 0 })).toEqual(report)
  })

  test('scans plain records without building them, and the same facts come out of the others', () => {
    const scan = openScan({ openings: true })
    const facts = walkFolder(folders).blocks.map((block) => {
      const { records, body } = recordFacts(block, scan)
      return { scanned: scan(body) !== undefined, records }
    })
    expect(facts.filter(({ scanned }) => !scanned).length).toBe(3)
    for (const { id, envelope, digest } of facts.flatMap(({ records }) => records)) {
      expect(id).toBe(createHash('sha256').update(envelope).digest('binary'))
      expect(digest.length).toBe(32)
    }
  })

  test('neither verification takes transactions that were signed for another channel', async () => {
    const copy = copyFolders(folders)
    const file = descriptorFile(copy.dir)
    writeFileSync(file, readFileSync(file, 'utf8').replace('"channel": "trace"', '"channel": "cold"'))
    expect(await quickly(copy)).toBeUndefined()
    await expect(verifyLedger({ ...copy, hashesOnly: true })).rejects.toMatchObject({
      code: 'LEDGER_DAMAGED',
      details: { height: 1, index: 0, field: 'leaf.envelope.log' },
    })
    copy.remove()
  })

  test('goes on while the ledger runs and writes', async () => {
    const copy = copyFolders(folders)
    const verifying = quickly(copy)
    await growLog(copy, who, 14, small)
    expect(await verifying).toMatchObject({ size: found?.size })
    copy.remove()
  })

  test('does not believe a log with one changed byte, even where the checksum was made to fit', async () => {
    const copy = copyFolders(folders)
    const believed: string[] = []
    const { blocks } = walkFolder(folders)
    for (const { position, payload } of blocks) {
      const whole = readSegment(folders, position.segment)
      for (let at = 11 + (position.offset % 97); at < payload.length; at += 401) {
        const changed = Buffer.from(payload)
        changed.writeUInt8(changed.readUInt8(at) ^ (1 << (at % 7)), at)
        const bytes = Buffer.from(whole)
        frameHeader([changed]).copy(bytes, position.offset)
        changed.copy(bytes, position.offset + frameHead)
        writeSegment(copy, bytes, position.segment)
        if (await quickly(copy)) believed.push(`${position.segment}:${position.offset + at}`)
      }
      writeSegment(copy, whole, position.segment)
    }
    expect(believed).toEqual([])
    expect(await quickly(copy)).toEqual(found)
    copy.remove()
  })

  test.each([
    "UPDATE entry SET value = replace(value, '上海', '北京') WHERE key LIKE 'place/%'",
    "UPDATE entry SET digest = zeroblob(32) WHERE key LIKE 'place/%'",
    'UPDATE entry SET leaf_index = leaf_index + 100 WHERE leaf_index = 3',
    'DELETE FROM entry WHERE leaf_index = 4',
    "INSERT INTO entry VALUES ('place/forged', 4, '{}', zeroblob(32))",
    "INSERT INTO entry VALUES ('place/forged', 4000, '{}', zeroblob(32))",
    "INSERT INTO entry VALUES ('place/forged', -4, '{}', zeroblob(32))",
    'UPDATE tx SET start = start + 1 WHERE leaf_index = 3',
    'UPDATE tx SET digest = zeroblob(32) WHERE leaf_index = 3',
    'DELETE FROM tx WHERE leaf_index = 3',
    'INSERT INTO tx SELECT 4000, zeroblob(32), height, position, start, length, digest, proof FROM tx WHERE leaf_index = 3',
    "UPDATE block SET time = '2020-01-01T00:00:00.000Z' WHERE height = 2",
    'UPDATE block SET offset = offset - 1 WHERE height = 2',
    'INSERT INTO block SELECT 4000, hash, time, segment, offset, proof FROM block WHERE height = 2',
    'UPDATE tile SET hashes = zeroblob(length(hashes))',
    'INSERT INTO tile VALUES (3, 0, zeroblob(32))',
  ])('does not believe a state edited by `%s`', async (sql) => {
    const copy = copyFolders(folders)
    edit(copy, sql)
    expect(await quickly(copy)).toBeUndefined()
    copy.remove()
  })

  test('does not believe a log cut at the end of a block, or without its newest file', async () => {
    const copy = copyFolders(folders)
    const { end } = walkFolder(folders)
    const start = end.block?.position.offset ?? 0
    writeSegment(copy, readSegment(folders, end.segment).subarray(0, start), end.segment)
    expect(await quickly(copy)).toBeUndefined()
    copy.remove()
  })
})
