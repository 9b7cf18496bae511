// Compares what is loaded with what was agreed, before anything leaves: the same as a dispatch would be refused for, told line by line.
import { add, compare, isZero } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import type { CalendarDate } from '../domain/time.ts'
import { decimalsOf } from '../domain/unit-of-measure.ts'
import type { Stopped } from '../codes/stopped-codes.ts'
import type { State } from '../ledger/state.ts'
import { difference, inOrder } from './difference.ts'
import type { Difference } from './receipt-types.ts'

type AgreedLine = State['trade']['lines'][number]
/** One row of what is loaded; several may fill one agreed line. `units`: code paths of items and packs; absent for bulk. */
export type LoadedLine = {
  fills: number
  batch: string
  quantity: Quantity
  unit?: string | undefined
  units?: readonly string[] | undefined
}

/** What the chain says of a batch that is loaded. `held`: on hand of the supplier at the place of loading. */
export type LoadedBatch = {
  product: string
  lot: string
  expiresOn?: CalendarDate | undefined
  recalled: boolean
  held: Quantity
}

export type LoadingFacts = {
  trade: Pick<State['trade'], 'no' | 'supplier' | 'lines'>
  /** By identifier; one that the chain does not know is absent. */
  batches: Readonly<Record<string, LoadedBatch>>
  /** `unit/…` rows of the named units, by path; an item that never acted alone has none. */
  units: Readonly<Record<string, State['unit']>>
  /** Item paths without a row that were minted for a batch: path -> batch. */
  minted: Readonly<Record<string, string>>
  /** Named units that hold a code, their own or one of an item packed in them, that is not in use. */
  stopped: Readonly<Record<string, Stopped>>
  /** Day of loading, where the supplier is. */
  today: CalendarDate
}

/** The numbers of one agreed line. */
export type LoadedTotal = { line: number; product: string; unit: string; agreed: Quantity; loaded: Quantity }
/** `agreed`: a dispatch of it would be accepted. `warnings` do not stop a dispatch, but its receipt. */
export type LoadCheck = {
  agreed: boolean
  lines: LoadedTotal[]
  differences: Difference[]
  warnings: Difference[]
}

type Row = LoadedLine & { agreed: AgreedLine | undefined; known: LoadedBatch | undefined }

/** Of no agreed line, of another product, in another unit of measure, recalled, or of a batch that nobody knows. */
const matchGoods = ({ fills, batch, quantity, unit, agreed, known }: Row): Difference[] => {
  if (agreed === undefined) return [difference('extra_line', { line: fills, field: 'batch', actual: batch, quantity })]
  const found: Difference[] = []
  if (unit !== undefined && unit !== agreed.unit)
    found.push(
      difference('wrong_unit_of_measure', {
        line: fills,
        field: 'unit',
        expected: agreed.unit,
        actual: unit,
        quantity,
      }),
    )
  if (known === undefined) return [...found, difference('wrong_lot', { line: fills, field: 'batch', actual: batch })]
  if (known.product !== agreed.product)
    found.push(
      difference('wrong_product', {
        line: fills,
        field: 'product',
        expected: agreed.product,
        actual: known.product,
        quantity,
      }),
    )
  if (known.recalled) found.push(difference('recalled', { line: fills, field: 'batch', actual: known.lot }))
  return found
}

/** `unit` is the stopped code, which may lie in the pack that was named. */
const matchUse = (path: string, { fills }: Row, { stopped }: LoadingFacts): Difference[] => {
  const found = stopped[path]
  if (found === undefined) return []
  const at = { line: fills, field: 'code', unit: found.path }
  return [difference('unit_not_in_use', { ...at, expected: 'active', actual: found.why })]
}

const matchUnit = (path: string, row: Row, facts: LoadingFacts): Difference[] => {
  const { trade, units, minted } = facts
  const at = { line: row.fills, field: 'units', unit: path }
  const state = units[path]
  const batch = state?.batch ?? minted[path]
  if (batch === undefined) return [difference('unit_unknown', at)]
  if (batch !== row.batch) return [difference('unit_of_other_batch', { ...at, expected: row.batch, actual: batch })]
  if (state === undefined) return matchUse(path, row, facts)
  if (state.state === 'in_transit' && state.trade !== undefined)
    return [difference('unit_of_other_trade', { ...at, expected: trade.no, actual: state.trade })]
  if (state.holder !== trade.supplier)
    return [difference('unit_not_held', { ...at, field: 'holder', expected: trade.supplier, actual: state.holder })]
  if (state.state !== 'on_hand')
    return [difference('unit_not_held', { ...at, field: 'state', expected: 'on_hand', actual: state.state })]
  // What is in a pack travels with the pack, or is taken out first.
  if (state.parent !== undefined) return [difference('unit_not_held', { ...at, field: 'parent', actual: state.parent })]
  return matchUse(path, row, facts)
}

