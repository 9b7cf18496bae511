// What goes into a match and what comes out: the expectation from the chain, the count of the buyer, the coded result.

import type { Quantity } from '../domain/decimal.ts'
import type { CalendarDate, Instant } from '../domain/time.ts'
import type { TradeState } from '../domain/trade.ts'
import type { DifferenceCode, Disposition } from './difference-codes.ts'

/** One dispatched line as the chain has it. `unit` is a UN/ECE Rec 20 code. */
export type ExpectedLine = {
  line: number
  product: string
  batch: string
  lot: string
  unit: string
  /** Agreed and dispatched − received before; `"0"` once the line is complete. */
  due: Quantity
  /** Last day on which the batch may be used. */
  expiry?: CalendarDate | undefined
  /** Code paths named at dispatch and not yet received; absent when the line went in bulk. */
  units?: readonly string[] | undefined
  /** Code paths of this line that were received before. */
  receivedUnits?: readonly string[] | undefined
  /** Quantity in one named unit, by path (a carton's contents); an item code holds one piece without being listed. */
  contents?: Readonly<Record<string, Quantity>> | undefined
  /** How much of `unit` one larger unit of measure holds, by its code: `{ "CT": "24" }`. The only conversion there is. */
  packing?: Readonly<Record<string, Quantity>> | undefined
  /** Absolute, in `unit`; only where the trade states it. */
  tolerance?: Quantity | undefined
  recalled?: boolean | undefined
}

/** What lies in a pack, in the order of its packing, and how much that is in the line's unit of measure. */
export type Pack = { children: readonly string[]; quantity: Quantity }

/**
 * Where a counted unit is that is not due: received on this trade before, in a pack; in a pack that is not on this trade; taken out of
 * a pack on this trade before that was sent; or in hands from which it cannot come. `pack` is a path.
 */
export type Elsewhere =
  { is: 'received' } | { is: 'in_other_pack'; pack: string } | { is: 'taken_out'; pack: string } | { is: 'not_held' }

/** What the chain says may be received on a trade now. */
export type Expectation = {
  trade: string
  state: TradeState
  /** Organisation that may receive. */
  buyer: string
  lines: readonly ExpectedLine[]
  /** Units known to be on another trade: code path -> trade number. */
  otherTrades?: Readonly<Record<string, string>> | undefined
  /** Types of credential that the trade requires and nobody holds now. */
  missingCredentials?: readonly string[] | undefined
  /** Packs among the lines' units, and packs in them, by path: those whose contents were counted, or all. */
  packs?: Readonly<Record<string, Pack>> | undefined
  /** Counted units that are not due, by path. */
  elsewhere?: Readonly<Record<string, Elsewhere>> | undefined
}

/** An expectation as a counter may see it: without `due` and units where the organisation counts blind. */
export type ShownExpectation = Omit<Expectation, 'lines'> & {
  lines: readonly (Omit<ExpectedLine, 'due'> & { due?: Quantity | undefined })[]
}

/** Why goods that arrived are not accepted. */
export type RejectReason = 'damaged' | 'quality' | 'temperature' | 'packaging' | 'other'

/** One counted row; several rows may hit the same expected line and are summed. */
export type CountedLine = {
  /** Expected line this row was counted against; found by product and lot when absent. */
  line?: number | undefined
  product: string
  lot: string
  unit: string
  accepted: Quantity
  rejected: Quantity
  /** What the receiver states as not arrived; "0" when nothing is stated. */
  missing: Quantity
  /** Why `rejected` is not zero; damaged when absent. */
  reason?: RejectReason | undefined
  /** Code paths scanned among the accepted. */
  units?: readonly string[] | undefined
  /** Code paths scanned among the rejected. */
  rejectedUnits?: readonly string[] | undefined
}

export type ReceiptKind = 'partial' | 'final'

/** What the buyer's staff counted. */
export type Count = {
  /** Organisation of the receiver. */
  receiver: string
  at: Instant
  kind: ReceiptKind
  lines: readonly CountedLine[]
}

/** One coded difference. `expected` and `actual` are what the chain and the goods say about `field`. */
export type Difference = {
  code: DifferenceCode
  disposition: Disposition | null
  /** Expected line that it concerns; absent when it concerns the whole trade or goods of no line. */
  line?: number
  field: string
  expected?: string
  actual?: string
  /** Code path of the unit concerned. */
  unit?: string
  /** How much of the wrong goods arrived, in the unit of measure in which it was counted. */
  quantity?: Quantity
  reason?: RejectReason
}

/** The numbers of one line; accepted + rejected + missing = due + extra holds always. */
export type MatchedLine = {
  line: number
  due: Quantity
  accepted: Quantity
  rejected: Quantity
  missing: Quantity
  extra: Quantity
  /** Scanned units, accepted ones, that are due on this line, in the order of the dispatch (bulk: sorted). */
  units: string[]
  /** CBV: every item was scanned, or a logistics unit was scanned for what is in it; absent when nothing was named. */
  completeness?: 'completeness_verified' | 'completeness_inferred'
}

export type MatchResult = {
  agreed: boolean
  kind: ReceiptKind
  /** Agreed and nothing stays due: a partial receipt that happens to complete the trade is true too. */
  complete: boolean
  lines: MatchedLine[]
  differences: Difference[]
}
