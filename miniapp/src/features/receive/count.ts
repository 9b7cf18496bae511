// The count of one trade: what a person does becomes operations, and the count is what all operations make, whoever did them on whatever phone.
import { parseQuantity, type Quantity } from '@ectrace/shared/domain/decimal'
import { goodsKey, type CountAct, type CountOperation, type Goods } from '@ectrace/shared/counting/operation'
import { operationId } from '@ectrace/shared/counting/operation-id'
import { reduceCount, scannedAt, typedKey, type Counted, type CountedUnit } from '@ectrace/shared/counting/reduce-count'
import { besideOf } from '@ectrace/shared/counting/typed-numbers'
import type { ReceiptKind, RejectReason } from '@ectrace/shared/matching/match'
import type { Reading, Verdict } from './reading'

/** One scan as it is shown: the newest first. */
export type Recent = { id: number; path: string; verdict: Verdict; line?: number; detail?: string }

/** Who counts: `device` is a random UUID of this phone's count. */
export type Author = { trade: string; device: string; by: string }

/** What stays on the phone beside the operations, which are in its queue. */
export type KeptCount = { v: 3; recent: Recent[]; kind: ReceiptKind; place: string }

export type CountState = KeptCount & Counted & { author: Author; operations: readonly CountOperation[] }

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

/** How many scans stay in sight for the reader to look back on. */
const keptScans = 12
const longestText = 40

/** What was kept, with what the operations make. */
export const withCount = (kept: KeptCount, author: Author, operations: readonly CountOperation[]): CountState => ({
  ...{ ...kept, author, operations },
  ...reduceCount(operations),
})

/** The part of a count that stays on the phone beside its operations. */
export const keptOf = ({ v, recent, kind, place }: KeptCount): KeptCount => ({ v, recent, kind, place })

export const nothingKept = (place = ''): KeptCount => ({ v: 3, recent: [], kind: 'final', place })

/** The text as a quantity; 0 when it is not one yet. */
export const quantityOr0 = (text: string): Quantity => {
  try {
    return parseQuantity(text, 'quantity')
  } catch {
    return '0'
  }
}

const shown = <S extends KeptCount>(state: S, scan: Omit<Recent, 'id'>): S => {
  const id = (state.recent[0]?.id ?? 0) + 1
  return { ...state, recent: [{ id, ...scan }, ...state.recent].slice(0, keptScans) }
}

/** The phone keeps nothing more: what was just done is not in the count, and stands in sight as that. */
export const notKept = (kept: KeptCount, path: string): KeptCount => shown(kept, { path, verdict: 'not_kept' })

/** The state after these acts of this phone at the moment `at`. */
const done = (state: CountState, acts: readonly CountAct[], at: string): CountState => {
  const { author, operations } = state
  const before = operations.filter(({ device }) => device === author.device).length
  const made = acts.map((act, i): CountOperation => {
    const head = { ...author, sequence: before + i + 1, at }
    return { id: operationId(head), ...head, ...act }
  })
  const all = [...operations, ...made]
  return { ...state, operations: all, ...reduceCount(all) }
}

const scanOf = (reading: Extract<Reading, { kind: 'unit' }>, rejected: boolean): CountAct[] => {
  const { path: unit, verdict, line, goods, each } = reading
  const scan = { kind: 'scan' as const, unit, verdict, ...(each === undefined ? {} : { each }) }
  if (goods !== undefined) return [{ ...scan, rejected: false, goods }]
  return line === undefined ? [] : [{ ...scan, rejected, line }]
}

const scannedUnit = (
  state: CountState,
  reading: Extract<Reading, { kind: 'unit' }>,
  rejected: boolean,
  moment: string,
): CountState => {
  const { path, line, goods } = reading
  const at = line === undefined ? {} : { line }
  // The camera gives a code again whenever it comes back into sight: it never counts twice.
  if (state.units.some((unit) => unit.path === path)) return shown(state, { path, verdict: 'duplicate', ...at })
  const counted = done(state, scanOf(reading, rejected), moment)
  const refused = rejected && goods === undefined && reading.verdict === 'hit'
  return shown(counted, { path, verdict: refused ? 'rejected' : reading.verdict, ...at })
}

const noneYet = (goods: Goods): CountAct => ({ kind: 'enter', field: 'accepted', text: '0', beside: '0', goods })

