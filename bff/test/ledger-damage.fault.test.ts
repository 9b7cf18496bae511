// One changed bit anywhere, or a whole forged history: refused at start and named by `verify`; never a silent ok.
import { rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { AppError } from '@ectrace/shared/errors'
import { blockHash } from '../src/ledger/embedded/block.ts'
import { decodeBlock } from '../src/ledger/embedded/block-decode.ts'
import { describeFault } from '../src/ledger/embedded/describe-fault.ts'
import { sha256Hex } from '../src/ledger/embedded/digest.ts'
import { frameHead, frameHeader } from '../src/ledger/embedded/frame.ts'
import { lastCheckpointFile } from '../src/ledger/embedded/last-checkpoint.ts'
import { segmentHead } from '../src/ledger/embedded/segment.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { canonical } from '@ectrace/shared/proof/canonical'
import { makeSmallLog, copyFolders, openHere, readSegment, walkFolder, writeSegment } from './small-log.ts'
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
