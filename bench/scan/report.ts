// What the readers found, kind by kind, and whether the chain kept its promise.
import { median, quantile, round } from '../measure/figures.ts'
import { say } from '../measure/machine.ts'
import { kinds } from './pictures.ts'
import type { Kind } from './pictures.ts'

export type ReaderName = 'jsqr' | 'zxing' | 'chain'

export type Reading = {
  /** Every code of the picture. */
  found: boolean
  /** A text that is in no code of the picture. */
  wrong: boolean
  ms: number
  /** Of the thread that decoded. */
  processorMs: number
}

export type Outcome = { kind: Kind } & Record<ReaderName, Reading>

const names = ['jsqr', 'zxing', 'chain'] as const
const countOf = (outcomes: readonly Outcome[], holds: (one: Outcome) => boolean): number =>
  outcomes.filter(holds).length
const inUnion = (one: Outcome): boolean => one.jsqr.found || one.zxing.found

/** Codes found in pictures of each kind, and the processor time of one picture. */
export const sayTable = (all: readonly Outcome[]): void => {
  const cell = (value: string | number): string => String(value).padStart(8)
  say(`${'kind'.padEnd(14)}${['pictures', 'jsqr', 'zxing', 'union', 'chain', 'ms p50', 'ms p95'].map(cell).join('')}`)
  for (const kind of [...kinds, 'all' as const]) {
    const of = kind === 'all' ? all : all.filter((one) => one.kind === kind)
    const times = of.map((one) => one.chain.processorMs).toSorted((a, b) => a - b)
    const counts = [
      ...[of.length, countOf(of, (one) => one.jsqr.found), countOf(of, (one) => one.zxing.found)],
      ...[countOf(of, inUnion), countOf(of, (one) => one.chain.found)],
    ]
    say(
      `${kind.padEnd(14)}${[...counts, median(times).toFixed(1), quantile(times, 0.95).toFixed(0)].map(cell).join('')}`,
    )
  }
  for (const name of names) {
    const clock = all.map((one) => one[name].ms).toSorted((a, b) => a - b)
    const wrong = countOf(all, (one) => one[name].wrong)
    say(
      `${name.padEnd(12)} by the clock: median ${median(clock).toFixed(1)} ms, p95 ${quantile(clock, 0.95).toFixed(1)} ms; wrong texts ${String(wrong)}`,
    )
  }
}

/** Says whether the chain finds as many as the union of both, in every kind; answers true when it does not. */
export const checkUnion = (all: readonly Outcome[]): boolean => {
  const short = kinds.filter((kind) => {
    const of = all.filter((one) => one.kind === kind)
    return countOf(of, (one) => one.chain.found) < countOf(of, inUnion)
  })
  say(
    short.length === 0
      ? 'promise kept: in every kind the chain finds at least what jsQR and zxing find together'
      : `PROMISE BROKEN: the chain finds less than jsQR and zxing together in ${short.join(', ')}`,
  )
  return short.length > 0
}

type Summary = Record<ReaderName, { rate: number; medianMs: number; p95Ms: number }>

/** The last line, for machines: times are those of the decoding thread's processor, so that a busy machine tells the same. */
export const summary = (all: readonly Outcome[]): Summary => {
  const of = (name: ReaderName): Summary[ReaderName] => {
    const times = all.map((one) => one[name].processorMs).toSorted((a, b) => a - b)
    const rate = countOf(all, (one) => one[name].found) / Math.max(1, all.length)
    return { rate: round(rate), medianMs: round(median(times)), p95Ms: round(quantile(times, 0.95)) }
  }
  return { jsqr: of('jsqr'), zxing: of('zxing'), chain: of('chain') }
}
