// What counts as a failure in a test run.
import { describe, expect, test } from '@jest/globals'
import { countReport, lastLine, table } from './result.ts'

const report = (passed: number, failed = 0, pending = 0, broken = 0): object => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: pending,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: broken,
})

describe('counting a Jest run', () => {
  test('a green run has its passed tests and no failure', () => {
    expect(countReport(report(7), 0, true)).toEqual({ passed: 7, failed: 0, skipped: 0, notes: [] })
  })

  test('a file that cannot be loaded is a failure beside the failed tests', () => {
    expect(countReport(report(5, 2, 0, 1), 1, false)).toMatchObject({ passed: 5, failed: 3 })
  })

  test('a run without a report, without a test or with a bad exit code is one failure', () => {
    expect(countReport(undefined, null, false)).toMatchObject({ passed: 0, failed: 1 })
    expect(countReport(report(0), 0, false)).toMatchObject({ passed: 0, failed: 1 })
    expect(countReport(report(3), 1, false)).toMatchObject({ passed: 3, failed: 1 })
  })

  test('a skipped test is told everywhere and is a failure in CI', () => {
    expect(countReport(report(3, 0, 2), 0, false)).toMatchObject({ failed: 0, skipped: 2 })
    expect(countReport(report(3, 0, 2), 0, true)).toMatchObject({ failed: 2, skipped: 0 })
  })
})

test('the table shows each suite and its notes, the last line the sums', () => {
  const results = [
    { name: 'unit', seconds: 1.25, passed: 10, failed: 0, skipped: 0, notes: [] },
    { name: 'fabric', seconds: 0, passed: 0, failed: 1, skipped: 0, notes: ['suite skipped: no Fabric'] },
  ]
  expect(
    table(results)
      .split('\n')
      .map((line) => line.trim().split(/\s+/).slice(0, 3)),
  ).toEqual([
    ['suite', 'seconds', 'passed'],
    ['unit', '1.3', '10'],
    ['fabric', '0.0', '0'],
    ['-', 'suite', 'skipped:'],
  ])
  expect(lastLine(results)).toBe('10 passed, 1 failed')
})
