// Runs test files one after the other in a Node of its own, outside Jest's sandbox, and sends a report of each to the runner.
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { inspect } from 'node:util'
import { jestExpect } from '@jest/expect'
import { addEventHandler, getState, removeEventHandler, resetState, run, setState } from 'jest-circus'
import type { Event } from 'jest-circus'
import type { FileOrder, FileReport } from './file-report.ts'

/** The mini-program is made for a bundler: its package has no module type, and `./name` means `./name.ts`. */
const isForBundler = (url: string | undefined): boolean => url !== undefined && /\/miniapp\/(src|config)\//.test(url)

type Resolve = NonNullable<Parameters<typeof registerHooks>[0]['resolve']>

const resolve: Resolve = (specifier, context, next) => {
  if (specifier === '@jest/globals') return next(new URL('./test-globals.ts', import.meta.url).href, context)
  const bare = isForBundler(context.parentURL) && /^\.\.?\//.test(specifier) && !/\.[a-z]+$/.test(specifier)
  const found = bare ? next(`${specifier}.ts`, context) : next(specifier, context)
  return isForBundler(found.url) && /\.ts($|\?)/.test(found.url) ? { ...found, format: 'module-typescript' } : found
}
registerHooks({ resolve })

const told = (error: unknown): string => {
  if (Array.isArray(error)) return told(error[0] ?? error[1])
  return error instanceof Error ? (error.stack ?? error.message) : inspect(error)
}

type Block = { name: string; parent?: Block }
/** The outermost block is Jest's own. */
const namesOf = ({ parent }: { parent?: Block }): string[] =>
  parent?.parent === undefined ? [] : [...namesOf(parent), parent.name]

type Test = Extract<Event, { name: 'test_done' }>['test']
const statuses = { test_done: 'passed', test_skip: 'pending', test_todo: 'todo' } as const
const tellTest = (test: Test, event: keyof typeof statuses): FileReport['tests'][number] => ({
  within: namesOf(test),
  title: test.name,
  status: test.errors.length > 0 ? 'failed' : statuses[event],
  duration: test.duration ?? null,
  errors: test.errors.map(told),
})

let files = 0

const runFile = async ({ file, timeout, namePattern }: FileOrder): Promise<Pick<FileReport, 'tests' | 'errors'>> => {
  const tests: FileReport['tests'] = []
  const follow = (event: Event): void => {
    if (event.name === 'test_start') jestExpect.setState({ currentTestName: event.test.name })
    if (event.name in statuses)
      tests.push(tellTest((event as { test: Test }).test, event.name as keyof typeof statuses))
  }
  resetState()
  setState({
    ...getState(),
    testTimeout: timeout,
    testNamePattern: namePattern === undefined ? null : new RegExp(namePattern, 'i'),
  })
  jestExpect.setState({ testPath: file })
  addEventHandler(follow)
  try {
    // A number of its own: the same file may be asked for again.
    await import(`${pathToFileURL(file).href}?run=${String((files += 1))}`)
    const { unhandledErrors } = await run()
    return { tests, errors: unhandledErrors.map(told) }
  } catch (error) {
    return { tests, errors: [told(error)] }
  } finally {
    removeEventHandler(follow)
  }
}

process.on('message', (order: FileOrder) => {
  process.argv[1] = order.file
  void runFile(order).then((report) => process.send?.({ ...report, memory: process.memoryUsage.rss() }))
})
// A runner that is gone waits for nobody.
process.on('disconnect', () => process.exit(1))
