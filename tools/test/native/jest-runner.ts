// A runner for Jest whose tests run in plain Node processes instead of Jest's sandbox, in which crypto and imports are several times
// slower than users have them (docs/decisions/0024).
import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { FileOrder, FileReport } from './file-report.ts'
import { openPlaces, placesVariable } from './place.ts'

type GlobalConfig = { maxWorkers: number; testNamePattern?: string; testTimeout?: number }
type Test = { path: string; context: { config: { testTimeout?: number } } }
type OnStart = (test: Test) => Promise<void>
type OnResult = (test: Test, result: unknown) => Promise<void>
type OnFailure = (test: Test, error: { message: string; stack?: string }) => Promise<void>

const defaultTimeout = 30_000
/** Bytes; a process that holds more makes way for a new one. */
const mostMemory = 1_200_000_000
const program = fileURLToPath(new URL('run-files.ts', import.meta.url))
const assertNode = fileURLToPath(new URL('../../assert-node.mjs', import.meta.url))

/** One process at a time, made when it is needed. */
const openProcess = (number: number) => {
  let child: ChildProcess | undefined
  const start = (): ChildProcess => {
    const { [placesVariable]: _ours, ...env } = process.env
    return fork(program, {
      execArgv: ['--import', assertNode, ...process.execArgv],
      serialization: 'json',
      env: { ...env, JEST_WORKER_ID: String(number), NODE_ENV: env['NODE_ENV'] ?? 'test' },
    })
  }
  const end = (): void => {
    child?.removeAllListeners()
    child?.kill('SIGKILL')
    child = undefined
  }
  /** Rejects when the process ends without a report. */
  const run = (order: FileOrder): Promise<FileReport> =>
    new Promise((resolve, reject) => {
      const worker = (child ??= start())
      worker.removeAllListeners()
      worker.once('message', (report) => resolve(report as FileReport))
      worker.once('error', reject)
      worker.once('exit', (code, signal) => {
        end()
        reject(new Error(`the process ended without a report: ${signal ?? `exit code ${String(code)}`}`))
      })
      worker.send(order)
    })
  return { run, end }
}

const failure = (name: string, errors: readonly string[]): string =>
  errors.map((error) => `  ● ${name}\n\n${error.replaceAll(/^/gm, '    ')}\n`).join('\n')

/** The report as Jest's reporters read it. */
const asJest = (test: Test, { tests, errors }: FileReport, start: number, end: number) => {
  const count = (status: FileReport['tests'][number]['status']) => tests.filter((one) => one.status === status).length
  const named = tests.map((one) => ({ ...one, names: [...one.within, one.title] }))
  const outside = errors.length === 0 ? undefined : failure('outside a test', errors)
  const failures = [outside ?? '', ...named.map(({ names, errors: own }) => failure(names.join(' › '), own))]
  return {
    leaks: false,
    numFailingTests: count('failed'),
    numPassingTests: count('passed'),
    numPendingTests: count('pending'),
    numTodoTests: count('todo'),
    openHandles: [],
    perfStats: { start, end, runtime: end - start, slow: false },
    skipped: false,
    snapshot: { added: 0, fileDeleted: false, matched: 0, unchecked: 0, uncheckedKeys: [], unmatched: 0, updated: 0 },
    testExecError: outside === undefined ? undefined : { message: outside, stack: outside },
    failureMessage: failures.filter((text) => text !== '').join('\n') || null,
    testFilePath: test.path,
    testResults: named.map(({ within, title, names, status, duration, errors: own }) => ({
      ancestorTitles: within,
      title,
      fullName: names.join(' '),
      status,
      duration,
      failureDetails: own,
      failureMessages: own,
      invocations: 1,
      location: null,
      numPassingAsserts: 0,
      retryReasons: [],
    })),
  }
}

export default class NativeRunner {
  readonly isSerial = false
  readonly #config: GlobalConfig

  constructor(config: GlobalConfig) {
    this.#config = config
  }

  #order({ path, context }: Test): FileOrder {
    const { testNamePattern, testTimeout } = this.#config
    const timeout = context.config.testTimeout ?? testTimeout ?? defaultTimeout
    return { file: path, timeout, ...(testNamePattern && { namePattern: testNamePattern }) }
  }

  /** `maxWorkers` processes take the files as they come, each file when there is a place for it. */
  async runTests(
    tests: readonly Test[],
    watcher: { isInterrupted: () => boolean },
    onStart: OnStart,
    onResult: OnResult,
    onFailure: OnFailure,
  ): Promise<void> {
    const waiting = [...tests]
    const places = openPlaces()
    const runOne = async (test: Test, own: ReturnType<typeof openProcess>): Promise<void> => {
      await onStart(test)
      const start = Date.now()
      try {
        const report = await own.run(this.#order(test))
        if (report.memory > mostMemory) own.end()
        if (report.tests.length === 0 && report.errors[0] !== undefined) throw new Error(report.errors[0])
        await onResult(test, asJest(test, report, start, Date.now()))
      } catch (error) {
        await onFailure(test, error as Error)
      }
    }
    const work = async (number: number): Promise<void> => {
      const own = openProcess(number)
      while (waiting.length > 0 && !watcher.isInterrupted()) {
        await places.enter()
        const test = waiting.shift()
        if (waiting.length === 0) places.last()
        if (test !== undefined) await runOne(test, own)
        // Ended before its place is given to another suite: what it holds would be missing there.
        if (waiting.length === 0) own.end()
        places.leave()
      }
      own.end()
    }
    await Promise.all(Array.from({ length: Math.min(this.#config.maxWorkers, tests.length) }, (_, i) => work(i + 1)))
    places.close()
  }
}
