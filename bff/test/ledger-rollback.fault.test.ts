// Files missing, swapped, cut or put back to an older copy: each refused at start and by `verify`, with heights or file.
import { chmodSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { AppError } from '@ectrace/shared/errors'
import { lastCheckpointFile } from '../src/ledger/embedded/last-checkpoint.ts'
import { descriptorFile } from '../src/ledger/embedded/log-key.ts'
import { segmentPath } from '../src/ledger/embedded/segment.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { makeSmallLog, copyFolders, growLog, openHere, readSegment, walkFolder, writeSegment } from './small-log.ts'
import type { SmallLog } from './small-log.ts'
import { refusal } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'

const verify = (folders: Folders): Promise<unknown> => verifyLedger({ ...folders, hashesOnly: false })

/** What opening and verifying say of the same files. */
const bothRefuse = async (folders: Folders): Promise<[AppError, AppError]> => [
  await refusal(openHere(folders)),
  await refusal(verify(folders)),
]

describe('a log in several files', () => {
  const small = { segmentLimit: 8_000 }
  let log: SmallLog
  let segments: number

  beforeAll(async () => {
    log = await makeSmallLog(8, small)
    segments = walkFolder(log.folders).end.segment
  })
  afterAll(() => log.folders.remove())

  const hurt = async (change: (folders: Folders) => void): Promise<[AppError, AppError]> => {
    const copy = copyFolders(log.folders)
    change(copy)
    const errors = await bothRefuse(copy)
    copy.remove()
    return errors
  }

  test('goes over from one file to the next and is whole after a restart', async () => {
    expect(segments).toBeGreaterThan(2)
    const copy = copyFolders(log.folders)
    await growLog(copy, log.who, 11, small)
    expect(await verify(copy)).toMatchObject({ blocks: 11 })
    copy.remove()
  })

  test('a file missing in the middle is named', async () => {
    for (const error of await hurt(({ dir }) => rmSync(segmentPath(dir, 2))))
      expect(error).toMatchObject({ code: 'LEDGER_DAMAGED', details: { segment: 2, what: 'segment 2 is missing' } })
  })

  test('a file cut short in the middle is named with the block that begins there', async () => {
    for (const error of await hurt((copy) => writeSegment(copy, readSegment(copy, 2).subarray(0, -10), 2)))
      expect(error).toMatchObject({ code: 'LEDGER_DAMAGED', details: { segment: 2, what: 'the frame is cut short' } })
  })

  test('a file cut at the end of a block in the middle is named with the missing block', async () => {
    const lastOfSecond = walkFolder(log.folders)
      .blocks.filter(({ position }) => position.segment === 2)
      .at(-1)
    const height = lastOfSecond?.header.height ?? 0
    for (const error of await hurt((copy) =>
      writeSegment(copy, readSegment(copy, 2).subarray(0, lastOfSecond?.position.offset), 2),
    ))
      expect(error).toMatchObject({
        code: 'LEDGER_DAMAGED',
        details: { height, what: `block ${height} is missing before block ${height + 1}` },
      })
  })

  test('the newest file missing is a roll-back, with both heights', async () => {
    const found = walkFolder(log.folders).blocks.filter(({ position }) => position.segment < segments).length
    for (const error of await hurt(({ dir }) => rmSync(segmentPath(dir, segments))))
      expect(error).toMatchObject({ code: 'LEDGER_ROLLED_BACK', details: { seen: 8, found } })
  })

  test('two files that changed places are noticed', async () => {
    const swap = ({ dir }: Folders): void => {
      renameSync(segmentPath(dir, 1), `${dir}/one`)
      renameSync(segmentPath(dir, 2), segmentPath(dir, 1))
      renameSync(`${dir}/one`, segmentPath(dir, 2))
    }
    for (const error of await hurt(swap))
      expect(error).toMatchObject({ code: 'LEDGER_DAMAGED', details: { segment: 1, offset: 0 } })
  })

  test('a new file whose header never reached the disk is made again', async () => {
    const copy = copyFolders(log.folders)
    writeFileSync(segmentPath(copy.dir, segments + 1), Buffer.alloc(5))
    await growLog(copy, log.who, 9, small)
    expect(await verify(copy)).toMatchObject({ blocks: 9 })
    copy.remove()
  })
})

describe('a data folder put back to an older copy', () => {
  let log: SmallLog
  let older: Folders

  beforeAll(async () => {
    log = await makeSmallLog(2)
    older = copyFolders(log.folders)
    await growLog(log.folders, log.who, 4)
  })
  afterAll(() => {
    log.folders.remove()
    older.remove()
  })

  test('is named with the height that was signed and the one that is there', async () => {
    for (const error of await bothRefuse({ ...older, keyDir: log.folders.keyDir }))
      expect(error).toMatchObject({ code: 'LEDGER_ROLLED_BACK', details: { seen: 4, found: 2 } })
  })

  test('is named when only the log is old, even without the memory beside the key, and again at the next start', async () => {
    const copy = copyFolders(log.folders)
    cpSync(segmentPath(older.dir, 1), segmentPath(copy.dir, 1))
    rmSync(lastCheckpointFile(copy.keyDir))
    for (const error of [await refusal(verify(copy)), await refusal(openHere(copy)), await refusal(openHere(copy))])
      expect(error).toMatchObject({ code: 'LEDGER_ROLLED_BACK', details: { seen: 4, found: 2 } })
    rmSync(`${copy.dir}/state.db`)
    expect((await refusal(openHere(copy))).code).toBe('LEDGER_ROLLED_BACK')
    copy.remove()
  })

  test('is named when it was continued with other blocks', async () => {
    const forked = copyFolders(older)
    await growLog(forked, log.who, 4)
    for (const error of await bothRefuse({ ...forked, keyDir: log.folders.keyDir }))
      expect(error.code).toBe('LEDGER_ROLLED_BACK')
    forked.remove()
  })

  test('is named when the whole folder is gone', async () => {
    const copy = copyFolders(log.folders)
    rmSync(copy.dir, { recursive: true })
    expect(await refusal(openHere(copy))).toMatchObject({ code: 'LEDGER_ROLLED_BACK', details: { seen: 4, found: 0 } })
    expect((await refusal(verify(copy))).code).toBe('LEDGER_DAMAGED')
    copy.remove()
  })
})

describe('the small files beside the log', () => {
  let log: SmallLog
  beforeAll(async () => {
    log = await makeSmallLog(2)
  })
  afterAll(() => log.folders.remove())

  test('log.json missing or edited is damage', async () => {
    const text = readFileSync(descriptorFile(log.folders.dir), 'utf8')
    for (const change of [
      undefined,
      '{}',
      'no json',
      text.replace('"epoch": 1', '"epoch": 2'),
      text.replace(/"logId": "./, '"logId": "x'),
    ]) {
      const copy = copyFolders(log.folders)
      if (change === undefined) rmSync(descriptorFile(copy.dir))
      else writeFileSync(descriptorFile(copy.dir), change)
      for (const error of await bothRefuse(copy)) expect(error.code).toBe('LEDGER_DAMAGED')
      copy.remove()
    }
  })

  test('a missing key, another key or one that others may read is refused by name, and no new one is made', async () => {
    const other = await makeSmallLog(1)
    const gone = copyFolders(log.folders)
    rmSync(`${gone.keyDir}/log.key`)
    expect(await refusal(openHere(gone))).toMatchObject({
      code: 'SETTINGS_INVALID',
      details: { faults: [{ field: 'log.key' }] },
    })
    expect(existsSync(`${gone.keyDir}/log.key`)).toBe(false)
    const swapped = copyFolders(log.folders)
    cpSync(`${other.folders.keyDir}/log.key`, `${swapped.keyDir}/log.key`)
    for (const error of await bothRefuse(swapped)) expect(error.code).toBe('SETTINGS_INVALID')
    const open = copyFolders(log.folders)
    writeFileSync(`${open.keyDir}/log.key`, readFileSync(`${open.keyDir}/log.key`))
    chmodSync(`${open.keyDir}/log.key`, 0o644)
    expect((await refusal(openHere(open))).code).toBe('SETTINGS_INVALID')
    for (const folders of [gone, swapped, open, other.folders]) folders.remove()
  })

  test('a last checkpoint that nobody signed is damage; one slot torn by a crash is not', async () => {
    const file = lastCheckpointFile(log.folders.keyDir)
    const bytes = readFileSync(file)
    const torn = copyFolders(log.folders)
    // Block 2 stands in slot 0: a torn write of block 3 would hit slot 1.
    writeFileSync(lastCheckpointFile(torn.keyDir), Buffer.concat([bytes.subarray(0, 512), Buffer.alloc(512, 1)]))
    await growLog(torn, log.who, 3)
    const lost = copyFolders(log.folders)
    writeFileSync(lastCheckpointFile(lost.keyDir), Buffer.alloc(1024, 1))
    expect((await refusal(openHere(lost))).code).toBe('LEDGER_DAMAGED')
    torn.remove()
    lost.remove()
  })

  test('a log of another channel is not opened', async () => {
    const copy = copyFolders(log.folders)
    expect(await refusal(openHere(copy, { channel: 'other' }))).toMatchObject({
      code: 'LOG_MISMATCH',
      details: { faults: [{ field: 'channel' }] },
    })
    copy.remove()
  })
})
