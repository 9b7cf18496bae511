// What the bench of the ledger says: each run, the conditions, the medians with the machine's limits, and one line of JSON.
import { median, quantile } from '../measure/figures.ts'
import { say, sayJson } from '../measure/machine.ts'
import type { Load } from './load.ts'

/** Latencies in milliseconds; processor time in milliseconds a receipt. */
export type Figures = Record<
  | 'perSecond'
  | 'p50'
  | 'p99'
  | 'max'
  | 'readP99'
  | 'perBlock'
  | 'ledgerCpuMs'
  | 'poolCpuMs'
  | 'driverCpuMs'
  | 'otherCpuMs',
  number
>
export type Measured = { full: Load[]; lone: Load[]; verify: number[]; fdatasync: number[] }

export const failuresOf = ({ full, lone }: Pick<Measured, 'full' | 'lone'>): [code: string, count: number][] =>
  [...full, ...lone].flatMap(({ failures }) => Object.entries(failures))

const figuresOf = ({ seconds, latencies, readLatencies, blocks, threads }: Load): Figures => {
  const each = (spent: number): number => (spent * 1_000) / latencies.length
  return {
    perSecond: latencies.length / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    max: quantile(latencies, 1),
    readP99: quantile(readLatencies, 0.99),
    perBlock: latencies.length / blocks,
    ledgerCpuMs: each(threads.ledger),
    poolCpuMs: each(threads.pool),
    driverCpuMs: each(threads.driver),
    otherCpuMs: each(threads.other),
  }
}

const overRuns = (runs: readonly Load[]): Figures => {
  const figures = runs.map(figuresOf)
  const [first] = figures
  if (first === undefined) throw new Error('there was no run')
  const medians = Object.keys(first).map((name) => [name, median(figures.map((of) => of[name as keyof Figures]))])
  return { ...(Object.fromEntries(medians) as Figures), max: Math.max(...figures.map(({ max }) => max)) }
}

const sayFigures = (name: string, f: Figures): void =>
  say(
    [
      `${name.padEnd(12)} ${f.perSecond.toFixed(0).padStart(6)}/s`,
      `p50 ${f.p50.toFixed(1)} ms, p99 ${f.p99.toFixed(1)} ms, max ${f.max.toFixed(1)} ms`,
      `${f.perBlock.toFixed(1)} a block`,
      `a state read beside it p99 ${f.readP99.toFixed(1)} ms`,
      `CPU a receipt: ledger ${f.ledgerCpuMs.toFixed(3)}, pool ${f.poolCpuMs.toFixed(3)}, driver ${f.driverCpuMs.toFixed(3)}, other ${f.otherCpuMs.toFixed(3)} ms`,
    ].join(' · '),
  )

export const sayRun = (name: string, run: Load): void => sayFigures(name, figuresOf(run))

/** Ends with the line of JSON. */
export const saySummary = (measured: Measured, bytes: Record<'payloadBytes' | 'logBytes', number>): void => {
  const [full, lone] = [overRuns(measured.full), overRuns(measured.lone)]
  const [verify, fdatasync] = [median(measured.verify), median(measured.fdatasync)]
  const failures = failuresOf(measured)
  for (const [code, count] of failures) say(`failed       ${code} × ${count}`)
  say(`\nmedians of ${measured.full.length} runs`)
  sayFigures('receipts', full)
  sayFigures('one by one', lone)
  say(
    `limits       P-256 verify ${verify.toFixed(0)}/s on all processors · fdatasync of 4 KiB ${fdatasync.toFixed(0)}/s`,
  )
  say(`ratios       receipts / verify ${(full.perSecond / verify).toFixed(3)}`)
  sayJson({
    receiptsPerSecond: full.perSecond,
    p50Ms: full.p50,
    p99Ms: full.p99,
    maxMs: full.max,
    loneCommitP50Ms: lone.p50,
    loneCommitP99Ms: lone.p99,
    ratioToVerifyLimit: full.perSecond / verify,
    verifyPerSecond: verify,
    fdatasyncPerSecond: fdatasync,
    receiptsPerBlock: full.perBlock,
    readP99Ms: full.readP99,
    ledgerCpuMs: full.ledgerCpuMs,
    poolCpuMs: full.poolCpuMs,
    driverCpuMs: full.driverCpuMs,
    otherCpuMs: full.otherCpuMs,
    ...bytes,
    failures: failures.reduce((sum, [, count]) => sum + count, 0),
  })
}
