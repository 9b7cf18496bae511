// The count that a set of operations makes: the same for everybody who has the same set, in whatever order and however often it arrived.
import type { Quantity } from '../domain/decimal.ts'
import type { RejectReason } from '../matching/receipt-types.ts'
import { goodsKey, type CountAct, type CountOperation, type Goods, type UnitVerdict } from './operation.ts'
import { inOrder } from './operation-order.ts'
import { fieldText, type Typed } from './typed-numbers.ts'

/** Who did something, and by which operation. */
export type Mark = { operation: string; device: string; by: string; at: string }

/** A code that is in the count: on an expected line, or among goods that are not listed (`extra` is their key). */
export type CountedUnit = {
  path: string
  verdict: UnitVerdict
  line?: number
  extra?: string
  rejected: boolean
  /** How much it adds to its line; absent where the quantity is typed (weighed goods). */
  each?: Quantity
  /** The other trade it belongs to, once the server has said so. */
  trade?: string
  first: Mark
  /** Every scan that holds it in the count: it is out when all are taken back. */
  scans: string[]
}

/** A unit that was scanned again: it counts once, as whoever was first found it. `rejected`: what the later one said of it. */
export type Duplicate = { unit: string; first: Mark; again: Mark; rejected: boolean }

/** Numbers of one expected line; texts, because a number may be half typed. */
export type LineCount = { accepted: string; rejected: string; reason: RejectReason }

/** Goods that arrived and stand on no line. */
export type ExtraGoods = Goods & { key: string; quantity: string }

export type Counted = {
  lines: Record<string, LineCount>
  /** In the order in which they were first scanned. */
  units: CountedUnit[]
  extras: ExtraGoods[]
  duplicates: Duplicate[]
  /** What each device typed, by `typedKey`, the newest last. */
  typed: Record<string, Typed[]>
}

type Done<K extends CountAct['kind']> = Extract<CountOperation, { kind: K }>

export const typedKey = (target: { line?: number | undefined; goods?: Goods | undefined }): string =>
  target.goods === undefined ? `line ${String(target.line)}` : `goods ${goodsKey(target.goods)}`

const ofKind = <K extends CountAct['kind']>(operations: readonly CountOperation[], kind: K): Done<K>[] =>
  operations.filter((operation): operation is Done<K> => operation.kind === kind)

const markOf = ({ id, device, by, at }: CountOperation): Mark => ({ operation: id, device, by, at })

/** Device → its last operation that counts no more: it cleared them itself, or a receipt has taken them. */
const gone = (operations: readonly CountOperation[]): Map<string, number> => {
  const last = new Map<string, number>()
  const raise = (device: string, sequence: number): void => {
    last.set(device, Math.max(sequence, last.get(device) ?? 0))
  }
  for (const { device, sequence, goods } of ofKind(operations, 'clear'))
    if (goods === undefined) raise(device, sequence)
  for (const { upTo } of ofKind(operations, 'taken'))
    for (const [device, sequence] of Object.entries(upTo)) raise(device, sequence)
  return last
}

/** Without what was taken back, cleared by its own device, or received already. */
const standing = (operations: readonly CountOperation[]): CountOperation[] => {
  const undone = new Set(ofKind(operations, 'undo').map(({ of }) => of))
  const clearedUpTo = gone(operations)
  return operations.filter(
    ({ id, kind, device, sequence }) =>
      !(kind === 'scan' && undone.has(id)) && sequence > (clearedUpTo.get(device) ?? 0),
  )
}

const unitOf = (scan: Done<'scan'>): CountedUnit => {
  const { unit, verdict, rejected, line, goods, each, id } = scan
  return {
    path: unit,
    verdict,
    // Goods that are not listed are refused as a whole: there is nothing to tell apart.
    rejected: rejected && goods === undefined,
    ...(line === undefined ? {} : { line }),
    ...(goods === undefined ? {} : { extra: goodsKey(goods) }),
    ...(each === undefined ? {} : { each }),
    first: markOf(scan),
    scans: [id],
  }
}

type Units = { units: Map<string, CountedUnit>; duplicates: Duplicate[] }

const countUnit = (counted: Units, operation: CountOperation): void => {
  if (operation.kind !== 'scan' && operation.kind !== 'move' && operation.kind !== 'learn') return
  const known = counted.units.get(operation.unit)
  if (operation.kind === 'scan') {
    if (known === undefined) {
      counted.units.set(operation.unit, unitOf(operation))
      return
    }
    known.scans.push(operation.id)
    const { unit, rejected } = operation
    counted.duplicates.push({ unit, first: known.first, again: markOf(operation), rejected })
    return
  }
  if (known === undefined) return
  if (operation.kind === 'learn') {
    known.verdict = 'other_trade'
    known.trade = operation.other
  } else if (known.extra === undefined) known.rejected = operation.rejected
}

