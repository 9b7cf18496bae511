// The outcome of a suite: counted from Jest's own report, shown as a table, summed up in one line.

export type Counts = { passed: number; failed: number; skipped: number }

export type SuiteResult = Counts & { name: string; seconds: number; notes: string[] }

const numberAt = (report: object, key: string): number => {
  const value = (report as Record<string, unknown>)[key]
  return typeof value === 'number' ? value : 0
}

/**
 * Counts of one Jest run from its --json report (undefined when none was written) and exit code. What did not run counts as
 * failed: a crash, a file that could not be loaded, a run without tests; with `strict` also a test that was skipped.
 */
export const countReport = (report: unknown, code: number | null, strict: boolean): Counts & { notes: string[] } => {
  if (typeof report !== 'object' || report === null)
    return { passed: 0, failed: 1, skipped: 0, notes: ['crashed without a report'] }
  const passed = numberAt(report, 'numPassedTests')
  const skipped = numberAt(report, 'numPendingTests') + numberAt(report, 'numTodoTests')
  const notes: string[] = []
  let failed = numberAt(report, 'numFailedTests') + numberAt(report, 'numRuntimeErrorTestSuites')
  if (strict && skipped > 0) {
    failed += skipped
    notes.push(`${String(skipped)} skipped tests count as failed here`)
  }
  if (passed + failed === 0) {
    failed = 1
    notes.push('no test ran')
  }
  if (code !== 0 && failed === 0) {
    failed = 1
    notes.push(`Jest ended with code ${String(code)}`)
  }
  return { passed, failed, skipped: strict ? 0 : skipped, notes }
}

/** Seconds, passed, failed and skipped of every suite, one line each, with their notes below. */
export const table = (results: readonly SuiteResult[]): string => {
  const row = (name: string, ...cells: string[]): string =>
    name.padEnd(12) + cells.map((cell) => cell.padStart(10)).join('')
  const lines = results.flatMap((result) => [
    row(result.name, result.seconds.toFixed(1), ...[result.passed, result.failed, result.skipped].map(String)),
    ...result.notes.map((note) => `  - ${note}`),
  ])
  return [row('suite', 'seconds', 'passed', 'failed', 'skipped'), ...lines].join('\n')
}

/** The last line of a run, for people and machines: `N passed, N failed`. */
export const lastLine = (results: readonly Counts[]): string => {
  const sum = (key: 'passed' | 'failed'): string => String(results.reduce((total, result) => total + result[key], 0))
  return `${sum('passed')} passed, ${sum('failed')} failed`
}
