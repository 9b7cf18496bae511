// Reads a count back from the device: unknown until every part has been looked at.
import type { CountedUnit, CountState, ExtraGoods, LineCount, Recent } from './count'

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText: Check = (value) => typeof value === 'string' && value.length <= 400
const isFlag: Check = (value) => typeof value === 'boolean'
const isNumber: Check = (value) => typeof value === 'number' && Number.isSafeInteger(value)
const among =
  (...words: string[]): Check =>
  (value) =>
    typeof value === 'string' && words.includes(value)
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value)

const hasShape = (value: unknown, shape: Record<string, Check>): boolean =>
  isFields(value) && Object.entries(shape).every(([name, check]) => check(value[name]))

const unitVerdicts = ['hit', 'received', 'unknown', 'other_trade', 'wrong_lot', 'wrong_product']

const isUnit = (value: unknown): value is CountedUnit =>
  hasShape(value, {
    path: isText,
    verdict: among(...unitVerdicts),
    line: optional(isNumber),
    extra: optional(isText),
    rejected: isFlag,
    each: optional(isText),
    trade: optional(isText),
  })

const isLine = (value: unknown): value is LineCount =>
  hasShape(value, {
    accepted: isText,
    rejected: isText,
    reason: among('damaged', 'quality', 'temperature', 'packaging', 'other'),
  })

const isExtra = (value: unknown): value is ExtraGoods =>
  hasShape(value, { key: isText, product: isText, name: isText, lot: isText, unit: isText, quantity: isText })

const otherVerdicts = [
  'duplicate',
  'undone',
  'rejected',
  'this_trade',
  'trade_code',
  'enter_line',
  'enter_goods',
  'foreign',
  'carton',
  'unreadable',
]

const isRecent = (value: unknown): value is Recent =>
  hasShape(value, {
    id: isNumber,
    path: isText,
    verdict: among(...unitVerdicts, ...otherVerdicts),
    line: optional(isNumber),
    detail: optional(isText),
  })

const isListOf =
  (check: Check, most: number): Check =>
  (value) =>
    Array.isArray(value) && value.length <= most && value.every(check)

const isCount = (value: unknown): value is CountState =>
  hasShape(value, {
    v: (version) => version === 1,
    lines: (lines) => isFields(lines) && Object.values(lines).every(isLine),
    units: isListOf(isUnit, 50_000),
    extras: isListOf(isExtra, 500),
    recent: isListOf(isRecent, 50),
    kind: among('partial', 'final'),
    place: isText,
    sent: optional(isText),
  })

/** undefined: not a count of ours, or of another version. */
export const readStoredCount = (stored: unknown): CountState | undefined => (isCount(stored) ? stored : undefined)
