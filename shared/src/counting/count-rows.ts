// From a count to the rows that are matched and sent: one for each expected line, and one for each kind of goods that stand on none.
import { add, compare, parseQuantity, subtract, type Quantity } from '../domain/decimal.ts'
import { decimalsOf } from '../domain/unit-of-measure.ts'
import { AppError } from '../errors.ts'
import type { CountedLine, ExpectedLine, RejectReason } from '../matching/receipt-types.ts'
import { lineCount, type Counted, type CountedUnit } from './reduce-count.ts'

/** What a row needs to know of its line. `due` and `units` are absent where the counter may not read the answer. */
export type RowLine = Pick<ExpectedLine, 'line' | 'product' | 'lot' | 'unit' | 'units'> & { due?: Quantity | undefined }

/** A text that is no number in its unit of measure: nothing can be sent. */
export type BrokenNumber = { line?: number; extra?: string; field: 'accepted' | 'rejected'; text: string; rule: string }

export const ruleBroken = (text: string, decimals: number): string | undefined => {
  try {
    parseQuantity(text, 'quantity', { decimals })
    return undefined
  } catch (cause) {
    if (cause instanceof AppError) return cause.details.faults?.[0]?.rule ?? cause.code
    throw cause
  }
}

const canonical = (text: string, unit: string): Quantity =>
  ruleBroken(text, decimalsOf(unit)) === undefined ? parseQuantity(text, 'quantity') : '0'

const pathsOf = (units: readonly CountedUnit[], rejected: boolean): string[] =>
  units.filter((unit) => unit.rejected === rejected).map(({ path }) => path)

const grouped = <K>(units: readonly CountedUnit[], keyOf: (unit: CountedUnit) => K): Map<K, CountedUnit[]> => {
  const groups = new Map<K, CountedUnit[]>()
  for (const unit of units) {
    const group = groups.get(keyOf(unit))
    if (group === undefined) groups.set(keyOf(unit), [unit])
    else group.push(unit)
  }
  return groups
}

/** A row in the making. `pieces` have a quantity of their own and may stand on another line of the same batch. */
type Filled = {
  line: RowLine
  due: Quantity
  accepted: Quantity
  rejected: Quantity
  reason: RejectReason
  units: string[]
  rejectedUnits: string[]
  pieces: CountedUnit[]
}

const filledFrom = (line: RowLine, counted: Counted, units: readonly CountedUnit[]): Filled => {
  const { accepted, rejected, reason } = lineCount(counted, line.line)
  return {
    line,
    due: line.due ?? '0',
    accepted: canonical(accepted, line.unit),
    rejected: canonical(rejected, line.unit),
    reason,
    units: pathsOf(units, false),
    rejectedUnits: pathsOf(units, true),
    pieces: units.filter(({ each }) => each !== undefined),
  }
}

const rowOf = ({ line, accepted, rejected, reason, units, rejectedUnits }: Filled): CountedLine => ({
  line: line.line,
  product: line.product,
  lot: line.lot,
  unit: line.unit,
  accepted,
  rejected,
  missing: '0',
  ...(rejected === '0' ? {} : { reason }),
  ...(units.length === 0 ? {} : { units }),
  ...(rejectedUnits.length === 0 ? {} : { rejectedUnits }),
})

const arrivedOn = ({ accepted, rejected }: Filled): Quantity => add(accepted, rejected)

const sideOf = ({ rejected }: CountedUnit) =>
  rejected ? (['rejected', 'rejectedUnits'] as const) : (['accepted', 'units'] as const)

/** Takes pieces off a line, the newest first, as long as it has at least what is due without them. */
const takeSurplus = (from: Filled): CountedUnit[] => {
  const surplus = [...from.pieces].reverse().filter((piece) => {
    const [side] = sideOf(piece)
    const each = piece.each ?? '0'
    if (compare(from[side], each) < 0 || compare(arrivedOn(from), add(from.due, each)) < 0) return false
    from[side] = subtract(from[side], each)
    return true
  })
  const gone = new Set(surplus.map(({ path }) => path))
  from.units = from.units.filter((path) => !gone.has(path))
  from.rejectedUnits = from.rejectedUnits.filter((path) => !gone.has(path))
  return surplus
}

const put = (to: Filled, piece: CountedUnit): void => {
  const [side, list] = sideOf(piece)
  to[side] = add(to[side], piece.each ?? '0')
  to[list].push(piece.path)
}

const lacks = (line: Filled, { each = '0' }: CountedUnit): boolean => compare(add(arrivedOn(line), each), line.due) <= 0

/** Pieces that are too many on one line of a batch in bulk go to lines of the same batch that still lack them, or back. */
const even = (group: readonly Filled[]): void => {
  const surplus = group.flatMap((from) => takeSurplus(from).map((piece) => ({ from, piece })))
  let open = 0
  for (const { from, piece } of surplus) {
    while (open < group.length && !lacks(group[open] ?? from, piece)) open += 1
    put(group[open] ?? from, piece)
  }
}

const batchOf = ({ product, lot, unit }: RowLine): string => `${product}|${lot}|${unit}`

/** Each phone fills the lines of one bulk batch in turn, so two phones fill the same line first. */
const evenBulk = (filled: readonly Filled[]): void => {
  const groups = new Map<string, Filled[]>()
  for (const one of filled) {
    if (one.line.units !== undefined || one.line.due === undefined) continue
    const group = groups.get(batchOf(one.line))
    if (group === undefined) groups.set(batchOf(one.line), [one])
    else group.push(one)
  }
  for (const group of groups.values()) if (group.length > 1) even(group)
}

const extraRows = (counted: Counted): CountedLine[] => {
  const units = grouped(counted.units, ({ extra }) => extra)
  return counted.extras.map(({ key, product, lot, unit, quantity }): CountedLine => {
    const paths = (units.get(key) ?? []).map(({ path }) => path)
    const accepted = canonical(quantity, unit)
    return {
      product,
      lot,
      unit,
      accepted,
      rejected: '0',
      missing: '0',
      ...(paths.length === 0 ? {} : { units: paths }),
    }
  })
}

/**
 * The rows that confirmReceipt takes: one for each of `lines`, which it names (two lines may be of one batch), and one for each kind of
 * goods that stand on no line. Numbers that are none count as 0: ask `brokenNumbers` before sending.
 */
export const countRows = (lines: readonly RowLine[], counted: Counted): CountedLine[] => {
  const byLine = grouped(counted.units, ({ line }) => line)
  const filled = lines.map((line) => filledFrom(line, counted, byLine.get(line.line) ?? []))
  evenBulk(filled)
  return [...filled.map(rowOf), ...extraRows(counted)]
}

/** What was typed and is no number in its line's unit of measure. */
export const brokenNumbers = (lines: readonly RowLine[], counted: Counted): BrokenNumber[] => {
  const broken = (
    text: string,
    unit: string,
    where: Pick<BrokenNumber, 'line' | 'extra' | 'field'>,
  ): BrokenNumber[] => {
    const rule = ruleBroken(text, decimalsOf(unit))
    return rule === undefined ? [] : [{ ...where, text, rule }]
  }
  return [
    ...lines.flatMap(({ line, unit }) => {
      const { accepted, rejected } = lineCount(counted, line)
      return [
        ...broken(accepted, unit, { line, field: 'accepted' }),
        ...broken(rejected, unit, { line, field: 'rejected' }),
      ]
    }),
    ...counted.extras.flatMap(({ key, quantity, unit }) => broken(quantity, unit, { extra: key, field: 'accepted' })),
  ]
}
