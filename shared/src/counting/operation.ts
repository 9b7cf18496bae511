// What a person does while counting, as operations that can be kept, sent late, repeated and merged with those of others.
import type { Quantity } from '../domain/decimal.ts'
import type { Instant } from '../domain/time.ts'
import type { RejectReason } from '../matching/receipt-types.ts'

/** Of a scanned unit, as far as the phone could tell. All but `hit` are wrong, and are refused when the count is confirmed. */
export type UnitVerdict = 'hit' | 'received' | 'unknown' | 'other_trade' | 'wrong_lot' | 'wrong_product'
export const unitVerdicts: readonly UnitVerdict[] = [
  'hit',
  'received',
  'unknown',
  'other_trade',
  'wrong_lot',
  'wrong_product',
]

/** A product and lot that stand on no line of the trade; `unit` is its unit of measure. */
export type Goods = { product: string; name: string; lot: string; unit: string }

/** Where it counts: on an expected line, or among goods that are not listed; a unit of neither is only remembered. */
type Target = { line: number; goods?: undefined } | { line?: undefined; goods: Goods }

/**
 * A unit was scanned; `rejected`: among those that are not accepted. `each`: how much it adds to its line, absent where the quantity
 * is typed (weighed goods).
 */
type Scan = { kind: 'scan'; unit: string; verdict: UnitVerdict; rejected: boolean; each?: Quantity } & Target
/** A counted unit changes sides. */
type Move = { kind: 'move'; unit: string; rejected: boolean }
/** The scan that is taken back, by its operation's id. */
type Undo = { kind: 'undo'; of: string }
/**
 * The number that a person typed for the whole line, and how much of that number had been counted by others and by scanning when it was
 * typed: only the rest is this device's own, and it is added to whatever the others count. `text` may be half typed.
 */
type Enter = { kind: 'enter'; field: 'accepted' | 'rejected'; text: string; beside: Quantity } & Target
type Reason = { kind: 'reason'; line: number; reason: RejectReason }
/** The server has said that the unit belongs to the trade `other`. */
type Learn = { kind: 'learn'; unit: string; other: string }
/** What this device typed for goods that are not listed is gone; without `goods`: all that this device did before. */
type Clear = { kind: 'clear'; goods?: Goods }
/**
 * A receipt on chain has taken what was counted up to `upTo` (device → its last sequence): the count of what is still due begins anew, on
 * every phone that hears of it.
 */
type Taken = { kind: 'taken'; upTo: Readonly<Record<string, number>> }

export type CountAct = Scan | Move | Undo | Enter | Reason | Learn | Clear | Taken

/** Who did it where and when. `sequence` counts a device's operations on a trade from 1 without a gap; `at` is the device's clock. */
export type OperationHead = { id: string; trade: string; device: string; sequence: number; at: Instant; by: string }

export type CountOperation = OperationHead & CountAct

/** Goods of one product and lot are one entry. */
export const goodsKey = ({ product, lot }: Pick<Goods, 'product' | 'lot'>): string => `${product}|${lot}`

/** Most of a trade; the units of a match are as many, and some are taken back. */
export const mostOperations = 60_000
