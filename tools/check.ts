// `pnpm check [NAME …]`: format, lint, types, import arrows, dead code and house rules; two at a time, output only of what failed.
import { checks } from './check/checks.ts'
import type { Check, CheckResult } from './check/checks.ts'
import { onStop } from './process/on-stop.ts'

const atOnce = 2

const runOne = async (check: Check): Promise<boolean> => {
  const started = performance.now()
  const failed = (error: unknown): CheckResult => ({ ok: false, output: String(error) })
  const { ok, output } = await check.run().catch(failed)
  const seconds = ((performance.now() - started) / 1000).toFixed(1)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${check.name} ${seconds} s${ok ? '' : `\n${output.trimEnd()}\n`}`)
  return ok
}

/** True when every check passed. All run, also after a failure. */
const runAll = async (chosen: readonly Check[]): Promise<boolean> => {
  const waiting = [...chosen]
  let allOk = true
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      if (!(await runOne(next))) allOk = false
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return allOk
}

const names = process.argv.slice(2)
const unknown = names.filter((name) => !checks.some((check) => check.name === name))
if (unknown.length > 0) {
  console.error(`no check ${unknown.join(', ')}; there are ${checks.map((check) => check.name).join(', ')}`)
  process.exitCode = 1
} else {
  onStop()
  const chosen = checks.filter((check) => names.length === 0 || names.includes(check.name))
  process.exitCode = (await runAll(chosen)) ? 0 : 1
}