/** A pack counts as what is in it, an item as one of a counted unit of measure. */
const quantityOfUnit = (path: string, { units }: LoadingFacts): Quantity => units[path]?.pack?.quantity ?? '1'

const matchNumber = (row: Row, facts: LoadingFacts): Difference[] => {
  const { units, agreed, quantity } = row
  if (units === undefined || agreed === undefined || decimalsOf(agreed.unit) > 0) return []
  const named = units.map((path) => quantityOfUnit(path, facts)).reduce(add, '0')
  if (compare(named, quantity) === 0) return []
  return [difference('count_mismatch', { line: row.fills, field: 'units', expected: named, actual: quantity })]
}

const namedTwice = (rows: readonly Row[]): Difference[] => {
  const seen = new Set<string>()
  return rows.flatMap(({ fills, units = [] }) =>
    units.flatMap((unit) => {
      if (seen.has(unit)) return [difference('unit_counted_twice', { line: fills, field: 'units', unit })]
      seen.add(unit)
      return []
    }),
  )
}

/** Sum per agreed line; what is loaded beside the lines is in none of them. */
const loadedOn = (rows: readonly Row[]): Map<number, Quantity> => {
  const sums = new Map<number, Quantity>()
  for (const { agreed, quantity } of rows)
    if (agreed !== undefined) sums.set(agreed.line, add(sums.get(agreed.line) ?? '0', quantity))
  return sums
}

const matchTotal = ({ line, quantity, tolerance = '0' }: AgreedLine, loaded: Quantity): Difference[] => {
  const at = { line, field: 'quantity', expected: quantity, actual: loaded }
  if (isZero(loaded)) return [difference('missing_line', at)]
  if (compare(loaded, add(quantity, tolerance)) > 0) return [difference('over', at)]
  return compare(add(loaded, tolerance), quantity) < 0 ? [difference('short', at)] : []
}

/** Not more of a batch than lies at the place of loading, over all lines. */
const matchHeld = (rows: readonly Row[]): Difference[] => {
  const sums = new Map<string, { row: Row; asked: Quantity }>()
  for (const row of rows) sums.set(row.batch, { row, asked: add(sums.get(row.batch)?.asked ?? '0', row.quantity) })
  return [...sums.values()].flatMap(({ row: { fills, known }, asked }) =>
    known === undefined || compare(asked, known.held) <= 0
      ? []
      : [difference('not_held', { line: fills, field: 'quantity', expected: known.held, actual: asked })],
  )
}

const expiredOf = (rows: readonly Row[], today: CalendarDate): Difference[] =>
  rows.flatMap(({ fills, known }) =>
    known?.expiresOn === undefined || known.expiresOn >= today
      ? []
      : [difference('expired', { line: fills, field: 'expiry', expected: known.expiresOn, actual: today })],
  )

/**
 * Matches what is loaded against the agreed lines of a trade; the result does not depend on the order of the rows. Linear in rows and
 * units. Throws INVALID_QUANTITY for a quantity that is none.
 */
export const matchLoading = (facts: LoadingFacts, loaded: readonly LoadedLine[]): LoadCheck => {
  const agreed = new Map(facts.trade.lines.map((line) => [line.line, line]))
  const rows = loaded.map((line): Row => ({
    ...line,
    agreed: agreed.get(line.fills),
    known: facts.batches[line.batch],
  }))
  const sums = loadedOn(rows)
  const totals = facts.trade.lines.map((line) => ({ agreed: line, loaded: sums.get(line.line) ?? '0' }))
  const differences = inOrder([
    ...rows.flatMap(matchGoods),
    ...rows.flatMap((row) => (row.units ?? []).flatMap((path) => matchUnit(path, row, facts))),
    ...rows.flatMap((row) => matchNumber(row, facts)),
    ...namedTwice(rows),
    ...totals.flatMap((total) => matchTotal(total.agreed, total.loaded)),
    ...matchHeld(rows),
  ])
  return {
    agreed: differences.length === 0,
    lines: totals.map(({ agreed: { line, product, unit, quantity }, loaded: sum }) => ({
      line,
      product,
      unit,
      agreed: quantity,
      loaded: sum,
    })),
    differences,
    warnings: inOrder(expiredOf(rows, facts.today)),
  }
}
