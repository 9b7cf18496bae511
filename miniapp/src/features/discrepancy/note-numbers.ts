// A count in columns: for every lot that was due or that came, what the chain says and what the goods say.
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { TradeView } from '@ectrace/shared/api/views'
import { add, compare } from '@ectrace/shared/domain/decimal'
import type { CountedLine, Difference } from '@ectrace/shared/matching/match'

export type CountedLot = {
  key: string
  product: string
  lot: string
  unit: string
  /** What was due when it was counted; undefined for a lot that was not on the trade, or that did not differ and is settled since. */
  due?: string
  accepted: string
  rejected: string
  missing: string
}

type Due = { line: number; product: string; lot: string; unit: string; due: string }

const nothing = { accepted: '0', rejected: '0', missing: '0' }

const summed = (rows: readonly CountedLine[]): typeof nothing =>
  rows.reduce(
    (sum, row) => ({
      accepted: add(sum.accepted, row.accepted),
      rejected: add(sum.rejected, row.rejected),
      missing: add(sum.missing, row.missing),
    }),
    nothing,
  )

const keyOf = ({ product, lot }: { product: string; lot: string }): string => `${product}|${lot}`

/** Lots of the lines that were due, in their order, then those that came beside them. */
export const numbersOf = (due: readonly Due[], count: readonly CountedLine[]): CountedLot[] => {
  const lots = new Map<string, CountedLot>()
  for (const line of due) {
    const key = keyOf(line)
    const before = lots.get(key)?.due ?? '0'
    const { product, lot, unit } = line
    lots.set(key, { key, product, lot, unit, due: add(before, line.due), ...nothing })
  }
  const stray = new Map(count.filter((row) => !lots.has(keyOf(row))).map((row) => [keyOf(row), row]))
  for (const [key, { product, lot, unit }] of stray) lots.set(key, { key, product, lot, unit, ...nothing })
  return [...lots.values()].map((lot) => ({ ...lot, ...summed(count.filter((row) => keyOf(row) === lot.key)) }))
}

/** What was due on the lines when the count was made: an open note's from the trade, a settled one's from its differences. */
export const dueWhenCounted = (trade: TradeView, note: DiscrepancyView): Due[] => {
  const lines = (trade.expectation?.lines ?? []).map(({ line, product, lot, unit, due }) => ({
    line,
    product,
    lot,
    unit,
    due,
  }))
  if (note.state === 'open' || note.state === 'escalated') return lines
  const said = new Map(
    note.differences.flatMap(({ line, field, expected }: Difference) =>
      line !== undefined && field === 'quantity' && expected !== undefined ? [[line, expected] as const] : [],
    ),
  )
  return lines.flatMap((line) => {
    const due = said.get(line.line)
    return due === undefined ? [] : [{ ...line, due }]
  })
}

export const isEven = ({ due, accepted }: CountedLot): boolean => due !== undefined && compare(accepted, due) === 0