/** A device's newest number for a field takes the place of its own earlier one, never of another device's. */
const typedOf = (operations: readonly CountOperation[]): Map<string, Typed[]> => {
  const found = new Map<string, Map<string, Typed>>()
  for (const operation of operations) {
    if (operation.kind !== 'enter' && !(operation.kind === 'clear' && operation.goods !== undefined)) continue
    const key = typedKey(operation)
    const entries = found.get(key) ?? new Map<string, Typed>()
    found.set(key, entries)
    const { device, by } = operation
    const own = (field: string): string => `${device} ${field}`
    if (operation.kind === 'clear') {
      entries.delete(own('accepted'))
      continue
    }
    const { field, text, beside } = operation
    // Taken out first, so that the newest is the last.
    entries.delete(own(field))
    entries.set(own(field), { field, text, beside, device, by })
  }
  return new Map([...found].map(([key, entries]) => [key, [...entries.values()]]))
}

const eachOf = (units: readonly CountedUnit[]): Quantity[] =>
  units.flatMap(({ each }) => (each === undefined ? [] : [each]))

type Sums = { accepted: Map<number, Quantity[]>; rejected: Map<number, Quantity[]> }

const push = <K, V>(map: Map<K, V[]>, key: K, value: V): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}

const scannedOn = (units: readonly CountedUnit[]): Sums => {
  const sums: Sums = { accepted: new Map(), rejected: new Map() }
  for (const { line, rejected, each } of units) {
    if (line !== undefined && each !== undefined) push(sums[rejected ? 'rejected' : 'accepted'], line, each)
  }
  return sums
}

const lineNumbers = (operations: readonly CountOperation[], units: readonly CountedUnit[]): number[] => {
  const typed = operations.flatMap((one) => (one.kind === 'enter' || one.kind === 'reason' ? [one.line] : []))
  const scanned = units.map(({ line }) => line)
  const all = [...typed, ...scanned].filter((line): line is number => line !== undefined)
  return [...new Set(all)].sort((a, b) => a - b)
}

const linesOf = (
  operations: readonly CountOperation[],
  units: readonly CountedUnit[],
  typed: ReadonlyMap<string, Typed[]>,
): Record<string, LineCount> => {
  const scanned = scannedOn(units)
  const reasons = new Map(ofKind(operations, 'reason').map(({ line, reason }) => [line, reason]))
  const lines: Record<string, LineCount> = {}
  for (const line of lineNumbers(operations, units)) {
    const entries = typed.get(typedKey({ line })) ?? []
    const textOf = (field: 'accepted' | 'rejected'): string =>
      fieldText(
        scanned[field].get(line) ?? [],
        entries.filter((one) => one.field === field),
      )
    lines[String(line)] = {
      accepted: textOf('accepted'),
      rejected: textOf('rejected'),
      reason: reasons.get(line) ?? 'damaged',
    }
  }
  return lines
}

/** Goods are there as long as one of their codes is, or somebody's number. */
const extrasOf = (
  operations: readonly CountOperation[],
  units: readonly CountedUnit[],
  typed: ReadonlyMap<string, Typed[]>,
): ExtraGoods[] => {
  const found = new Map<string, Goods>()
  for (const operation of operations) {
    if ((operation.kind === 'scan' || operation.kind === 'enter') && operation.goods !== undefined) {
      const key = goodsKey(operation.goods)
      if (!found.has(key)) found.set(key, operation.goods)
    }
  }
  const byGoods = new Map<string, CountedUnit[]>()
  for (const unit of units) if (unit.extra !== undefined) push(byGoods, unit.extra, unit)
  return [...found].flatMap(([key, goods]) => {
    const own = byGoods.get(key) ?? []
    const entries = typed.get(typedKey({ goods })) ?? []
    if (own.length === 0 && entries.length === 0) return []
    return [{ ...goods, key, quantity: fieldText(eachOf(own), entries) }]
  })
}

/**
 * The count. Scans are a set: a unit that two people scan counts once, and `duplicates` says who was first. Typed numbers of several
 * devices are added up; within one device the newest counts. An undo names the scan it takes back, whenever either arrives. Never
 * throws for operations that parseOperation has read; n log n.
 */
export const reduceCount = (operations: readonly CountOperation[]): Counted => {
  const live = standing(inOrder(operations))
  const counted: Units = { units: new Map(), duplicates: [] }
  for (const operation of live) countUnit(counted, operation)
  const units = [...counted.units.values()]
  const typed = typedOf(live)
  return {
    lines: linesOf(live, units, typed),
    units,
    extras: extrasOf(live, units, typed),
    duplicates: counted.duplicates,
    typed: Object.fromEntries(typed),
  }
}

export const noCount: LineCount = { accepted: '0', rejected: '0', reason: 'damaged' }

export const lineCount = ({ lines }: Pick<Counted, 'lines'>, line: number): LineCount => lines[String(line)] ?? noCount

/** The quantities that units of a line, or of goods that are not listed, add by having been scanned. */
export const scannedAt = (
  { units }: Pick<Counted, 'units'>,
  at: { line?: number; extra?: string; rejected: boolean },
): Quantity[] =>
  eachOf(
    units.filter(({ line, extra, rejected }) => line === at.line && extra === at.extra && rejected === at.rejected),
  )
