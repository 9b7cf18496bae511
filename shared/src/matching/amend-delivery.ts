// The delivery after a discrepancy note was answered: the same lines for the rule that writes them and for the door that shows them before.
import { add, compare, isZero, parseQuantity, subtract } from '../domain/decimal.ts'
import { decimalsOf } from '../domain/unit-of-measure.ts'
import { AppError, fault } from '../errors.ts'
import type { State } from '../ledger/state.ts'
import { sizeOfUnits } from './line-gap.ts'
import type { Change, Less, More } from './settlement.ts'
import { packedUnits } from './gone-from-packs.ts'
import type { PackedUnits } from './gone-from-packs.ts'
import type { Count, Expectation } from './receipt-types.ts'

type Delivery = State['delivery']
type Line = Delivery['lines'][number]
type Goods = Pick<State['batch'], 'product' | 'lot' | 'expiresOn'>

const mostLines = 5_000

export type Amending = {
  trade: Pick<State['trade'], 'lines'>
  delivery: Delivery
  /** Units that it accepts cannot be taken off a line. */
  count: Count
  /** Batches of new lines, by identifier. */
  goods: Readonly<Record<string, Goods>>
  /** Due packs of which something was counted. */
  packs?: Expectation['packs']
}

const demand = (holds: boolean, field: string, rule: string, value?: string): void => {
  if (!holds) throw fault('VALIDATION_FAILED', field, rule, value)
}

const checkQuantity = ({ unit }: Line, { quantity }: Change, at: string): void => {
  const field = `${at}.quantity`
  const read = parseQuantity(quantity, field, { decimals: decimalsOf(unit) })
  if (isZero(read)) throw fault('INVALID_QUANTITY', field, 'positive', quantity)
}

/** Named where the line names units, all of them and no more; not named in bulk. */
const checkUnits = (line: Line, { units, quantity }: Change, at: string): void => {
  const named = line.units !== undefined
  demand(named || units === undefined, `${at}.units`, 'units.of-named-line')
  const size = sizeOfUnits(line, [...(line.units ?? []), ...(units ?? [])])
  const measured = named && size !== undefined ? sizeOfUnits(line, units ?? []) : undefined
  if (measured !== undefined && compare(measured, quantity) !== 0)
    throw fault('QUANTITY_NOT_BALANCED', `${at}.units`, 'units.as-many-as-quantity', measured)
}

/** The due unit that a unit is, or lies in. */
const dueUnit = ({ units = [] }: Line, unit: string, { rootOf }: PackedUnits): string | undefined => {
  const root = rootOf(unit)
  return [unit, ...(root === undefined ? [] : [root])].find((path) => units.includes(path))
}

/** The units still due, and what is in the packs among them: one that is opened holds less, one that is gone or emptied is due no more. */
const left = (line: Line, gone: readonly string[], packed: PackedUnits): Pick<Line, 'units' | 'contents'> => {
  const contents = new Map(Object.entries(line.contents ?? {}))
  const whole = new Set(gone)
  for (const unit of gone) {
    const due = dueUnit(line, unit, packed)
    const held = due === undefined || whole.has(due) ? undefined : contents.get(due)
    if (due === undefined || held === undefined) continue
    const rest = subtract(held, packed.quantityOf(unit) ?? '1')
    contents.set(due, rest)
    if (isZero(rest)) whole.add(due)
  }
  const units = line.units?.filter((unit) => !whole.has(unit)) ?? []
  const kept = [...contents].filter(([path]) => !whole.has(path))
  return { units, ...(kept.length > 0 && { contents: Object.fromEntries(kept) }) }
}

/** The line with the contents of packs that lie in its packs: what is taken out of one is measured by them. */
const measuredBy = (line: Line, units: readonly string[] = [], { quantityOf }: PackedUnits): Line => {
  const inside = units.flatMap((unit) => {
    const quantity = quantityOf(unit)
    return quantity === undefined ? [] : [[unit, quantity] as const]
  })
  return inside.length === 0 ? line : { ...line, contents: { ...Object.fromEntries(inside), ...line.contents } }
}

type Known = { accepted: ReadonlySet<string>; packed: PackedUnits }

