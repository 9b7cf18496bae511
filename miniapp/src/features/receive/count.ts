// What has been counted so far, as a pure reducer: every scan and every entry, and the way back from each.
import { add, compare, parseQuantity, subtract, type Quantity } from '@ectrace/shared/domain/decimal'
import type { ReceiptKind, RejectReason } from '@ectrace/shared/matching/match'
import type { Goods, Reading, UnitVerdict, Verdict } from './reading'

/** A code that is in the count: on an expected line, or among goods that are not listed (`extra` is their key). */
export type CountedUnit = {
  path: string
  verdict: UnitVerdict
  line?: number
  extra?: string
  rejected: boolean
  /** How much it adds to its line; absent where the quantity is entered (weighed goods). */
  each?: Quantity
  /** The other trade it belongs to, once the server has said so. */
  trade?: string
}

/** Numbers of one expected line as typed; texts, because a number may be half typed. */
export type LineCount = { accepted: string; rejected: string; reason: RejectReason }

/** Goods that arrived and stand on no line. */
export type ExtraGoods = Goods & { key: string; quantity: string }

/** One scan as it is shown: the newest first. */
export type Recent = { id: number; path: string; verdict: Verdict; line?: number; detail?: string }

export type CountState = {
  v: 1
  lines: Record<string, LineCount>
  units: CountedUnit[]
  extras: ExtraGoods[]
  recent: Recent[]
  kind: ReceiptKind
  place: string
  /** The transaction of a confirmation whose outcome is still open. */
  sent?: string
}

export type CountAction =
  | { type: 'scanned'; reading: Reading; rejected: boolean }
  | { type: 'learned'; path: string; trade: string }
  | { type: 'undone' }
  | { type: 'removed'; path: string }
  | { type: 'moved'; path: string; rejected: boolean }
  | { type: 'entered'; line: number; field: 'accepted' | 'rejected'; text: string }
  | { type: 'reason'; line: number; reason: RejectReason }
  | { type: 'extraEntered'; key: string; text: string }
  | { type: 'extraRemoved'; key: string }
  | { type: 'kind'; kind: ReceiptKind }
  | { type: 'place'; place: string }
  | { type: 'sent'; transaction: string | undefined }

/** How many scans stay in sight for the reader to look back on. */
const keptScans = 12

export const emptyCount = (place = ''): CountState => ({
  v: 1,
  lines: {},
  units: [],
  extras: [],
  recent: [],
  kind: 'final',
  place,
})

const noCount: LineCount = { accepted: '0', rejected: '0', reason: 'damaged' }

export const lineCount = (state: CountState, line: number): LineCount => state.lines[String(line)] ?? noCount

/** Goods of one product and lot are one entry. */
export const extraKey = (goods: Pick<Goods, 'product' | 'lot'>): string => `${goods.product}|${goods.lot}`

/** The text as a quantity; 0 when it is not one yet. */
export const quantityOr0 = (text: string): Quantity => {
  try {
    return parseQuantity(text, 'quantity')
  } catch {
    return '0'
  }
}

/** Never below nothing. */
const plus = (text: string, by: Quantity): string => add(quantityOr0(text), by)
const minus = (text: string, by: Quantity): string => {
  const now = quantityOr0(text)
  return compare(now, by) <= 0 ? '0' : subtract(now, by)
}

const withLine = (state: CountState, line: number, change: Partial<LineCount>): CountState => ({
  ...state,
  lines: { ...state.lines, [String(line)]: { ...lineCount(state, line), ...change } },
})

const shown = (state: CountState, scan: Omit<Recent, 'id'>): CountState => {
  const id = (state.recent[0]?.id ?? 0) + 1
  return { ...state, recent: [{ id, ...scan }, ...state.recent].slice(0, keptScans) }
}

type Step = typeof plus

/** Adds a unit's quantity to where it counts, or takes it away again. */
const tallied = (state: CountState, unit: CountedUnit, step: Step): CountState => {
  if (unit.extra !== undefined) {
    const by = unit.each ?? '1'
    const extras = state.extras.map((goods) =>
      goods.key === unit.extra ? { ...goods, quantity: step(goods.quantity, by) } : goods,
    )
    return { ...state, extras }
  }
  if (unit.line === undefined || unit.each === undefined) return state
  const field = unit.rejected ? 'rejected' : 'accepted'
  return withLine(state, unit.line, { [field]: step(lineCount(state, unit.line)[field], unit.each) })
}

const withGoods = (state: CountState, goods: Goods): CountState => {
  const key = extraKey(goods)
  if (state.extras.some((extra) => extra.key === key)) return state
  return { ...state, extras: [...state.extras, { ...goods, key, quantity: '0' }] }
}