const scanned = (state: CountState, reading: Reading, rejected: boolean, at: string): CountState => {
  if (reading.kind === 'unit') return scannedUnit(state, reading, rejected, at)
  const { path, verdict, goods } = reading
  const isNew = goods !== undefined && !state.extras.some(({ key }) => key === goodsKey(goods))
  const held = goods !== undefined && isNew ? done(state, [noneYet(goods)], at) : state
  return shown(held, {
    path,
    verdict,
    ...(reading.line === undefined ? {} : { line: reading.line }),
    ...(reading.detail === undefined ? {} : { detail: reading.detail }),
  })
}

/** A unit goes when every scan of it is taken back. */
const undoesOf = ({ scans }: CountedUnit): CountAct[] => scans.map((of) => ({ kind: 'undo', of }))

const removed = (state: CountState, path: string, moment: string): CountState => {
  const unit = state.units.find((counted) => counted.path === path)
  if (unit === undefined) return state
  const at = unit.line === undefined ? {} : { line: unit.line }
  return shown(done(state, undoesOf(unit), moment), { path, verdict: 'undone', ...at })
}

const moved = (state: CountState, path: string, rejected: boolean, at: string): CountState => {
  const unit = state.units.find((counted) => counted.path === path)
  if (unit === undefined || unit.extra !== undefined || unit.rejected === rejected) return state
  return done(state, [{ kind: 'move', unit: path, rejected }], at)
}

const learned = (state: CountState, path: string, trade: string, moment: string): CountState => {
  const unit = state.units.find((counted) => counted.path === path)
  if (unit === undefined) return state
  const at = unit.line === undefined ? {} : { line: unit.line }
  const told = done(state, [{ kind: 'learn', unit: path, other: trade }], moment)
  return shown(told, { path, verdict: 'other_trade', ...at, detail: trade })
}

type Field = 'accepted' | 'rejected'

const typedOf = (state: CountState, target: { line?: number; goods?: Goods }, field: Field) =>
  (state.typed[typedKey(target)] ?? []).filter((one) => one.field === field)

const entered = (state: CountState, line: number, field: Field, given: string): CountAct => {
  const scans = scannedAt(state, { line, rejected: field === 'rejected' })
  const beside = besideOf(scans, typedOf(state, { line }, field), state.author.device)
  return { kind: 'enter', line, field, text: given.slice(0, longestText), beside }
}

const extraOf = (state: CountState, key: string): Goods | undefined => {
  const found = state.extras.find((goods) => goods.key === key)
  return found === undefined
    ? undefined
    : { product: found.product, name: found.name, lot: found.lot, unit: found.unit }
}

const extraEntered = (state: CountState, key: string, given: string): CountAct[] => {
  const goods = extraOf(state, key)
  if (goods === undefined) return []
  const typed = typedOf(state, { goods }, 'accepted')
  const beside = besideOf(scannedAt(state, { extra: key, rejected: false }), typed, state.author.device)
  return [{ kind: 'enter', goods, field: 'accepted', text: given.slice(0, longestText), beside }]
}

const extraRemoved = (state: CountState, key: string): CountAct[] => {
  const goods = extraOf(state, key)
  if (goods === undefined) return []
  return [...state.units.filter(({ extra }) => extra === key).flatMap(undoesOf), { kind: 'clear', goods }]
}

const numbers = (state: CountState, action: CountAction, at: string): CountState => {
  switch (action.type) {
    case 'entered':
      return done(state, [entered(state, action.line, action.field, action.text)], at)
    case 'reason':
      return done(state, [{ kind: 'reason', line: action.line, reason: action.reason }], at)
    case 'extraEntered':
      return done(state, extraEntered(state, action.key, action.text), at)
    case 'extraRemoved':
      return done(state, extraRemoved(state, action.key), at)
    case 'kind':
      return { ...state, kind: action.kind }
    case 'place':
      return { ...state, place: action.place }
    default:
      return state
  }
}

/** The state after an action at the moment `at`; what changes nothing gives the same state back. */
export const countReducer = (state: CountState, action: CountAction, at: string): CountState => {
  switch (action.type) {
    case 'scanned':
      return scanned(state, action.reading, action.rejected, at)
    case 'learned':
      return learned(state, action.path, action.trade, at)
    case 'undone': {
      const last = state.units[state.units.length - 1]
      return last === undefined ? state : removed(state, last.path, at)
    }
    case 'removed':
      return removed(state, action.path, at)
    case 'moved':
      return moved(state, action.path, action.rejected, at)
    default:
      return numbers(state, action, at)
  }
}
