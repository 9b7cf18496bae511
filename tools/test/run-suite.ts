// Runs one suite in a Jest of its own and says what happened, also when it could not run.
import { readFileSync, rmSync } from 'node:fs'
import path from 'node:path'
import { buildTarget } from '../build/build-target.ts'
import { packageBin } from '../process/package-bin.ts'
import { cleanEnv, runNode } from '../process/run-node.ts'
import { root } from '../root.ts'
import { temporaryFolder } from '../services/daemon.ts'
import { meet, serviceVariables } from './machine.ts'
import type { ServiceVariable, Services } from './machine.ts'
import { countReport } from './result.ts'
import type { SuiteResult } from './result.ts'
import { filesOf } from './suites.ts'
import type { Suite } from './suites.ts'

/** Settings of the product: a developer's own must not steer the tests. */
const settings = [
  'PORT',
  'HOST',
  'PUBLIC_URL',
  'DATA_DIR',
  'DATABASE_URL',
  'REDIS_URL',
  'LEDGER',
  'CODE_HOSTS',
  'NODE_ENV',
]

const nodeFlags = '--disable-warning=ExperimentalWarning'

type Picked = { files: string[]; env: Record<string, string>; left: string[] }

const variablesIn = (file: string): ServiceVariable[] => {
  const text = readFileSync(path.join(root, file), 'utf8')
  return (Object.keys(serviceVariables) as ServiceVariable[]).filter((variable) => text.includes(`env.${variable}`))
}

/** Opens the services that the files name; files whose service is not there are left out, with the reason. */
const pickFiles = async (files: readonly string[], services: Services): Promise<Picked> => {
  const picked: Picked = { files: [], env: {}, left: [] }
  for (const file of files) {
    const addresses = await Promise.all(
      variablesIn(file).map(async (variable) => ({ variable, url: await services.open(variable) })),
    )
    const absent = addresses.filter(({ url }) => url === undefined).map(({ variable }) => variable)
    if (absent.length > 0) picked.left.push(`${file}: no service for ${absent.join(', ')}`)
    else picked.files.push(file)
    for (const { variable, url } of addresses) if (url !== undefined) picked.env[variable] = url
  }
  return picked
}

/** Runs `work` with the demo seeded once, from where the tests copy it. */
const withSeeded = async <T>(env: Record<string, string>, work: (env: Record<string, string>) => Promise<T>) => {
  const folder = temporaryFolder('seeded')
  const program = (...options: string[]) =>
    runNode(['bff/test/seed-once.ts', folder, ...options], {
      cwd: root,
      env: cleanEnv({ ...env }, settings),
      timeLimit: 120_000,
    })
  try {
    // One that failed is no copy: the tests seed themselves and say what is wrong.
    await program()
    return await work({ ...env, TEST_SEEDED: folder })
  } finally {
    await program('--remove')
  }
}

const runJest = async (
  suite: Suite,
  files: readonly string[],
  env: Record<string, string>,
  strict: boolean,
): Promise<SuiteResult> => {
  const folder = temporaryFolder('jest')
  const reportFile = path.join(folder, 'report.json')
  const workers = suite.workers === 1 ? '--runInBand' : `--maxWorkers=${String(suite.workers)}`
  const args = [packageBin('jest'), workers, '--json', `--outputFile=${reportFile}`, '--runTestsByPath', ...files]
  const result = await runNode(args, {
    cwd: root,
    env: cleanEnv({ ...env, NODE_OPTIONS: nodeFlags }, settings),
    timeLimit: suite.minutes * 60_000,
  })
  let report: unknown
  try {
    report = JSON.parse(readFileSync(reportFile, 'utf8'))
  } catch {
    report = undefined
  }
  rmSync(folder, { recursive: true, force: true })
  const counts = countReport(report, result.code, strict)
  if (result.timedOut) counts.notes.push(`stopped after ${String(suite.minutes)} minutes`)
  return { name: suite.name, seconds: result.seconds, ...counts }
}

/**
 * Runs `suite`. With `strict` (in CI) whatever is missing on this machine is a failure, without it the tests concerned are skipped
 * and a note says so; Fabric may always be missing.
 */
export const runSuite = async (suite: Suite, services: Services, strict: boolean): Promise<SuiteResult> => {
  const empty = { name: suite.name, seconds: 0, passed: 0, failed: 0, skipped: 0 }
  const { env, missing } = meet(suite.needs)
  if (missing.length > 0) {
    const isFailure = strict && !suite.needs.includes('fabric')
    return { ...empty, failed: isFailure ? 1 : 0, notes: missing.map((reason) => `suite skipped: ${reason}`) }
  }
  const all = await filesOf(suite)
  if (all.length === 0) return { ...empty, failed: 1, notes: ['no test file'] }
  try {
    for (const target of suite.builds) await buildTarget(target)
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    return { ...empty, failed: 1, notes: ['suite not run: the build failed'] }
  }
  const picked = await pickFiles(all, services)
  const leftNotes = picked.left.map((reason) => `skipped: ${reason}`)
  const leftFailed = strict ? picked.left.length : 0
  if (picked.files.length === 0) return { ...empty, failed: leftFailed, notes: leftNotes }
  const run = (given: Record<string, string>) => runJest(suite, picked.files, given, strict)
  const given = { ...env, ...picked.env }
  const result = await (suite.seeded ? withSeeded(given, run) : run(given))
  return { ...result, failed: result.failed + leftFailed, notes: [...result.notes, ...leftNotes] }
}
