// Reads a count back from the phone: unknown until every part has been looked at.
import { mostOperations, unitVerdicts, type CountOperation } from '@ectrace/shared/counting/operation'
import { parseOperation } from '@ectrace/shared/counting/parse-operation'
import { AppError } from '@ectrace/shared/errors'
import type { Author, KeptCount, Recent } from './count'

type Fields = Record<string, unknown>
type Check = (value: unknown) => boolean

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const isText: Check = (value) => typeof value === 'string' && value.length <= 400
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

const isOperation = (value: unknown): value is CountOperation => {
  try {
    parseOperation(value, '')
    return true
  } catch (cause) {
    if (cause instanceof AppError) return false
    throw cause
  }
}

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

const isAuthor = (value: unknown): value is Author => hasShape(value, { trade: isText, device: isText, by: isText })

const isCount = (value: unknown): value is KeptCount =>
  hasShape(value, {
    v: (version) => version === 2,
    author: isAuthor,
    operations: isListOf(isOperation, mostOperations),
    recent: isListOf(isRecent, 50),
    kind: among('partial', 'final'),
    place: isText,
    sent: optional(isText),
  })

/** undefined: not a count of ours, or of another version. */
export const readStoredCount = (stored: unknown): KeptCount | undefined => (isCount(stored) ? stored : undefined)
