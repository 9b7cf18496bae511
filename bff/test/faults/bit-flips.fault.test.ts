// Row 4: one changed bit in any file of a small ledger: refused, repaired or without effect; never another answer that looks right.
import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { lastCheckpointFile, readLastCheckpoint } from '../../src/ledger/embedded/last-checkpoint.ts'
import { descriptorFile, loadLog } from '../../src/ledger/embedded/log-key.ts'
import { stateFile } from '../../src/ledger/embedded/open-state.ts'
import { checkEnd } from '../../src/ledger/embedded/recover.ts'
import { segmentPath } from '../../src/ledger/embedded/segment.ts'
import { verifyLedger } from '../../src/ledger/embedded/verify-ledger.ts'
import type { Folders } from '../ledger-fixture.ts'
import { copyFolders, makeSmallLog, openHere, readSegment, walkFolder, writeSegment } from '../small-log.ts'
import type { SmallLog } from '../small-log.ts'
import { counts, patience, report, sample } from './counts.ts'

const flipped = (bytes: Buffer, bit: number): Buffer => {
  const copy = Buffer.from(bytes)
  const at = bit >> 3
  copy.writeUInt8(copy.readUInt8(at) ^ (1 << (bit & 7)), at)
  return copy
}
const bitsOf = (bytes: Buffer): number[] => Array.from({ length: bytes.length * 8 }, (_, bit) => bit)

/** Everything that the ledger says, or the code of its refusal to say it. */
const answers = async (ledger: Ledger, keys: readonly string[], ids: readonly string[]): Promise<unknown[]> => {
  const asked = [
    ledger.log(),
    ledger.blocks(1, 100),
    ...keys.flatMap((key) => [ledger.read(key), ledger.history(key, { limit: 100 })]),
    ...ids.flatMap((id, leaf) => [ledger.transaction(id), ledger.inclusion(leaf, ids.length)]),
  ]
  return Promise.all(asked.map((one) => one.catch((error: unknown) => codeOf(error))))
}

type Refused = { refused: string }
const isRefused = (answer: unknown): boolean => typeof answer === 'object' && answer !== null && 'refused' in answer

/** SQLite's own errors carry a number; both are refusals. */
const codeOf = (error: unknown): Refused => {
  if (error instanceof AppError) return { refused: error.code }
  const sqlite: unknown = Reflect.get(Object(error), 'errcode')
  if (typeof sqlite === 'number') return { refused: 'SQLite' }
  throw error
}

