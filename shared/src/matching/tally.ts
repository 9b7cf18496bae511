// Adds counted rows up: per expected line, and apart those goods that hit no line.

import { add, isZero } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import { fault } from '../errors.ts'
import { inUnitOf } from './read-receipt.ts'
import type { CountedLine, ExpectedLine, RejectReason } from './receipt-types.ts'

/** What was counted on one expected line, in the line's unit of measure. */
export type LineTally = {
  expected: ExpectedLine
  accepted: Quantity
  rejected: Quantity
  /** Missing as the receiver stated it. */
  missing: Quantity
  rejectedBy: Map<RejectReason, Quantity>
  /** Scanned among the accepted and among the rejected, repeats kept. */
  units: string[]
  rejectedUnits: string[]
  /** Goods of this line came, but counted in a unit of measure that cannot be converted. */
  unmeasured: boolean
}

export type StrayCause = 'wrong_product' | 'wrong_lot' | 'wrong_unit_of_measure' | 'unknown_line'

/** Goods that were counted but fit no expected line as counted. */
export type Stray = {
  cause: StrayCause
  /** The line that the receiver named, or the only one they can be meant for. */
  line?: number
  product: string
  lot: string
  unit: string
  quantity: Quantity
  units: string[]
}

type Place = { line: ExpectedLine; row: CountedLine } | { cause: StrayCause; line?: number }

type Index = {
  byNumber: Map<number, ExpectedLine>
  byLot: Map<string, ExpectedLine[]>
  products: Set<string>
}

const keyOf = (...parts: readonly (string | number)[]): string => parts.join('\u0000')

const indexOf = (lines: readonly ExpectedLine[]): Index => {
  const byLot = new Map<string, ExpectedLine[]>()
  for (const line of lines) {
    const key = keyOf(line.product, line.lot)
    const same = byLot.get(key)
    if (same === undefined) byLot.set(key, [line])
    else same.push(line)
  }
  return {
    byNumber: new Map(lines.map((line) => [line.line, line])),
    byLot,
    products: new Set(lines.map((line) => line.product)),
  }
}

const onLine = (line: ExpectedLine, given: CountedLine): Place => {
  const row = inUnitOf(line, given)
  return row === undefined ? { cause: 'wrong_unit_of_measure', line: line.line } : { line, row }
}

const placeNamed = (index: Index, number: number, row: CountedLine): Place => {
  const line = index.byNumber.get(number)
  if (line === undefined) return { cause: 'unknown_line', line: number }
  if (line.product !== row.product) return { cause: 'wrong_product', line: number }
  return line.lot === row.lot ? onLine(line, row) : { cause: 'wrong_lot', line: number }
}

const placeFound = (index: Index, row: CountedLine, position: number): Place => {
  const [first, ...others] = index.byLot.get(keyOf(row.product, row.lot)) ?? []
  if (first === undefined) return { cause: index.products.has(row.product) ? 'wrong_lot' : 'wrong_product' }
  // Two lines of one batch: only the receiver can say which one he counted.
  if (others.length > 0) throw fault('VALIDATION_FAILED', `lines.${String(position)}.line`, 'line-needed')
  return onLine(first, row)
}

const addTo = (tally: LineTally, row: CountedLine): void => {
  tally.accepted = add(tally.accepted, row.accepted)
  tally.rejected = add(tally.rejected, row.rejected)
  tally.missing = add(tally.missing, row.missing)
  if (!isZero(row.rejected)) {
    const reason = row.reason ?? 'damaged'
    tally.rejectedBy.set(reason, add(tally.rejectedBy.get(reason) ?? '0', row.rejected))
  }
  for (const unit of row.units ?? []) tally.units.push(unit)
  for (const unit of row.rejectedUnits ?? []) tally.rejectedUnits.push(unit)
}

const addStray = (
  strays: Map<string, Stray>,
  { cause, line }: { cause: StrayCause; line?: number },
  row: CountedLine,
): void => {
  const units = [...(row.units ?? []), ...(row.rejectedUnits ?? [])]
  const quantity = add(row.accepted, row.rejected)
  if (isZero(quantity) && units.length === 0) return
  // Lots of a product that is not on the trade at all are one difference.
  const lot = cause === 'wrong_product' ? '' : row.lot
  const key = keyOf(cause, line ?? '', row.product, lot, row.unit)
  const stray = strays.get(key)
  if (stray === undefined) {
    const { product, unit } = row
    strays.set(key, { cause, ...(line === undefined ? {} : { line }), product, lot, unit, quantity, units })
    return
  }
  stray.quantity = add(stray.quantity, quantity)
  for (const unit of units) stray.units.push(unit)
}

const emptyTally = (expected: ExpectedLine): LineTally => ({
  expected,
  accepted: '0',
  rejected: '0',
  missing: '0',
  rejectedBy: new Map(),
  units: [],
  rejectedUnits: [],
  unmeasured: false,
})

/** Sums rows into one tally per expected line (in line order) and strays in an order that does not depend on the rows'. */
export const tally = (
  lines: readonly ExpectedLine[],
  rows: readonly CountedLine[],
): { tallies: LineTally[]; strays: Stray[] } => {
  const index = indexOf(lines)
  const tallies = new Map(lines.map((line) => [line.line, emptyTally(line)]))
  const strays = new Map<string, Stray>()
  rows.forEach((given, i) => {
    const place = given.line === undefined ? placeFound(index, given, i) : placeNamed(index, given.line, given)
    if ('cause' in place) {
      addStray(strays, place, given)
      return
    }
    const onIt = tallies.get(place.line.line)
    if (onIt !== undefined) addTo(onIt, place.row)
  })
  for (const stray of strays.values()) {
    const onIt =
      stray.cause === 'wrong_unit_of_measure' && stray.line !== undefined ? tallies.get(stray.line) : undefined
    if (onIt !== undefined) onIt.unmeasured = true
  }
  const sorted = [...strays.entries()].sort(([a], [b]) => (a < b ? -1 : 1))
  return { tallies: [...tallies.values()], strays: sorted.map(([, stray]) => stray) }
}
