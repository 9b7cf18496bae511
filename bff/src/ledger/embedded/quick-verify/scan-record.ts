// Reads one record of a block straight from its canonical text, without building objects: what decodeBlock does, several times faster.
import { maxFields, maxOperations } from '@ectrace/shared/proof/envelope'
import { isInstant } from '@ectrace/shared/proof/instant'
import * as patterns from './record-patterns.ts'

/** From `start` to `end`, exclusive, counted from the record's first byte. */
export type Span = { start: number; end: number }

/** A field that was committed to: `digest` as signed ('' when there is none), and the value that must lead to it. */
export type ScannedOpening = { field: string; digest: string; salt: string; value: string }

/** `start`: where the value stands. */
export type ScannedWrite = { key: string; value: string; start: number }

/** Texts are in Latin-1: bytes, not characters. */
export type ScannedRecord = {
  length: number
  events: Span
  leaf: Span
  envelope: Span
  writes: Span
  caller: string
  /** What it was signed for. */
  address: { log: string; channel: string }
  signature: string
  /** Its first operation is registerOrganisation. */
  founds: boolean
  height: number
  index: number
  writesDigest: string
  eventsDigest: string
  written: readonly ScannedWrite[]
  opened: readonly ScannedOpening[]
}

/** The fields of one operation, and the digests that were signed for them. */
export type Args = ReadonlyMap<string, string>

/** A record with what others like it are known by. `openings[i]` tells of `opened[i]` in which operation, and where its value stands. */
export type Example = ScannedRecord & {
  operationsSpan: Span
  args: readonly Args[]
  openingsSpan: Span
  openings: readonly { operation: number; start: number }[]
}

/** Thrown for anything that is not plainly canonical: it is left to decodeBlock. */
export const unusual = new Error('left to decodeBlock')

const deepest = 32
const mostDigits = 15

const [quote, open, close, comma, colon] = [0x22, 0x7b, 0x7d, 0x2c, 0x3a]
const [openList, closeList] = [0x5b, 0x5d]
const [minus, dot, zero, upperE, lowerE] = [0x2d, 0x2e, 0x30, 0x45, 0x65]

const isDigit = (character: number): boolean => character >= zero && character < zero + 10

/** Every function reads at a place of the text begun last and returns where it ends; `unusual` is thrown at what is not plainly canonical. */
const openValues = () => {
  let text = ''
  let depth = 0
  const begin = (next: string): void => {
    text = next
    depth = 0
  }
  const literal = (expected: string, at: number): number => {
    if (!text.startsWith(expected, at)) throw unusual
    return at + expected.length
  }
  const string = (at: number): number => {
    const end = text.charCodeAt(at) === quote ? text.indexOf('"', at + 1) : -1
    if (end < 0) throw unusual
    return end + 1
  }
  /** An integer of at most 15 digits. */
  const number = (at: number): number => {
    const start = text.charCodeAt(at) === minus ? at + 1 : at
    let end = start
    while (isDigit(text.charCodeAt(end))) end++
    const digits = end - start
    const zeroFirst = text.charCodeAt(start) === zero && (digits > 1 || start > at)
    const next = text.charCodeAt(end)
    if (digits < 1 || digits > mostDigits || zeroFirst || next === dot || next === lowerE || next === upperE)
      throw unusual
    return end
  }
  /** Does the name at `start` come after the one from `before` to `end`? Of bytes, as of UTF-16 units below U+10000. */
  const ascends = (before: number, end: number, start: number): boolean => {
    for (let i = 0; before + i < end; i++) {
      const difference = text.charCodeAt(start + i) - text.charCodeAt(before + i)
      // The quote that ends a shorter name is below any other character but a space and an exclamation mark.
      if (difference !== 0) return difference > 0 && text.charCodeAt(start + i) !== quote
    }
    return text.charCodeAt(start + end - before) !== quote
  }
  /** Items between brackets, each read by `item`, from the opening bracket on. */
  const items = (at: number, closing: number, item: (at: number) => number): number => {
    if (text.charCodeAt(at + 1) === closing) return at + 2
    for (let next = at + 1; ; next++) {
      next = item(next)
      const separator = text.charCodeAt(next)
      if (separator === closing) return next + 1
      if (separator !== comma) throw unusual
    }
  }
  /** Members in ascending order, of which `member` gets the names' ends and reads the values. */
  const members = (at: number, member: (start: number, end: number, value: number) => number): number => {
    if (text.charCodeAt(at) !== open) throw unusual
    if (text.charCodeAt(at + 1) === close) return at + 2
    let [before, beforeEnd] = [at, at]
    for (let next = at + 1; ; next++) {
      const end = string(next)
      if (text.charCodeAt(end) !== colon || !ascends(before, beforeEnd, next + 1)) throw unusual
      before = next + 1
      beforeEnd = end - 1
      next = member(before, beforeEnd, end + 1)
      const separator = text.charCodeAt(next)
      if (separator === close) return next + 1
      if (separator !== comma) throw unusual
    }
  }
  const value = (at: number): number => {
    const first = text.charCodeAt(at)
    if (first === quote) return string(at)
    if (first === open || first === openList) return nested(at, first)
    if (first === 0x74) return literal('true', at)
    if (first === 0x66) return literal('false', at)
    if (first === 0x6e) return literal('null', at)
    return number(at)
  }
  const memberValue = (_start: number, _end: number, at: number): number => value(at)
  const nested = (at: number, first: number): number => {
    depth += 1
    if (depth > deepest) throw unusual
    const end = first === open ? members(at, memberValue) : items(at, closeList, value)
    depth -= 1
    return end
  }
  const list = (at: number, item: (at: number) => number): number => {
    if (text.charCodeAt(at) !== openList) throw unusual
    return items(at, closeList, item)
  }
  /** What `pattern` (sticky) finds at `at`. */
  const match = (pattern: RegExp, at: number): RegExpExecArray => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (!found) throw unusual
    return found
  }
  const slice = (start: number, end: number): string => text.slice(start, end)
  return { begin, literal, string, value, members, list, match, slice }
}
type Values = ReturnType<typeof openValues>

