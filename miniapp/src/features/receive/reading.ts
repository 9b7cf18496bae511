// What one scanned text means for the trade in hand: which line it counts on, or why it does not.
import { parseCode, type TraceCode } from '@ectrace/shared/codes/trace-code'
import { normalizeTyped } from '@ectrace/shared/codes/typed-code'
import type { Goods, UnitVerdict } from '@ectrace/shared/counting/operation'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { AppError, type ErrorCode } from '@ectrace/shared/errors'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import { addedQuantity, packsAround } from '@ectrace/shared/packing/scanned-quantity'
import { batchPathOf, productPartOf, type LineCodes } from './line-codes'

/** Of a text that added nothing to the count. */
export type OtherVerdict =
  | 'duplicate'
  | 'undone'
  | 'rejected'
  | 'this_trade'
  | 'trade_code'
  | 'enter_line'
  | 'enter_goods'
  | 'foreign'
  | 'carton'
  | 'unreadable'
  /** A pack, and what lies in it is withheld: its quantity is typed. */
  | 'blind_pack'
  | 'not_kept'

export type Verdict = UnitVerdict | OtherVerdict

export type Reading =
  | { kind: 'unit'; path: string; verdict: UnitVerdict; line?: number; goods?: Goods; each?: Quantity }
  | { kind: 'other'; path: string; verdict: OtherVerdict; line?: number; goods?: Goods; detail?: ErrorCode }

type ShownLine = ShownExpectation['lines'][number]

export type ReadingContext = {
  trade: string
  hosts: readonly string[]
  expectation: ShownExpectation
  codes: LineCodes
  isCounted: (path: string) => boolean
  /** Whether the line still lacks something. */
  isShort: (line: ShownLine) => boolean
}

/** What one code adds to a line: a carton's contents, one piece of counted goods; nothing where goods are weighed. */
export const quantityOf = (line: ShownLine, path: string): Quantity | undefined => {
  const contents = line.contents ?? {}
  if (Object.prototype.hasOwnProperty.call(contents, path)) return contents[path]
  return path.includes('/21/') && decimalsOf(line.unit) === 0 ? '1' : undefined
}

const onLine = (line: ShownLine, path: string, verdict: UnitVerdict): Reading => {
  const each = quantityOf(line, path)
  return { kind: 'unit', path, verdict, line: line.line, ...(each === undefined ? {} : { each }) }
}

const other = (path: string, verdict: OtherVerdict): Reading => ({ kind: 'other', path, verdict })

/** A unit that was sent, by its own code or inside of a pack; what lies in a pack is never counted beside it. */
const sent = (context: ReadingContext, line: ShownLine, path: string): Reading => {
  const { packs = {} } = context.expectation
  const each = addedQuantity(path, packs, {
    quantityOf: (code) => quantityOf(line, code),
    isCounted: context.isCounted,
  })
  return { kind: 'unit', path, verdict: 'hit', line: line.line, ...(each === undefined ? {} : { each }) }
}

const namedBy = (context: ReadingContext, path: string): Reading | undefined => {
  const { lines, packs = {} } = context.expectation
  const outwards = [path, ...packsAround(packs, path)]
  const owner = lines.find((line) => line.units?.some((unit) => outwards.includes(unit)))
  if (owner !== undefined) return sent(context, owner, path)
  const before = lines.find((line) => line.receivedUnits?.some((unit) => outwards.includes(unit)))
  return before === undefined ? undefined : onLine(before, path, 'received')
}

/** An item that no line names: of a bulk line by its batch, of a named line's batch but not sent, or of another lot. */
const unnamedItem = (context: ReadingContext, code: Extract<TraceCode, { kind: 'item' }>): Reading => {
  const { path, lot } = code
  const same = context.codes.linesOf(batchPathOf(path))
  const bulk = same.filter((line) => line.units === undefined)
  const open = bulk.find(context.isShort) ?? bulk[0]
  if (open !== undefined) return onLine(open, path, 'hit')
  if (same[0] !== undefined) return onLine(same[0], path, 'unknown')
  const known = context.codes.productOf(productPartOf(path))
  if (known === undefined) return other(path, 'foreign')
  const each = decimalsOf(known.unit) === 0 ? { each: '1' } : {}
  return { kind: 'unit', path, verdict: 'wrong_lot', goods: { ...known, lot }, ...each }
}

const batchCode = (context: ReadingContext, code: Extract<TraceCode, { kind: 'batch' }>): Reading => {
  const { path, lot } = code
  const lines = context.codes.linesOf(path)
  const line = lines.find(context.isShort) ?? lines[0]
  if (line !== undefined) return { kind: 'other', path, verdict: 'enter_line', line: line.line }
  const known = context.codes.productOf(productPartOf(path))
  return known === undefined
    ? other(path, 'foreign')
    : { kind: 'other', path, verdict: 'enter_goods', goods: { ...known, lot } }
}

/** A pack that no line names. Who counts blind is not told which were sent: on the only line it is kept, and its quantity typed. */
const pack = ({ expectation: { lines } }: ReadingContext, path: string): Reading => {
  const [only, ...others] = lines
  if (only === undefined || only.due !== undefined) return other(path, 'carton')
  return others.length === 0 ? onLine(only, path, 'hit') : other(path, 'blind_pack')
}

const ofCode = (context: ReadingContext, code: TraceCode): Reading => {
  if (code.kind === 'trade') return other(code.path, code.trade === context.trade ? 'this_trade' : 'trade_code')
  if (context.isCounted(code.path)) return other(code.path, 'duplicate')
  const named = namedBy(context, code.path)
  if (named !== undefined) return named
  if (code.kind === 'logistics') return pack(context, code.path)
  return code.kind === 'batch' ? batchCode(context, code) : unnamedItem(context, code)
}

/** `text` as a camera delivers it, or as a person typed it. Answers at once, from what is on the phone. */
export const readScan = (text: string, typed: boolean, context: ReadingContext): Reading => {
  try {
    return ofCode(context, parseCode(typed ? normalizeTyped(text) : text, { hosts: context.hosts }))
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    return { kind: 'other', path: text.slice(0, 80), verdict: 'unreadable', detail: cause.code }
  }
}

/**
 * The server has said which goods a foreign code stands for. They may still be of a line: then its codes could not be told from
 * the trade alone. `path` is an item's or a batch's.
 */
export const readKnownGoods = (path: string, goods: Goods, context: ReadingContext): Reading => {
  const { lines } = context.expectation
  const same = lines.filter((line) => line.product === goods.product && line.lot === goods.lot)
  const line = same.find(context.isShort) ?? same[0]
  if (!path.includes('/21/')) {
    return line === undefined
      ? { kind: 'other', path, verdict: 'enter_goods', goods }
      : { kind: 'other', path, verdict: 'enter_line', line: line.line }
  }
  if (line !== undefined) return onLine(line, path, line.units === undefined ? 'hit' : 'unknown')
  const verdict = lines.some(({ product }) => product === goods.product) ? 'wrong_lot' : 'wrong_product'
  const each = decimalsOf(goods.unit) === 0 ? { each: '1' } : {}
  return { kind: 'unit', path, verdict, goods, ...each }
}
