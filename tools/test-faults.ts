// `pnpm test:faults`: the fault suite in full (hours may pass on a slow machine), its figures as a table and in docs/faults.json.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import path from 'node:path'
import { onStop } from './process/on-stop.ts'
import { root } from './root.ts'
import { temporaryFolder } from './services/daemon.ts'
import { createServices } from './test/machine.ts'
import { lastLine, table } from './test/result.ts'
import { runSuites } from './test/run-suites.ts'
import { suites } from './test/suites.ts'

type Row = { row: number; fault: string } & Record<string, unknown>

const rowsOf = (file: string): Row[] =>
  (existsSync(file) ? readFileSync(file, 'utf8').trimEnd() : '')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Row)
    .sort((a, b) => a.row - b.row)

const shown = ({ row, fault, ...figures }: Row): string => {
  const cells = Object.entries(figures).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  return `| ${String(row)} | ${fault} | ${cells.join(', ')} |`
}

const services = createServices()
onStop(services.close)
const folder = temporaryFolder('faults')
const lines = path.join(folder, 'report')
Object.assign(process.env, { FAULTS: 'full', FAULTS_REPORT: lines })
const full = suites.filter(({ name }) => name === 'fault').map((suite) => ({ ...suite, minutes: 240 }))
const results = await runSuites(full, services, false).finally(services.close)
const rows = rowsOf(lines)
rmSync(folder, { recursive: true })
const machine = {
  cpus: cpus().length,
  model: cpus()[0]?.model.trim(),
  node: process.version,
  date: new Date().toISOString(),
}
writeFileSync(path.join(root, 'docs', 'faults.json'), `${JSON.stringify({ machine, rows }, null, 2)}\n`)
console.log(`\n| row | fault | figures |\n|---|---|---|\n${rows.map(shown).join('\n')}`)
console.log(`\n${table(results)}\n${lastLine(results)}`)
process.exitCode = results.some(({ failed }) => failed > 0) ? 1 : 0
