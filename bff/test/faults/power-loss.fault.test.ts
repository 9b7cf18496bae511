// Row 2: the power goes at any moment. Of what was not synced anything may be missing; what was told never is.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { peekLastHeight } from '../../src/ledger/embedded/last-checkpoint.ts'
import { patience, quantile, report, sample } from './counts.ts'
import { crashStates, emptyDisk, keyOf, operate, restore } from './crash-states.ts'
import type { CrashState } from './crash-states.ts'
import type { DiskOperation } from './disk-shim.ts'
import { checkLeft, newRun, runScenario } from './run-scenario.ts'
import type { Run, Told } from './run-scenario.ts'
import type { Diary } from './scenario.ts'

type Moment = { crash: CrashState; diary: Told }

/** Every state that the recorded run may be left in, with what had been told by then. */
const momentsOf = (run: Run): Moment[] => {
  const lines = readFileSync(run.log, 'utf8').trimEnd().split('\n')
  const disk = emptyDisk(run.disk)
  const diary: Told = { told: [], sent: [], failed: [] }
  const moments = new Map<string, Moment>()
  for (const line of lines.map((text) => JSON.parse(text) as DiskOperation | Diary)) {
    if ('op' in line) operate(disk, line)
    else if (line.told !== undefined) diary.told.push(line.told)
    else if (line.sent !== undefined) diary.sent.push(line.sent)
    const so = { ...diary, told: [...diary.told], sent: [...diary.sent] }
    // The latest moment of a state: by then the most had been told.
    for (const crash of crashStates(disk)) moments.set(keyOf(crash), { crash, diary: so })
  }
  return [...moments.values()]
}

test(
  'whatever a power cut leaves of names and bytes that were not synced, the log opens with everything that was told',
  async () => {
    const run = newRun([4, 2])
    run.plan.diary = run.log
    expect(await runScenario(run, { record: true })).toBe(0)
    const moments = momentsOf(run)
    const tried = sample(moments, 24)
    const recovery: number[] = []
    let memoryTakenBack = 0
    for (const [i, { crash, diary }] of tried.entries()) {
      const target = mkdtempSync(path.join(tmpdir(), 'crash-'))
      restore(crash, { root: run.disk, target, log: run.log })
      const folders = { dir: path.join(target, 'data', 'ledger'), keyDir: path.join(target, 'keys') }
      if (peekLastHeight(folders.keyDir) < diary.told.length) memoryTakenBack += 1
      try {
        recovery.push(await checkLeft(folders, diary))
      } catch (cause) {
        throw new Error(
          `state ${i} of ${tried.length}, told ${diary.told.length}: ${[...crash.files.keys()].join(' ')}`,
          {
            cause,
          },
        )
      }
      rmSync(target, { recursive: true })
    }
    report(2, 'power cut: unsynced names and bytes missing, reordered, torn, zero', {
      states: moments.length,
      tried: tried.length,
      violations: 0,
      memoryTakenBack,
      recoveryP50Ms: quantile(recovery, 0.5),
      recoveryP99Ms: quantile(recovery, 0.99),
    })
    run.remove()
  },
  patience,
)