describe('one changed bit', () => {
  let log: SmallLog
  let keys: string[]
  let ids: string[]
  let expected: unknown[]

  beforeAll(async () => {
    log = await makeSmallLog(3)
    const ledger = await openHere(log.folders)
    const records = (await ledger.blocks(1, 100)).flatMap(({ transactions }) => transactions)
    keys = records.flatMap(({ writes }) => writes.map(({ key }) => key))
    ids = records.map(({ transaction }) => transaction)
    expected = await answers(ledger, keys, ids)
    await ledger.close()
  })
  afterAll(() => log.folders.remove())

  /** What becomes of a ledger with a bit changed in `file`: by whom it is noticed, or that nothing differs. */
  const outcomeOf = async (folders: Folders): Promise<string> => {
    const verified = await verifyLedger({ ...folders, hashesOnly: false }).then(() => 'verified', codeOf)
    const notes: string[] = []
    let ledger: Ledger
    try {
      ledger = await openHere(folders, { note: (_level, message) => notes.push(message) })
    } catch (error) {
      return `refused at start: ${codeOf(error).refused}`
    }
    const found = await answers(ledger, keys, ids)
    await ledger.close()
    if (found.some((answer, i) => !isRefused(answer) && JSON.stringify(answer) !== JSON.stringify(expected[i])))
      return 'another answer'
    if (found.some(isRefused)) return 'refused at reading'
    if (notes.length > 0) return 'repaired'
    return isRefused(verified) ? 'named by verify' : 'without effect'
  }

  const tryAll = async (
    pick: (folders: Folders) => string,
    ci: number,
    full: number,
  ): Promise<Record<string, number>> => {
    const outcomes: Record<string, number> = {}
    const whole = readFileSync(pick(log.folders))
    const all = bitsOf(whole)
    const step = Math.max(1, Math.ceil(all.length / full))
    for (const bit of sample(
      all.filter((one) => one % step === 0),
      ci,
    )) {
      const hurt = copyFolders(log.folders)
      writeFileSync(pick(hurt), flipped(whole, bit))
      const outcome = await outcomeOf(hurt)
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
      if (outcome === 'another answer') throw new Error(`bit ${bit} of ${path.basename(pick(hurt))}: another answer`)
      hurt.remove()
    }
    return outcomes
  }

  test(
    'of a segment, in header, frame or payload, is noticed by the walk over the files',
    () => {
      const whole = readSegment(log.folders)
      const hurt = copyFolders(log.folders)
      const last = readLastCheckpoint(hurt.keyDir, loadLog({ ...hurt, channel: 'trace' }).reader)
      const tried = bitsOf(whole).filter((bit) => bit % counts({ ci: 97, full: 1 }) === 0)
      const unnoticed = tried.filter((bit) => {
        writeSegment(hurt, flipped(whole, bit))
        try {
          checkEnd(walkFolder(hurt).end, last ? [last] : [])
          return true
        } catch (error) {
          if (!(error instanceof AppError)) throw error
          return false
        }
      })
      hurt.remove()
      expect(unnoticed).toEqual([])
      report(4, 'bit flips in the segment: checksum, length or header', {
        bits: whole.length * 8,
        tried: tried.length,
        detectedPercent: 100,
        falseOk: 0,
      })
    },
    patience,
  )

  test.each<[string, (folders: Folders) => string, number, number]>([
    ['the segment', ({ dir }) => segmentPath(dir, 1), 12, 2_000],
    ['log.json', ({ dir }) => descriptorFile(dir), 12, 1_500],
    ['last-checkpoint', ({ keyDir }) => lastCheckpointFile(keyDir), 12, 1_500],
    ['state.db', ({ dir }) => stateFile(dir), 25, 4_000],
  ])(
    'of %s never gives another answer from the opened ledger',
    async (name, pick, ci, full) => {
      const outcomes = await tryAll(pick, ci, full)
      report(4, `bit flips in ${name}, opened and asked everything`, { outcomes, falseOk: 0 })
    },
    patience,
  )

  test(
    'in the middle is damage with the block named, whatever follows, and nothing is cut (row 5)',
    async () => {
      const whole = readSegment(log.folders)
      const [, second] = walkFolder(log.folders).blocks
      const third = walkFolder(log.folders).blocks[2]
      const from = (second?.position.offset ?? 0) * 8
      const middle = Array.from({ length: (third?.position.offset ?? 0) * 8 - from }, (_, i) => from + i)
      const tried = sample(middle, 10)
      const step = counts({ ci: 1, full: 11 })
      for (const bit of tried.filter((_, i) => i % step === 0)) {
        const hurt = copyFolders(log.folders)
        writeSegment(hurt, flipped(whole, bit))
        const refused: unknown = await openHere(hurt).catch((error: unknown) => error)
        expect(refused).toMatchObject({ code: 'LEDGER_DAMAGED', details: { height: 2, segment: 1 } })
        expect(readSegment(hurt)).toEqual(flipped(whole, bit))
        hurt.remove()
      }
      report(5, 'damage in the middle', {
        bits: middle.length,
        tried: Math.ceil(tried.length / step),
        named: '100 %',
        cut: 0,
      })
    },
    patience,
  )

  test('that is put right again leaves a whole ledger', async () => {
    const copy = copyFolders(log.folders)
    const file = segmentPath(copy.dir, 1)
    writeFileSync(file, flipped(readFileSync(file), 500))
    await expect(openHere(copy)).rejects.toMatchObject({ code: 'LEDGER_DAMAGED' })
    copyFileSync(segmentPath(log.folders.dir, 1), file)
    expect(existsSync(file)).toBe(true)
    expect(await verifyLedger({ ...copy, hashesOnly: false })).toMatchObject({ blocks: 3 })
    copy.remove()
  })
})
