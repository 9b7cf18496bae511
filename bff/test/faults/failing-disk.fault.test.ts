// Rows 6 and 7: every operation on a file fails once, as a full or a broken disk lets it; and a limit on the size of files.
import { beforeAll, describe, expect, test } from '@jest/globals'
import { patience, report, sample } from './counts.ts'
import { checkLeft, newRun, pointsOf, readDiary, runScenario } from './run-scenario.ts'

const blocks = [3, 2]
/** What the ledger says of it, and the system's own codes where the folder could not be opened. */
const coded = ['STORAGE_FULL', 'LEDGER_STOPPED', 'ENOSPC', 'EDQUOT', 'EIO', 'EINTR', 'INTERNAL']

describe('a disk that fails one operation', () => {
  let operations: string[]
  beforeAll(async () => {
    const run = newRun(blocks)
    expect(await runScenario(run, {})).toBe(0)
    operations = pointsOf(run).filter((point) => point.startsWith('before '))
    run.remove()
  }, patience)

  test.each([
    [6, 'ENOSPC', 3],
    [6, 'EDQUOT', 1],
    [7, 'EIO', 3],
    [7, 'EINTR', 1],
  ])(
    'row %i, %s: nothing told is lost, every refusal is coded, and the log goes on after the next start',
    async (row, failCode, ci) => {
      const tried = sample(
        operations.map((_, i) => i + 1),
        ci,
      )
      const outcomes: Record<string, number> = {}
      for (const failAt of tried) {
        const run = newRun(blocks)
        expect([failAt, await runScenario(run, { failAt, failCode })]).toEqual([failAt, 0])
        const diary = readDiary(run)
        expect(diary.failed.filter((code) => !coded.includes(code))).toEqual([])
        const outcome = diary.failed[0] ?? 'went on'
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1
        await checkLeft(run.plan, diary)
        run.remove()
      }
      report(row, `${failCode} at every operation`, {
        operations: operations.length,
        tried: tried.length,
        ackedLost: 0,
        outcomes,
      })
    },
    patience,
  )

  test(
    'files that may not grow any more refuse blocks, and take them when they may',
    async () => {
      const run = newRun([60])
      run.plan.segmentLimit = 1_000_000
      expect(await runScenario(run, { fileKiB: 96 })).toBe(0)
      const diary = readDiary(run)
      expect(diary.told.length).toBeGreaterThan(0)
      expect(['STORAGE_FULL', 'LEDGER_STOPPED']).toContain(diary.failed[0])
      await checkLeft(run.plan, diary)
      report(6, 'EFBIG: files limited to 96 KiB', { blocks: diary.told.length, ackedLost: 0, outcome: diary.failed[0] })
      run.remove()
    },
    patience,
  )
})