const sticky = (pattern: string): RegExp => new RegExp(pattern, 'y')
const [envelopeHead, envelopeTail, leafTail] = [
  sticky(patterns.envelopeHead),
  sticky(patterns.envelopeTail),
  sticky(patterns.leafTail),
]
const [operationTail, argument, opening] = [
  sticky(patterns.operationTail),
  sticky(patterns.argument),
  sticky(patterns.opening),
]
const fieldName = new RegExp(`^${patterns.fieldName}$`)

const scanArgs = (values: Values, at: number): { args: Args; end: number } => {
  const args = new Map<string, string>()
  const end = values.members(at, (from, to, start) => {
    const field = values.slice(from, to)
    if (!fieldName.test(field)) throw unusual
    args.set(field, values.match(argument, start)[1] ?? '')
    return argument.lastIndex
  })
  if (args.size > maxFields) throw unusual
  return { args, end }
}

const scanOperations = (values: Values, at: number) => {
  const args: Args[] = []
  const names: string[] = []
  const end = values.list(at, (start) => {
    const found = scanArgs(values, values.literal('{"args":', start))
    args.push(found.args)
    names.push(values.match(operationTail, found.end)[1] ?? '')
    return operationTail.lastIndex
  })
  if (args.length < 1 || args.length > maxOperations) throw unusual
  return { args, founds: names[0] === 'registerOrganisation', end }
}

const scanOpenings = (values: Values, at: number, args: readonly Args[]) => {
  const opened: ScannedOpening[] = []
  const openings: { operation: number; start: number }[] = []
  let operations = 0
  const end = values.list(at, (from) => {
    const operation = operations++
    let fields = 0
    return values.members(from, (fieldStart, fieldEnd, place) => {
      if (++fields > maxFields) throw unusual
      const field = values.slice(fieldStart, fieldEnd)
      const [, salt = ''] = values.match(opening, place)
      const start = opening.lastIndex
      const valueEnd = values.value(start)
      openings.push({ operation, start })
      opened.push({ field, digest: args[operation]?.get(field) ?? '', salt, value: values.slice(start, valueEnd) })
      return values.literal('}', valueEnd)
    })
  })
  if (operations !== args.length) throw unusual
  return { opened, openings, end }
}

/** `[{"key":…,"value":…}]` or `[{"name":…,"payload":…}]`, as texts before the first and the second member. */
const scanPairs = (values: Values, at: number, [first, second]: readonly [string, string]) => {
  const pairs: ScannedWrite[] = []
  const end = values.list(at, (place) => {
    const from = values.literal(first, place)
    const to = values.string(from)
    const start = values.literal(second, to)
    const valueEnd = values.value(start)
    pairs.push({ key: values.slice(from + 1, to - 1), value: values.slice(start, valueEnd), start })
    return values.literal('}', valueEnd)
  })
  return { pairs, end }
}

const [eventMembers, writeMembers] = [['{"name":', ',"payload":'] as const, ['{"key":', ',"value":'] as const]

/** The last one that was an instant: transactions of one block share most of theirs. */
let lastInstant = ''

/** Is it an instant, or missing? */
export const isTime = (text: string | undefined): boolean => {
  if (text === undefined || text === lastInstant) return true
  if (!isInstant(text)) return false
  lastInstant = text
  return true
}

const scanLeaf = (values: Values, at: number) => {
  const start = values.literal('{"envelope":', at)
  const [, caller = '', channel = '', log = '', occurredAt] = values.match(envelopeHead, start)
  const operations = { start: envelopeHead.lastIndex, ...scanOperations(values, envelopeHead.lastIndex) }
  const [, time] = values.match(envelopeTail, operations.end)
  const envelope = { start, end: envelopeTail.lastIndex }
  if (!isTime(time) || !isTime(occurredAt)) throw unusual
  const [, eventsDigest = '', height = '', index = '', signature = '', writesDigest = ''] = values.match(
    leafTail,
    envelope.end,
  )
  const places = { height: Number(height), index: Number(index) }
  const facts = { caller, address: { log, channel }, eventsDigest, ...places, signature, writesDigest }
  return { ...facts, envelope, operations, leaf: { start: at, end: leafTail.lastIndex } }
}

/** A function that reads the whole of a text as a record; it throws `unusual`. */
export const openRecordScan = (): ((text: string) => Example) => {
  const values = openValues()
  return (text) => {
    values.begin(text)
    const eventsStart = values.literal('{"events":', 0)
    const events = scanPairs(values, eventsStart, eventMembers)
    const { operations, ...leaf } = scanLeaf(values, values.literal(',"leaf":', events.end))
    const openingsStart = values.literal(',"openings":', leaf.leaf.end)
    const { opened, openings, end } = scanOpenings(values, openingsStart, operations.args)
    const writesStart = values.literal(',"writes":', end)
    const writes = scanPairs(values, writesStart, writeMembers)
    if (values.literal('}', writes.end) !== text.length) throw unusual
    return {
      ...{ ...leaf, length: text.length, founds: operations.founds, opened, written: writes.pairs },
      ...{ events: { start: eventsStart, end: events.end }, writes: { start: writesStart, end: writes.end } },
      ...{ operationsSpan: { start: operations.start, end: operations.end }, args: operations.args },
      ...{ openingsSpan: { start: openingsStart, end }, openings },
    }
  }
}
