// Edited, swapped, missing and rolled-back files: each refused at start and by `verify`, with the place; never a silent ok.
import { cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { blockHash } from '../src/ledger/embedded/block.ts'
import { decodeBlock } from '../src/ledger/embedded/block-decode.ts'
import { describeFault } from '../src/ledger/embedded/describe-fault.ts'
import { sha256Hex } from '../src/ledger/embedded/digest.ts'
import { frameHead, frameHeader } from '../src/ledger/embedded/frame.ts'
import { lastCheckpointFile, readLastCheckpoint } from '../src/ledger/embedded/last-checkpoint.ts'
import { descriptorFile, loadLog } from '../src/ledger/embedded/log-key.ts'
import { checkEnd } from '../src/ledger/embedded/recover.ts'
import { segmentHead, segmentPath } from '../src/ledger/embedded/segment.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { canonical } from '@ectrace/shared/proof/canonical'
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

const flipped = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (at % 8)), at)
  return copy
}

describe('one flipped bit in the log', () => {
  let log: SmallLog
  let whole: Buffer
  let offsets: number[]

  beforeAll(async () => {
    log = await makeSmallLog(3)
    whole = readSegment(log.folders)
    offsets = walkFolder(log.folders).blocks.map(({ position }) => position.offset)
  })
  afterAll(() => log.folders.remove())

  const heightAt = (at: number): number => Math.max(1, offsets.filter((offset) => offset <= at).length)

  test('is noticed at every byte of the file', () => {
    const hurt = copyFolders(log.folders)
    const last = readLastCheckpoint(hurt.keyDir, loadLog({ ...hurt, channel: 'trace' }).reader)
    const unnoticed: number[] = []
    for (let at = 0; at < whole.length; at++) {
      writeSegment(hurt, flipped(whole, at))
      try {
        checkEnd(walkFolder(hurt).end, last ? [last] : [])
        unnoticed.push(at)
      } catch (error) {
        if (!(error instanceof AppError)) throw error
      }
    }
    expect(whole.length).toBeGreaterThan(5_000)
    expect(unnoticed).toEqual([])
    hurt.remove()
  })

  test('makes the ledger refuse to open and `verify` name the block', async () => {
    for (let at = 3; at < whole.length; at += 409) {
      const hurt = copyFolders(log.folders)
      writeSegment(hurt, flipped(whole, at))
      for (const error of await bothRefuse(hurt)) {
        expect(['LEDGER_DAMAGED', 'LEDGER_ROLLED_BACK']).toContain(error.code)
        if (error.code === 'LEDGER_DAMAGED') expect(error.details.height).toBe(heightAt(at))
      }
      expect(readSegment(hurt)).toEqual(flipped(whole, at))
      hurt.remove()
    }
  })

  test('is noticed even where the checksum was made to fit again', async () => {
    for (const [index, offset] of offsets.entries()) {
      const end = offsets[index + 1] ?? whole.length
      for (let at = offset + frameHead + 5; at < end; at += 283) {
        const bytes = flipped(whole, at)
        frameHeader([bytes.subarray(offset + frameHead, end)]).copy(bytes, offset)
        const hurt = copyFolders(log.folders)
        writeSegment(hurt, bytes)
        const error = await refusal(verify(hurt))
        expect([at, error.code]).toEqual([at, 'LEDGER_DAMAGED'])
        expect([index + 1, index + 2]).toContain(error.details.height)
        hurt.remove()
      }
    }
  })

  test('is told in one sentence that names block, file and byte', async () => {
    const hurt = copyFolders(log.folders)
    writeSegment(hurt, flipped(whole, (offsets[1] ?? 0) + 50))
    const sentence = describeFault(await refusal(openHere(hurt)))
    expect(sentence).toContain('账本文件损坏')
    expect(sentence).toContain(`block 2, 文件段 segment 1, 字节 offset ${offsets[1]}`)
    expect(sentence).not.toContain('\n')
    hurt.remove()
  })
})

describe('an insider who can write the files but has no key', () => {
  test('changes a value and recomputes every hash after it: the signature of that block does not hold', async () => {
    const { folders } = await makeSmallLog(3)
    const { blocks } = walkFolder(folders)
    let previous: string | undefined
    const frames = blocks.map((block) => {
      const { header, checkpoint, records } = decodeBlock(block.payload, {})
      const transactions = records.map(({ leaf, openings, writes, events }) =>
        header.height === 2
          ? { leaf, openings: openings.map(({ city: _, ...rest }) => rest), writes, events }
          : { leaf, openings, writes, events },
      )
      const forged = {
        ...header,
        bodyDigest: sha256Hex(canonical(transactions)),
        previous: previous ?? header.previous,
      }
      previous = blockHash(forged)
      const payload = Buffer.from(canonical({ checkpoint, header: forged, transactions }))
      return Buffer.concat([frameHeader([payload]), payload])
    })
    writeSegment(folders, Buffer.concat([readSegment(folders).subarray(0, segmentHead), ...frames]))
    rmSync(lastCheckpointFile(folders.keyDir))
    rmSync(`${folders.dir}/state.db`)
    for (const error of await bothRefuse(folders))
      expect(error).toMatchObject({ code: 'LEDGER_DAMAGED', details: { height: 2, field: 'checkpoint' } })
    folders.remove()
  })
})

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
    const { chmodSync } = await import('node:fs')
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
