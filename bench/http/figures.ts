// Figures out of what the generator reported: rates, quantiles, medians over runs.
import { median, quantile, round } from '../measure/figures.ts'
import type { LoadResult } from './load.ts'
import type { Meter } from './server.ts'

export type Figures = {
  perSecond: number
  p50: number
  p99: number
  max: number
  failures: number
  /** Processors in use, of those that the machine has. */
  generatorCpus: number
  serverCpus: number
  perBlock: number
  /** Of the server's HTTP thread, in milliseconds. */
  loopDelayP99: number
  /** Milliseconds of processor time per request, by thread of the server, the busiest first. */
  threads: [string, number][]
}

/** What the load generator takes of all the processor time that both take. */
export const generatorShare = ({ generatorCpus, serverCpus }: Figures): number =>
  generatorCpus / (generatorCpus + serverCpus)

const perRequest = (before: Meter, after: Meter, requests: number): [string, number][] =>
  Object.entries(after.threads)
    .map(([name, seconds]): [string, number] => [name, ((seconds - (before.threads[name] ?? 0)) * 1_000) / requests])
    .filter(([, ms]) => ms > 0.01)
    .toSorted(([, a], [, b]) => b - a)

export const figuresOf = (result: LoadResult, before: Meter, after: Meter): Figures => {
  const { seconds, cpuSeconds, latencies, failures } = result
  const blocks = after.height - before.height
  return {
    perSecond: latencies.length / seconds,
    p50: quantile(latencies, 0.5),
    p99: quantile(latencies, 0.99),
    max: quantile(latencies, 1),
    failures: Object.values(failures).reduce((sum, count) => sum + count, 0),
    generatorCpus: cpuSeconds / seconds,
    serverCpus: (after.cpuSeconds - before.cpuSeconds) / seconds,
    perBlock: blocks === 0 ? 0 : (after.size - before.size) / blocks,
    loopDelayP99: after.loopDelayP99Ms,
    threads: perRequest(before, after, latencies.length),
  }
}

/** Each figure's median over the runs; the greatest maximum and the sum of failures. */
export const overRuns = (runs: readonly Figures[]): Figures => {
  const of = (pick: (run: Figures) => number): number => median(runs.map(pick))
  return {
    perSecond: of((run) => run.perSecond),
    p50: of((run) => run.p50),
    p99: of((run) => run.p99),
    max: Math.max(...runs.map((run) => run.max)),
    failures: runs.reduce((sum, run) => sum + run.failures, 0),
    generatorCpus: of((run) => run.generatorCpus),
    serverCpus: of((run) => run.serverCpus),
    perBlock: of((run) => run.perBlock),
    loopDelayP99: of((run) => run.loopDelayP99),
    threads: runs.at(-1)?.threads ?? [],
  }
}

export const sayFigures = (name: string, f: Figures): string =>
  [
    `${name.padEnd(12)} ${String(round(f.perSecond)).padStart(7)}/s`,
    `p50 ${f.p50.toFixed(1)} ms, p99 ${f.p99.toFixed(1)} ms, max ${f.max.toFixed(1)} ms`,
    `${String(f.failures)} failed`,
    `processors: server ${f.serverCpus.toFixed(2)}, generator ${f.generatorCpus.toFixed(2)}`,
    ...(f.perBlock === 0 ? [] : [`${f.perBlock.toFixed(1)} a block`]),
    `generator ${(generatorShare(f) * 100).toFixed(0)} % of all processor time`,
    `event loop p99 ${f.loopDelayP99.toFixed(1)} ms late`,
    `ms a request: ${f.threads.map(([thread, ms]) => `${thread} ${ms.toFixed(2)}`).join(', ')}`,
  ].join(' · ')
