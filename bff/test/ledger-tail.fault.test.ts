// A write that was cut off at any byte: the unfinished end goes, nothing that was acknowledged does, and a cut of that is named.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { checkEnd } from '../src/ledger/embedded/recover.ts'
import { readLastCheckpoint } from '../src/ledger/embedded/last-checkpoint.ts'
import { loadLog } from '../src/ledger/embedded/log-key.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import type { Folders } from './ledger-fixture.ts'
import { refusal } from './ledger-fixture.ts'
import {
  copyFolders,
  growLog,
  makeSmallLog,
  openHere,
  placeSubmission,
  readSegment,
  walkFolder,
  writeSegment,
} from './small-log.ts'
import type { SmallLog } from './small-log.ts'
import { counts, patience, report, sample } from './faults/counts.ts'

describe('a log whose last two blocks were being written when the power went', () => {
  let log: SmallLog
  /** Data and keys as of block 3: nobody was told of blocks 4 and 5. */
  let before: Folders
  let whole: Buffer
  let starts: number[]

  beforeAll(async () => {
    log = await makeSmallLog(3)
    before = copyFolders(log.folders)
    await growLog(log.folders, log.who, 5)
    whole = readSegment(log.folders)
    starts = [...walkFolder(log.folders).blocks.map(({ position }) => position.offset), whole.length]
  })
  afterAll(() => {
    log.folders.remove()
    before.remove()
  })

  const wholeBlocks = (length: number): number => starts.filter((start) => start <= length).length - 1

  test('cut at every byte of the last two blocks, exactly the whole blocks remain', () => {
    const cut = copyFolders(before)
    for (let length = starts[3] ?? 0; length <= whole.length; length++) {
      writeSegment(cut, whole.subarray(0, length))
      const { blocks, end } = walkFolder(cut)
      expect([length, blocks.length, end.length]).toEqual([length, wholeBlocks(length), starts[wholeBlocks(length)]])
    }
    cut.remove()
  })

  test(
    'opened after a cut, the ledger has the whole blocks, takes the next one, and verifies',
    async () => {
      const boundaries = starts
        .slice(3)
        .flatMap((start) => [start - 1, start, start + 1, start + 7, start + 8, start + 9])
        .filter((at) => at >= (starts[3] ?? 0) && at <= whole.length)
      const everywhere = Array.from({ length: whole.length - (starts[3] ?? 0) + 1 }, (_, i) => (starts[3] ?? 0) + i)
      const lengths = counts({ ci: [...boundaries, ...sample(everywhere, 6)], full: everywhere })
      for (const length of lengths) {
        const cut = copyFolders(before)
        writeSegment(cut, whole.subarray(0, length))
        const ledger = await openHere(cut)
        expect([length, (await ledger.log()).height]).toEqual([length, wholeBlocks(length)])
        const { block } = await ledger.submit(await placeSubmission(ledger, log.who, 'next'))
        expect(block.height).toBe(wholeBlocks(length) + 1)
        await ledger.close()
        expect(await verifyLedger({ ...cut, hashesOnly: false })).toMatchObject({
          blocks: block.height,
          unfinished: false,
        })
        cut.remove()
      }
      report(3, 'torn tail at every byte of the last two blocks', {
        lengths: everywhere.length,
        opened: lengths.length,
        openedPercent: 100,
        onlyUnacknowledgedDropped: true,
      })
    },
    patience,
  )

  test('zeros or noise after the last whole block, as a file system may leave them, are cut', async () => {
    for (const tail of [Buffer.alloc(4096), Buffer.alloc(4096, 0xa5), whole.subarray((starts[4] ?? 0) + 8)]) {
      const cut = copyFolders(before)
      writeSegment(cut, Buffer.concat([whole.subarray(0, starts[3]), tail]))
      const ledger = await openHere(cut)
      expect((await ledger.log()).height).toBe(3)
      await ledger.close()
      expect(readSegment(cut).length).toBe(starts[3])
      cut.remove()
    }
  })

  test('a whole block that follows a bad one is no torn end: refused, the bad block named', async () => {
    const cut = copyFolders(before)
    const bytes = Buffer.from(whole)
    bytes.writeUInt8(bytes.readUInt8((starts[3] ?? 0) + 100) ^ 1, (starts[3] ?? 0) + 100)
    writeSegment(cut, bytes)
    const error = await refusal(openHere(cut))
    expect(error).toMatchObject({ code: 'LEDGER_DAMAGED', details: { height: 4, segment: 1, offset: starts[3] } })
    cut.remove()
  })

  test('blocks that were acknowledged are never cut silently: at every byte the roll-back is named', () => {
    const cut = copyFolders(log.folders)
    const { reader } = loadLog({ ...cut, channel: 'trace' })
    const last = readLastCheckpoint(cut.keyDir, reader)
    expect(last?.height).toBe(5)
    for (let length = starts[3] ?? 0; length < whole.length; length++) {
      writeSegment(cut, whole.subarray(0, length))
      const { end } = walkFolder(cut)
      expect(() => checkEnd(end, last ? [last] : [])).toThrow(expect.objectContaining({ code: 'LEDGER_ROLLED_BACK' }))
    }
    cut.remove()
  })
})
