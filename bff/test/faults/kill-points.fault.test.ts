// Row 1: a process killed before, amid and after every operation that changes a file, and killed again while it recovers.
import { beforeAll, describe, expect, test } from '@jest/globals'
import { counts, patience, quantile, report, sample } from './counts.ts'
import { checkLeft, continued, newRun, pointsOf, readDiary, runScenario } from './run-scenario.ts'
import type { Run } from './run-scenario.ts'

const blocks = [4, 2]
/** Runs at a time: a killed process and a check each. */
const abreast = 2

const inTurns = async <T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> => {
  const left = [...items]
  const lane = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item)
  }
  await Promise.all(Array.from({ length: abreast }, lane))
}

describe('a ledger whose process is killed at a numbered point', () => {
  let points: string[]

  beforeAll(async () => {
    const run = newRun(blocks)
    expect(await runScenario(run, {})).toBe(0)
    points = pointsOf(run)
    expect(readDiary(run).told.length).toBe(6)
    run.remove()
  }, patience)

  test('passes points at every kind of operation: founding, blocks, new files, checkpoints, state', () => {
    const kinds = [
      /^before mkdir /,
      /^before rename keys\/log.key/,
      /^before rename data\/ledger\/log.json/,
      /^amid write data\/ledger\/segments\/00000001.log/,
      /^after sync data\/ledger\/segments\/00000002.log/,
      /^before sync data\/ledger\/segments$/,
      /^amid write keys\/last-checkpoint$/,
      /^before truncate data\/ledger\/segments/,
      /^after sql data\/ledger\/state.db/,
    ]
    expect(kinds.filter((kind) => !points.some((point) => kind.test(point)))).toEqual([])
  })

  test(
    'opens again with everything that was told, once, and verifies; also when its recovery is killed in turn',
    async () => {
      /** Where the process was really killed, by number. */
      const covered = new Set<number>()
      const recoveries: { milliseconds: number; points: number }[] = []
      const numbers = points.map((_, i) => i + 1)

      const recoverTwice = async (run: Run, dieAt: number): Promise<void> => {
        const [counted, killed] = [continued(run), continued(run)]
        expect(await runScenario(counted, {})).toBe(0)
        const most = pointsOf(counted).length
        // Different points of the recoveries in turn, so that together they cover them.
        expect(await runScenario(killed, { dieAt: 1 + ((dieAt * 7) % most) })).toBe('SIGKILL')
        const milliseconds = await checkLeft(killed.plan, readDiary(killed))
        recoveries.push({ milliseconds, points: most })
        for (const done of [counted, killed]) done.remove()
      }

      await inTurns(sample(numbers, 6), async (dieAt) => {
        const run = newRun(blocks)
        const ended = await runScenario(run, { dieAt })
        expect([dieAt, points[dieAt - 1], ended]).toEqual([dieAt, points[dieAt - 1], 'SIGKILL'])
        covered.add(dieAt)
        if (dieAt % counts({ ci: 3, full: 1 }) === 0) await recoverTwice(run, dieAt)
        recoveries.push({ milliseconds: await checkLeft(run.plan, readDiary(run)), points: 0 })
        run.remove()
      })
      expect(covered.size).toBe(sample(numbers, 6).length)
      const times = recoveries.map(({ milliseconds }) => milliseconds)
      report(1, 'SIGKILL before, amid and after every operation on a file', {
        points: points.length,
        covered: covered.size,
        killedWhileRecovering: recoveries.filter((one) => one.points > 0).length,
        ackedLost: 0,
        doubled: 0,
        recoveryP50Ms: quantile(times, 0.5),
        recoveryP99Ms: quantile(times, 0.99),
      })
    },
    patience,
  )
})
