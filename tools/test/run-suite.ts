// Runs the files of one suite in a Jest of its own and says what happened. Each file waits for its place in the room that the suites share.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { packageBin } from '../process/package-bin.ts'
import { cleanEnv, runNode } from '../process/run-node.ts'
import { root } from '../root.ts'
import { temporaryFolder } from '../services/daemon.ts'
import { givePlaces } from './give-places.ts'
import { placesVariable } from './native/place.ts'
import { countReport } from './result.ts'
import type { SuiteResult } from './result.ts'
import type { Room } from './room.ts'
import type { Suite } from './suites.ts'

/** Settings of the product: a developer's own must not steer the tests. */
export const settings = [
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'DATA_DIR',
  'DATABASE_URL',
  'REDIS_URL',
  'LEDGER',
  'CODE_HOSTS',
  'NODE_ENV',
] as const

const nodeFlags = '--disable-warning=ExperimentalWarning'

const readReport = (file: string): unknown => {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

export type RunSuite = {
  files: readonly string[]
  env: Record<string, string>
  strict: boolean
  room: Room
  /** Place of the suite in the order of the run. */
  rank: number
  onLast: () => void
}

/** With `strict` (in CI) a test that was skipped is a failure. */
export const runSuite = async (
  suite: Suite,
  { files, env, strict, room, rank, onLast }: RunSuite,
): Promise<SuiteResult> => {
  const folder = temporaryFolder('jest')
  const reportFile = path.join(folder, 'report.json')
  const workers = `--maxWorkers=${String(suite.workers)}`
  const args = [packageBin('jest'), workers, '--json', `--outputFile=${reportFile}`, '--runTestsByPath', ...files]
  const places = givePlaces(room, 1 / suite.workers, rank, onLast)
  const result = await runNode(args, {
    cwd: root,
    env: cleanEnv({ ...env, NODE_OPTIONS: nodeFlags, [placesVariable]: 'asked' }, settings),
    timeLimit: suite.minutes * 60_000,
    onMessage: places.hear,
  }).finally(places.close)
  const counts = countReport(readReport(reportFile), result.code, strict)
  rmSync(folder, { recursive: true, force: true })
  if (result.timedOut) counts.notes.push(`stopped after ${String(suite.minutes)} minutes`)
  return { name: suite.name, seconds: result.seconds, ...counts }
}