const lessened = (line: Line, change: Less, { accepted, packed }: Known, at: string): Line => {
  checkQuantity(line, change, at)
  const due = subtract(line.dispatched, line.received)
  if (compare(change.quantity, due) > 0) {
    const faults = [{ field: `${at}.quantity`, rule: 'at-most-due', value: change.quantity }]
    throw new AppError('INSUFFICIENT_QUANTITY', { details: { line: line.line, due, asked: change.quantity, faults } })
  }
  checkUnits(measuredBy(line, change.units, packed), change, at)
  const dispatched = subtract(line.dispatched, change.quantity)
  if (line.units === undefined) return { ...line, dispatched }
  const gone = new Set(change.units)
  change.units?.forEach((unit, i) => {
    demand(dueUnit(line, unit, packed) !== undefined, `${at}.units.${String(i)}`, 'unit.due-on-line', unit)
    demand(!accepted.has(unit), `${at}.units.${String(i)}`, 'unit.not-accepted', unit)
  })
  demand(gone.size === (change.units?.length ?? 0), `${at}.units`, 'distinct')
  const { contents: _before, ...kept } = line
  const rest = left(line, [...gone], packed)
  demand(rest.units?.length === 0 || compare(dispatched, line.received) > 0, `${at}.units`, 'units.all-of-line')
  return { ...kept, dispatched, ...rest }
}

const enlarged = (line: Line, change: More, at: string): Line => {
  demand(change.batch === line.batch, `${at}.batch`, 'batch.of-line', change.batch)
  demand(change.fills === undefined, `${at}.fills`, 'fills.of-new-line')
  checkQuantity(line, change, at)
  checkUnits(line, change, at)
  const dispatched = add(line.dispatched, change.quantity)
  return {
    ...line,
    dispatched,
    ...(line.units === undefined ? {} : { units: [...line.units, ...(change.units ?? [])] }),
  }
}

/** A line of another batch: sent without being announced, so that no tolerance was agreed for it. Its holding is not made yet. */
const newLine = ({ trade, goods }: Amending, change: More, at: string): Line => {
  const agreed = trade.lines.find(({ line }) => line === change.fills)
  if (agreed === undefined) throw fault('VALIDATION_FAILED', `${at}.fills`, 'line.agreed', String(change.fills ?? ''))
  const batch = goods[change.batch]
  if (batch === undefined) throw fault('NOT_FOUND', `${at}.batch`, 'exists', change.batch)
  demand(batch.product === agreed.product, `${at}.batch`, 'product.agreed', batch.product)
  const { units } = change
  const line: Line = {
    line: change.line,
    product: batch.product,
    batch: change.batch,
    lot: batch.lot,
    unit: agreed.unit,
    dispatched: change.quantity,
    received: '0',
    ...(batch.expiresOn === undefined ? {} : { expiresOn: batch.expiresOn }),
    ...(units === undefined ? {} : { units: [...units], receivedUnits: [] }),
    holding: '',
  }
  checkQuantity(line, change, at)
  checkUnits(line, change, at)
  return line
}

/**
 * The delivery after the changes, one after the other. New lines stand last, with an empty `holding`. Throws VALIDATION_FAILED,
 * INVALID_QUANTITY, NOT_FOUND (a batch), INSUFFICIENT_QUANTITY (more taken off a line than is due) or QUANTITY_NOT_BALANCED (units), at `amendments.{i}`.
 */
export const amendDelivery = (from: Amending, changes: readonly Change[]): Delivery => {
  const accepted = new Set(from.count.lines.flatMap((row) => row.units ?? []))
  const packed = packedUnits(from.packs)
  const lines = new Map(from.delivery.lines.map((line) => [line.line, line]))
  changes.forEach((change, i) => {
    const at = `amendments.${String(i)}`
    const line = lines.get(change.line)
    if (change.change === 'more') {
      lines.set(change.line, line === undefined ? newLine(from, change, at) : enlarged(line, change, at))
    } else {
      if (line === undefined) throw fault('VALIDATION_FAILED', `${at}.line`, 'line.of-delivery', String(change.line))
      lines.set(change.line, lessened(line, change, { accepted, packed }, at))
    }
  })
  demand(lines.size <= mostLines, 'amendments', `at-most-${String(mostLines)}-lines`, String(lines.size))
  return { ...from.delivery, lines: [...lines.values()] }
}
