// Reads back what the phone keeps of a count beside its operations: unknown until every part has been looked at.
import { unitVerdicts } from '@ectrace/shared/counting/operation'
import type { KeptCount, Recent } from './count'

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
  'not_kept',
  'blind_pack',
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

const isCount = (value: unknown): value is KeptCount =>
  hasShape(value, {
    v: (version) => version === 3,
    recent: isListOf(isRecent, 50),
    kind: among('partial', 'final'),
    place: isText,
  })

/** undefined: not a count of ours, or of another version. */
export const readStoredCount = (stored: unknown): KeptCount | undefined => (isCount(stored) ? stored : undefined)
