// A start over a large log: only the newest files are read before the first transaction, and nothing is believed that was not signed.
import { cpSync, existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { lastCheckpointFile } from '../src/ledger/embedded/last-checkpoint.ts'
import { stateFile } from '../src/ledger/embedded/open-state.ts'
import { segmentPath } from '../src/ledger/embedded/segment.ts'
import { verifyLedger } from '../src/ledger/embedded/verify-ledger.ts'
import { refusal } from './ledger-fixture.ts'
import type { Folders } from './ledger-fixture.ts'
import { copyFolders, growLog, makeSmallLog, openHere, readSegment, walkFolder, writeSegment } from './small-log.ts'
import type { SmallLog } from './small-log.ts'

/** Every segment holds a few blocks; a start reads the newest one alone. */
const small = { segmentLimit: 8_000, startBytes: 1 }

const flipByte = (folders: Folders, segment: number, at: number): void => {
  const bytes = readSegment(folders, segment)
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at)
  writeSegment(folders, bytes, segment)
}

const edit = ({ dir }: Folders, sql: string): void => {
  const database = new DatabaseSync(stateFile(dir))
  database.exec(sql)
  database.close()
}

describe('a start that reads the newest file alone', () => {
  let log: SmallLog
  let segments: number
  beforeAll(async () => {
    log = await makeSmallLog(10, small)
    segments = walkFolder(log.folders).end.segment
  })
  afterAll(() => log.folders.remove())

  /** What a start over changed files says: an error's code and details, or the height. */
  const startOver = async (change: (folders: Folders) => void): Promise<unknown> => {
    const copy = copyFolders(log.folders)
    change(copy)
    try {
      const ledger = await openHere(copy, small)
      const { height } = await ledger.log()
      await ledger.close()
      return height
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      return { code: error.code, ...error.details }
    } finally {
      copy.remove()
    }
  }

  test('opens, takes transactions and verifies', async () => {
    const copy = copyFolders(log.folders)
    expect(segments).toBeGreaterThan(3)
    await growLog(copy, log.who, 14, small)
    expect(await verifyLedger({ ...copy, hashesOnly: false })).toMatchObject({ blocks: 14, stateChecked: true })
    copy.remove()
  })

  test('leaves a changed byte of an older file to the scrub, which `verify` names', async () => {
    expect(await startOver((copy) => flipByte(copy, 2, 100))).toBe(10)
    const copy = copyFolders(log.folders)
    flipByte(copy, 2, 100)
    expect(await refusal(verifyLedger({ ...copy, hashesOnly: true }))).toMatchObject({
      code: 'LEDGER_DAMAGED',
      details: { segment: 2 },
    })
    copy.remove()
  })

  test('names a changed byte of the newest file', async () => {
    expect(await startOver((copy) => flipByte(copy, segments, 100))).toMatchObject({
      code: 'LEDGER_DAMAGED',
      segment: segments,
    })
  })

  test.each<[string, (folders: Folders) => void, object]>([
    ['missing', ({ dir }) => rmSync(segmentPath(dir, 2)), { segment: 2, what: 'segment 2 is missing' }],
    [
      'cut',
      (copy) => writeSegment(copy, readSegment(copy, 2).subarray(0, -10), 2),
      { segment: 2, what: 'the frame is cut short' },
    ],
    [
      'longer by some bytes',
      (copy) => writeSegment(copy, Buffer.concat([readSegment(copy, 2), Buffer.alloc(9, 7)]), 2),
      { segment: 2 },
    ],
    ['emptied', (copy) => writeFileSync(segmentPath(copy.dir, 1), ''), { segment: 1, offset: 0 }],
    [
      "another's",
      ({ dir }) => {
        renameSync(segmentPath(dir, 1), `${dir}/one`)
        renameSync(segmentPath(dir, 2), segmentPath(dir, 1))
        renameSync(`${dir}/one`, segmentPath(dir, 2))
      },
      { segment: 1, offset: 0 },
    ],
  ])('still names an older file that is %s', async (_, change, place) => {
    expect(await startOver(change)).toMatchObject({ code: 'LEDGER_DAMAGED', ...place })
  })

  test('still refuses a log whose newest file is gone', async () => {
    expect(await startOver(({ dir }) => rmSync(segmentPath(dir, segments)))).toMatchObject({
      code: 'LEDGER_ROLLED_BACK',
      seen: 10,
    })
  })

  test('goes on behind a newest file that holds no block yet', async () => {
    const copy = copyFolders(log.folders)
    writeFileSync(segmentPath(copy.dir, segments + 1), Buffer.alloc(5))
    await growLog(copy, log.who, 11, small)
    expect(existsSync(segmentPath(copy.dir, segments + 1))).toBe(true)
    expect(await verifyLedger({ ...copy, hashesOnly: false })).toMatchObject({ blocks: 11 })
    copy.remove()
  })

  test('reads everything when the state is lost, of another history, or names other places', async () => {
    const hurt = (copy: Folders): void => flipByte(copy, 2, 100)
    const place = { code: 'LEDGER_DAMAGED', segment: 2 }
    expect(
      await startOver((copy) => {
        hurt(copy)
        rmSync(stateFile(copy.dir))
      }),
    ).toMatchObject(place)
    expect(
      await startOver((copy) => {
        hurt(copy)
        edit(copy, 'UPDATE block SET hash = zeroblob(32) WHERE height < 9')
      }),
    ).toMatchObject(place)
    expect(await startOver((copy) => edit(copy, 'UPDATE block SET offset = offset + 1 WHERE height = 3'))).toBe(10)
  })

  test('does not forget an older checkpoint that says otherwise', async () => {
    const older = await makeSmallLog(2)
    const seen = await startOver(({ keyDir }) => {
      cpSync(lastCheckpointFile(older.folders.keyDir), lastCheckpointFile(keyDir))
    })
    expect(seen).toMatchObject({ code: 'LEDGER_DAMAGED' })
    older.folders.remove()
  })

  test('catches up with files that the state has never seen', async () => {
    const ahead = copyFolders(log.folders)
    await growLog(ahead, log.who, 16, small)
    const height = await startOver((copy) => {
      cpSync(`${ahead.dir}/segments`, `${copy.dir}/segments`, { recursive: true })
    })
    expect(height).toBe(16)
    ahead.remove()
  })
})