const unitOf = (reading: Extract<Reading, { kind: 'unit' }>, rejected: boolean): CountedUnit => {
  const { path, verdict, line, goods, each } = reading
  return {
    path,
    verdict,
    rejected: rejected && goods === undefined,
    ...(line === undefined ? {} : { line }),
    ...(goods === undefined ? {} : { extra: extraKey(goods) }),
    ...(each === undefined ? {} : { each }),
  }
}

const scannedUnit = (state: CountState, unit: CountedUnit, goods: Goods | undefined): CountState => {
  const at = unit.line === undefined ? {} : { line: unit.line }
  // The camera gives a code again whenever it comes back into sight: it never counts twice.
  if (state.units.some(({ path }) => path === unit.path))
    return shown(state, { path: unit.path, verdict: 'duplicate', ...at })
  const held = goods === undefined ? state : withGoods(state, goods)
  const counted = tallied({ ...held, units: [...held.units, unit] }, unit, plus)
  const verdict = unit.verdict === 'hit' && unit.rejected ? 'rejected' : unit.verdict
  return shown(counted, { path: unit.path, verdict, ...at })
}

const scanned = (state: CountState, reading: Reading, rejected: boolean): CountState => {
  if (reading.kind === 'unit') return scannedUnit(state, unitOf(reading, rejected), reading.goods)
  const { path, verdict } = reading
  const held = reading.goods === undefined ? state : withGoods(state, reading.goods)
  return shown(held, {
    path,
    verdict,
    ...(reading.line === undefined ? {} : { line: reading.line }),
    ...(reading.detail === undefined ? {} : { detail: reading.detail }),
  })
}

const withoutUnit = (state: CountState, unit: CountedUnit): CountState => {
  const less = tallied({ ...state, units: state.units.filter(({ path }) => path !== unit.path) }, unit, minus)
  // Goods that came in by scanning go with their last code; those whose number was typed stay.
  const left = less.extras.filter(
    ({ key, quantity }) =>
      key !== unit.extra || quantity !== '0' || less.units.some((other) => other.extra === unit.extra),
  )
  return { ...less, extras: left }
}

const removed = (state: CountState, path: string): CountState => {
  const unit = state.units.find((counted) => counted.path === path)
  if (unit === undefined) return state
  const at = unit.line === undefined ? {} : { line: unit.line }
  return shown(withoutUnit(state, unit), { path, verdict: 'undone', ...at })
}

const moved = (state: CountState, path: string, rejected: boolean): CountState => {
  const unit = state.units.find((counted) => counted.path === path)
  if (unit === undefined || unit.extra !== undefined || unit.rejected === rejected) return state
  const next = { ...unit, rejected }
  const units = state.units.map((counted) => (counted.path === path ? next : counted))
  return tallied(tallied({ ...state, units }, unit, minus), next, plus)
}

const learned = (state: CountState, path: string, trade: string): CountState => {
  const unit = state.units.find((counted) => counted.path === path)
  if (unit === undefined) return state
  const units = state.units.map((counted) =>
    counted.path === path ? { ...counted, verdict: 'other_trade' as const, trade } : counted,
  )
  const at = unit.line === undefined ? {} : { line: unit.line }
  return shown({ ...state, units }, { path, verdict: 'other_trade', ...at, detail: trade })
}

const extraRemoved = (state: CountState, key: string): CountState => ({
  ...state,
  extras: state.extras.filter((goods) => goods.key !== key),
  units: state.units.filter((unit) => unit.extra !== key),
})

const sent = (state: CountState, transaction: string | undefined): CountState => {
  const { sent: _before, ...rest } = state
  return transaction === undefined ? rest : { ...rest, sent: transaction }
}

const numbers = (state: CountState, action: CountAction): CountState => {
  switch (action.type) {
    case 'entered':
      return withLine(state, action.line, { [action.field]: action.text })
    case 'reason':
      return withLine(state, action.line, { reason: action.reason })
    case 'extraEntered': {
      const { key, text } = action
      return {
        ...state,
        extras: state.extras.map((goods) => (goods.key === key ? { ...goods, quantity: text } : goods)),
      }
    }
    case 'kind':
      return { ...state, kind: action.kind }
    case 'place':
      return { ...state, place: action.place }
    default:
      return state
  }
}

/** The state after an action; what changes nothing gives the same state back. */
export const countReducer = (state: CountState, action: CountAction): CountState => {
  switch (action.type) {
    case 'scanned':
      return scanned(state, action.reading, action.rejected)
    case 'learned':
      return learned(state, action.path, action.trade)
    case 'undone': {
      const last = state.units[state.units.length - 1]
      return last === undefined ? state : removed(state, last.path)
    }
    case 'removed':
      return removed(state, action.path)
    case 'moved':
      return moved(state, action.path, action.rejected)
    case 'extraRemoved':
      return extraRemoved(state, action.key)
    case 'sent':
      return sent(state, action.transaction)
    default:
      return numbers(state, action)
  }
}
