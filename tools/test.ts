// `pnpm test [SUITE …]`: runs every suite that this machine can run, says aloud what it skipped, ends with `N passed, N failed`.
import { onStop } from './process/on-stop.ts'
import { createServices } from './test/machine.ts'
import { lastLine, table } from './test/result.ts'
import type { SuiteResult } from './test/result.ts'
import { runSuites } from './test/run-suites.ts'
import { suites } from './test/suites.ts'
import type { Suite } from './test/suites.ts'

const choose = (names: readonly string[]): readonly Suite[] | undefined => {
  const unknown = names.filter((name) => !suites.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    console.error(`no suite ${unknown.join(', ')}; there are ${suites.map((suite) => suite.name).join(', ')}`)
    return undefined
  }
  return names.length === 0 ? suites : suites.filter((suite) => names.includes(suite.name))
}

const runAll = async (chosen: readonly Suite[]): Promise<SuiteResult[]> => {
  const services = createServices()
  onStop(services.close)
  const strict = process.env.CI !== undefined && !['', '0', 'false'].includes(process.env.CI)
  return runSuites(chosen, services, strict).finally(services.close)
}

const chosen = choose(process.argv.slice(2))
if (chosen === undefined) {
  process.exitCode = 1
} else {
  const results = await runAll(chosen)
  console.log(`\n${table(results)}\n${lastLine(results)}`)
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0
}
