// The runner itself: whatever goes wrong in a file of tests is told as a failure, with its name.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from '@jest/globals'
import NativeRunner from './jest-runner.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'ectrace-runner-'))
afterAll(() => rmSync(folder, { recursive: true }))

type Result = {
  numPassingTests: number
  numFailingTests: number
  testExecError?: { message: string }
  testResults: { fullName: string; status: string; failureMessages: string[] }[]
}
type Told = { results: Result[]; failures: string[] }

let files = 0
/** Runs files of these contents one after the other in one process. */
const ran = async (contents: readonly string[], namePattern?: string): Promise<Told> => {
  const told: Told = { results: [], failures: [] }
  const tests = contents.map((body) => {
    const file = path.join(folder, `${String((files += 1))}.test.mjs`)
    writeFileSync(file, `import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'\n${body}`)
    return { path: file, context: { config: { testTimeout: 5_000 } } }
  })
  const runner = new NativeRunner({
    maxWorkers: 1,
    ...(namePattern === undefined ? {} : { testNamePattern: namePattern }),
  })
  await runner.runTests(
    tests,
    { isInterrupted: () => false },
    () => Promise.resolve(),
    (_test, result) => Promise.resolve(void told.results.push(result as Result)),
    (_test, { message }) => Promise.resolve(void told.failures.push(message)),
  )
  return told
}
const statuses = ({ results }: Told): string[] =>
  results.flatMap(({ testResults }) => testResults.map(({ fullName, status }) => `${fullName}: ${status}`))

describe('a file of tests', () => {
  test('is told test by test, with what failed and why', async () => {
    const told = await ran([
      `describe('a', () => { test('holds', () => expect(1).toBe(1)); test('does not', () => expect([1]).toEqual([2])) })
       test.each([1, 2])('each %i', (n) => expect(n).toBe(1)); test.skip('left', () => {}); test.todo('later')`,
    ])
    expect(statuses(told)).toEqual([
      'a holds: passed',
      'a does not: failed',
      'each 1: passed',
      'each 2: failed',
      'left: pending',
      'later: todo',
    ])
    expect(told.results[0]).toMatchObject({ numPassingTests: 2, numFailingTests: 2 })
    expect(told.results[0]?.testResults[1]?.failureMessages[0]).toContain('deep equality')
  })

  test('leaves nothing to the next one in the same process', async () => {
    const told = await ran([`test('one', () => {}); afterAll(() => {})`, `test('two', () => {})`])
    expect(told.results.map((result) => statuses({ results: [result], failures: [] }))).toEqual([
      ['one: passed'],
      ['two: passed'],
    ])
  })

  test('is run in part when names are asked for', async () => {
    const told = await ran([`test('wanted', () => {}); test('other', () => { throw new Error('ran') })`], 'want')
    expect(statuses(told)).toEqual(['wanted: passed', 'other: pending'])
  })

  test('with a test that never ends fails in time, and says which', async () => {
    const told = await ran([`test('hangs', () => new Promise(() => {}), 100); test('goes on', () => {})`])
    expect(statuses(told)).toEqual(['hangs: failed', 'goes on: passed'])
    expect(told.results[0]?.testResults[0]?.failureMessages[0]).toContain('Exceeded timeout of 100 ms')
  })

  test('that cannot be set up fails all its tests, that cannot be cleaned up fails as a file', async () => {
    const told = await ran([
      `beforeAll(() => { throw new Error('no server') }); test('never', () => {})`,
      `afterAll(() => { throw new Error('still open') }); test('fine', () => {})`,
    ])
    expect(statuses(told)).toEqual(['never: failed', 'fine: passed'])
    expect(told.results[1]?.testExecError?.message).toContain('still open')
  })

  test.each([
    ['that cannot be loaded', `import './nowhere.mjs'`, /nowhere/],
    ['that throws while it is read', `throw new Error('at once')`, /at once/],
    ['that ends its process', `test('leaves', () => process.exit(0))`, /without a report: exit code 0/],
    [
      'with a rejection that nobody looks at',
      `test('rejects', async () => { void Promise.reject(new Error('lost')); await new Promise((r) => setTimeout(r, 200)) })`,
      /without a report: exit code 1/,
    ],
  ])('%s is a failure, and the next one runs', async (_what, body, message) => {
    const told = await ran([body, `test('next', () => {})`])
    expect(told.failures).toEqual([expect.stringMatching(message)])
    expect(statuses(told)).toEqual(['next: passed'])
  })
})
