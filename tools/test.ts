// `pnpm test [SUITE …]`: runs every suite that this machine can run, says aloud what it skipped, ends with `N passed, N failed`.
import { onStop } from './process/on-stop.ts'
import { createServices } from './test/machine.ts'
import { lastLine, table } from './test/result.ts'
import type { SuiteResult } from './test/result.ts'
import { runSuite } from './test/run-suite.ts'
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
  const results: SuiteResult[] = []
  try {
    for (const suite of chosen) {
      console.log(`\n== ${suite.name}`)
      const result = await runSuite(suite, services, strict)
      for (const note of result.notes) console.log(`${suite.name}: ${note}`)
      console.log(`== ${suite.name}: ${result.seconds.toFixed(1)} s`)
      results.push(result)
    }
  } finally {
    await services.close()
  }
  return results
}

const chosen = choose(process.argv.slice(2))
if (chosen === undefined) {
  process.exitCode = 1
} else {
  const results = await runAll(chosen)
  console.log(`\n${table(results)}\n${lastLine(results)}`)
  process.exitCode = results.some((result) => result.failed > 0) ? 1 : 0
}
