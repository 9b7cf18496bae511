// What may be received on a trade now, put together from the values on chain: the same for the rule and for the door.
import { subtract } from '../domain/decimal.ts'
import type { State } from '../ledger/state.ts'
import type { Count, Expectation, ExpectedLine } from './match.ts'

type DeliveryLine = State['delivery']['lines'][number]

const expectedLine = (line: DeliveryLine, recalled: boolean): ExpectedLine => ({
  line: line.line,
  product: line.product,
  batch: line.batch,
  lot: line.lot,
  unit: line.unit,
  due: subtract(line.dispatched, line.received),
  ...(line.expiresOn !== undefined && { expiry: line.expiresOn }),
  ...(line.units !== undefined && { units: line.units }),
  ...(line.receivedUnits !== undefined && { receivedUnits: line.receivedUnits }),
  ...(line.tolerance !== undefined && { tolerance: line.tolerance }),
  ...(recalled && { recalled }),
})

/**
 * The expectation of a trade. `delivery` is absent until it is dispatched: then there are no lines. `recalled`: those of its batches
 * that have been recalled. `otherTrades`: see `otherTradesOf`. `missingCredentials`: see `missingOnReceipt`. Expiry is judged by `match` at the count's own instant.
 */
export const expectationOf = (from: {
  trade: State['trade']
  delivery?: State['delivery'] | undefined
  recalled?: readonly string[] | undefined
  otherTrades?: Readonly<Record<string, string>> | undefined
  missingCredentials?: readonly string[] | undefined
}): Expectation => {
  const recalled = new Set(from.recalled)
  const { missingCredentials: missing = [] } = from
  return {
    trade: from.trade.no,
    state: from.trade.state,
    buyer: from.trade.buyer,
    lines: (from.delivery?.lines ?? []).map((line) => expectedLine(line, recalled.has(line.batch))),
    ...(from.otherTrades !== undefined && { otherTrades: from.otherTrades }),
    ...(missing.length > 0 && { missingCredentials: missing }),
  }
}

/** Counted units that the delivery does not name as due: only of these can another trade speak. Each once, in counted order. */
export const unnamedUnits = (delivery: State['delivery'] | undefined, count: Count): string[] => {
  const due = new Set((delivery?.lines ?? []).flatMap((line) => line.units ?? []))
  const counted = count.lines.flatMap((line) => [...(line.units ?? []), ...(line.rejectedUnits ?? [])])
  return [...new Set(counted)].filter((unit) => !due.has(unit))
}

/** A unit that travels under another trade, or that another trade has brought into hands that are not this supplier's. */
const isElsewhere = (row: State['unit'], { no, supplier }: State['trade']): boolean =>
  row.trade !== no && (row.state === 'in_transit' || row.holder !== supplier)

/** Unit path -> number of the other trade to which it belongs, from the `unit/{path}` rows of `unnamedUnits`. */
export const otherTradesOf = (
  trade: State['trade'],
  rows: readonly (State['unit'] | undefined)[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rows.flatMap((row) => (row?.trade !== undefined && isElsewhere(row, trade) ? [[row.path, row.trade]] : [])),
  )
