// What separates a line due from what was counted on it: goods that did not come, that are rejected, that came beyond what is due.
import { parsePath } from '../codes/trace-code.ts'
import { add, compare, isZero, subtract, sum } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import { decimalsOf } from '../domain/unit-of-measure.ts'
import { AppError } from '../errors.ts'
import type { ExpectedLine, ReceiptKind } from './receipt-types.ts'
import type { LineTally } from './tally.ts'

/** A quantity and, where the line names its units, which ones. */
export type Part = { quantity: Quantity; units?: string[] }
export type LineGap = { missing: Part; rejected: Part; more: Part }

/** An amendment names no more units than a line of a dispatch does. */
export const mostUnitsNamed = 500

const nothing = { quantity: '0' }
const noGap: LineGap = { missing: nothing, rejected: nothing, more: nothing }

/** What one unit holds: a pack its contents, an item one piece of what is counted; undefined when that is not known. */
export const sizeOfUnit = (line: Pick<ExpectedLine, 'unit' | 'contents'>, path: string): Quantity | undefined =>
  line.contents?.[path] ?? (decimalsOf(line.unit) === 0 && path.includes('/21/') ? '1' : undefined)

/** What all of them hold, undefined when that is not known of one. */
export const sizeOfUnits = (
  line: Pick<ExpectedLine, 'unit' | 'contents'>,
  paths: readonly string[],
): Quantity | undefined => {
  const sizes = paths.map((path) => sizeOfUnit(line, path))
  return sizes.every((size) => size !== undefined) ? sum(sizes) : undefined
}

/** By number alone; a difference within the tolerance is none, as for `match`. */
const gapByNumber = ({ expected, accepted, rejected, unmeasured }: LineTally, kind: ReceiptKind): LineGap => {
  const { due, tolerance = '0' } = expected
  const arrived = add(accepted, rejected)
  const beyond = compare(arrived, add(due, tolerance)) > 0
  // With all that was due rejected there is no line left on which the tolerance could forgive the rest.
  const usedUp = compare(rejected, due) >= 0 && compare(arrived, due) > 0
  const lacks = kind === 'final' && !unmeasured && compare(add(arrived, tolerance), due) < 0
  return {
    missing: { quantity: lacks ? subtract(due, arrived) : '0' },
    rejected: { quantity: rejected },
    more: { quantity: beyond || usedUp ? subtract(arrived, due) : '0' },
  }
}

/** An item of the line's lot by its own code: only such a one can have been loaded instead. */
const isItemOfLot = (lot: string, path: string): boolean => {
  try {
    const code = parsePath(path)
    return code.kind === 'item' && code.lot === lot
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

type Scanned = {
  /** Due and not scanned. */
  left: string[]
  /** Scanned, not due here, known from nowhere else. */
  strange: string[]
  rejected: string[]
}

const scannedOn = ({ expected, units, rejectedUnits }: LineTally, isElsewhere: (unit: string) => boolean): Scanned => {
  const named = expected.units ?? []
  const due = new Set(named)
  const scanned = new Set([...units, ...rejectedUnits])
  const strange = [...scanned].filter((unit) => !due.has(unit) && !isElsewhere(unit))
  return {
    left: named.filter((unit) => !scanned.has(unit)),
    strange: strange.filter((unit) => isItemOfLot(expected.lot, unit)),
    rejected: [...new Set(rejectedUnits)],
  }
}

/** Rejected units are often past scanning: those that nobody scanned are the rejected ones when their number says so. */
const rejectedOf = (t: LineTally, { left, rejected }: Scanned): string[] | undefined => {
  const scanned = sizeOfUnits(t.expected, rejected)
  if (scanned === undefined || compare(scanned, t.rejected) > 0) return undefined
  const unscanned = subtract(t.rejected, scanned)
  if (isZero(unscanned)) return rejected
  const lying = sizeOfUnits(t.expected, left)
  return lying !== undefined && compare(lying, unscanned) === 0 ? [...rejected, ...left] : undefined
}

/** Unit by unit; none when the count does not tell which units are accepted, which rejected and which missing. */
const gapByUnits = (t: LineTally, kind: ReceiptKind, scanned: Scanned): LineGap => {
  const all = [...t.units, ...t.rejectedUnits]
  if (new Set(all).size !== all.length) return noGap
  const accepted = sizeOfUnits(t.expected, t.units)
  const rejected = rejectedOf(t, scanned)
  if (accepted === undefined || compare(accepted, t.accepted) !== 0 || rejected === undefined) return noGap
  const taken = new Set(rejected)
  const missing = kind === 'final' ? scanned.left.filter((unit) => !taken.has(unit)) : []
  const part = (units: string[]): Part => ({ quantity: sizeOfUnits(t.expected, units) ?? '0', units })
  return { missing: part(missing), rejected: part(rejected), more: part(scanned.strange) }
}

const withUnits = (part: Part, units: string[]): Part => (units.length === 0 ? part : { ...part, units })

/**
 * The gap of a line. `isElsewhere`: units that the chain places on another line or trade, or that were received. Goods that a count
 * leaves unclear are in no part of the gap: then the line still differs after it is closed.
 */
export const gapOf = (t: LineTally, kind: ReceiptKind, isElsewhere: (unit: string) => boolean): LineGap => {
  const gap = wholeGapOf(t, kind, isElsewhere)
  const tooMany = Object.values(gap).some(({ units = [] }) => units.length > mostUnitsNamed)
  return tooMany ? noGap : gap
}

const wholeGapOf = (t: LineTally, kind: ReceiptKind, isElsewhere: (unit: string) => boolean): LineGap => {
  const gap = gapByNumber(t, kind)
  const named = t.expected.units
  if (named === undefined) return gap
  const scanned = scannedOn(t, isElsewhere)
  if (sizeOfUnits(t.expected, [...named, ...scanned.strange]) !== undefined) return gapByUnits(t, kind, scanned)
  const all = compare(t.rejected, t.expected.due) >= 0
  return {
    missing: withUnits(gap.missing, scanned.left),
    rejected: withUnits(gap.rejected, all ? [...named] : scanned.rejected),
    more: withUnits(gap.more, scanned.strange),
  }
}
