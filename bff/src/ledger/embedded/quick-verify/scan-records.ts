// Reads a block's records straight from their canonical bytes, without building objects: what decodeBlock does, several times faster.
import { isUtf8 } from 'node:buffer'
import { maxFields, maxOperations } from '@ectrace/shared/proof/envelope'
import { isInstant } from '@ectrace/shared/proof/instant'

/** From `start` to `end`, exclusive. */
export type Span = { start: number; end: number }

/** A field that was committed to: `digest` as signed ('' when there is none), and the place of the value that must lead to it. */
export type ScannedOpening = { field: string; digest: string; salt: string; value: Span }

/** `record` is a place in the body's bytes, every other one a place in `text`, the record's bytes in Latin-1. */
export type ScannedRecord = {
  record: Span
  text: string
  leaf: Span
  envelope: Span
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
  events: Span
  writesSpan: Span
  writes: { key: string; value: Span }[]
  openings: ScannedOpening[]
}

const unusual = new Error('left to decodeBlock')

/** No control characters, no backslash, nothing beyond U+FFFF: then a string ends at the next quote, and bytes sort as UTF-16 does. */
const isPlain = (bytes: Buffer): boolean => {
  const head = Math.min((4 - (bytes.byteOffset % 4)) % 4, bytes.length)
  const words = new Int32Array(bytes.buffer, bytes.byteOffset + head, (bytes.length - head) >> 2)
  let bad = 0
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as number
    const slash = word ^ 0x5c5c5c5c
    // The high bit of a byte is set when it is below 0x20, is a backslash, or is 0xf0 and more (each for the four bytes at once).
    bad |= (word - 0x20202020) & ~word
    bad |= (slash - 0x01010101) & ~slash
    bad |= word & (word << 1) & (word << 2) & (word << 3)
  }
  if ((bad & 0x80808080) !== 0) return false
  const plain = (byte: number): boolean => byte >= 0x20 && byte !== 0x5c && byte < 0xf0
  return bytes.subarray(0, head).every(plain) && bytes.subarray(head + words.length * 4).every(plain)
}

const deepest = 32
const mostDigits = 15

const [quote, open, close, comma, colon] = [0x22, 0x7b, 0x7d, 0x2c, 0x3a]
const [openList, closeList] = [0x5b, 0x5d]
const [minus, dot, zero, upperE, lowerE] = [0x2d, 0x2e, 0x30, 0x45, 0x65]

const isDigit = (character: number): boolean => character >= zero && character < zero + 10

/** Every function reads at a place of the text begun last and returns where it ends; `unusual` is thrown at what is not plainly canonical. */
const openValues = () => {
  let text = ''
  const begin = (next: string): void => {
    text = next
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
  let depth = 0
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

// The forms of envelope.ts, member by member in canonical order.
const envelopeHead =
  /\{"caller":"(U[A-Z2-7]{19})","channel":"([a-z][a-z0-9-]{0,39})","custody":"(?:hosted|own)","log":"([A-Za-z0-9][A-Za-z0-9._:/-]{0,199})","nonce":"[0-9a-f]{64}",(?:"occurredAt":"([^"]{24})",)?"operations":/y
const envelopeTail = /,"request":"[0-9a-f]{64}","time":"([^"]{24})","v":1\}/y
const argument = /"([0-9a-f]{64})"/y
const fieldForm = /^[a-z][A-Za-z0-9]{0,39}$/
const operationTail =
  /,"contract":"[a-z][A-Za-z0-9-]{0,63}","name":"([a-z][A-Za-z0-9]{0,63})","version":[1-9]\d{0,3}\}/y
const leafTail =
  /,"eventsDigest":"([0-9a-f]{64})","height":(0|[1-9]\d{0,14}),"index":(0|[1-9]\d{0,14}),"signature":"([0-9a-f]{128})","v":1,"writesDigest":"([0-9a-f]{64})"\}/y
const salt = /\{"salt":"([0-9a-f]{32})","value":/y

type Args = Map<string, string>
type Operations = { args: Args[]; names: string[]; end: number }

const scanArgs = (values: Values, at: number): { args: Args; end: number } => {
  const args: Args = new Map()
  const end = values.members(at, (from, to, start) => {
    const field = values.slice(from, to)
    if (!fieldForm.test(field)) throw unusual
    args.set(field, values.match(argument, start)[1] ?? '')
    return argument.lastIndex
  })
  if (args.size > maxFields) throw unusual
  return { args, end }
}

const scanOperations = (values: Values, at: number): Operations => {
  const operations: Operations = { args: [], names: [], end: at }
  operations.end = values.list(at, (start) => {
    const { args, end } = scanArgs(values, values.literal('{"args":', start))
    operations.args.push(args)
    operations.names.push(values.match(operationTail, end)[1] ?? '')
    return operationTail.lastIndex
  })
  if (operations.args.length < 1 || operations.args.length > maxOperations) throw unusual
  return operations
}

const scanOpenings = (values: Values, at: number, args: readonly Args[]) => {
  const openings: ScannedOpening[] = []
  let operation = 0
  const end = values.list(at, (start) => {
    const digests = args[operation++]
    let fields = 0
    return values.members(start, (from, to, place) => {
      if (++fields > maxFields) throw unusual
      const field = values.slice(from, to)
      const salted = values.match(salt, place)[1] ?? ''
      const value = { start: salt.lastIndex, end: values.value(salt.lastIndex) }
      openings.push({ field, digest: digests?.get(field) ?? '', salt: salted, value })
      return values.literal('}', value.end)
    })
  })
  if (operation !== args.length) throw unusual
  return { openings, end }
}

/** `[{"key":…,"value":…}]` or `[{"name":…,"payload":…}]`, as texts before the first and the second member. */
const scanPairs = (values: Values, at: number, [first, second]: readonly [string, string], text: string) => {
  const pairs: { key: string; value: Span }[] = []
  const end = values.list(at, (start) => {
    const from = values.literal(first, start)
    const to = values.string(from)
    const value = values.literal(second, to)
    const valueEnd = values.value(value)
    pairs.push({ key: text.slice(from + 1, to - 1), value: { start: value, end: valueEnd } })
    return values.literal('}', valueEnd)
  })
  return { pairs, end }
}

const [eventMembers, writeMembers] = [['{"name":', ',"payload":'] as const, ['{"key":', ',"value":'] as const]

/** The last one that was an instant: transactions of one block share most of theirs. */
let lastInstant = ''

const checkInstant = (text: string | undefined): void => {
  if (text === undefined || text === lastInstant) return
  if (!isInstant(text)) throw unusual
  lastInstant = text
}

const scanLeaf = (values: Values, at: number) => {
  const start = values.literal('{"envelope":', at)
  const [, caller = '', channel = '', log = '', occurredAt] = values.match(envelopeHead, start)
  const operations = scanOperations(values, envelopeHead.lastIndex)
  const [, time] = values.match(envelopeTail, operations.end)
  const envelope = { start, end: envelopeTail.lastIndex }
  checkInstant(time)
  checkInstant(occurredAt)
  const [, eventsDigest = '', height = '', index = '', signature = '', writesDigest = ''] = values.match(
    leafTail,
    envelope.end,
  )
  const facts = {
    caller,
    address: { log, channel },
    eventsDigest,
    height: Number(height),
    index: Number(index),
    signature,
    writesDigest,
  }
  return { ...facts, envelope, operations, leaf: { start: at, end: leafTail.lastIndex } }
}

const scanRecord = (values: Values, text: string, at: number): ScannedRecord => {
  values.begin(text)
  const eventsStart = values.literal('{"events":', 0)
  const events = scanPairs(values, eventsStart, eventMembers, text)
  const { operations, ...leaf } = scanLeaf(values, values.literal(',"leaf":', events.end))
  const { openings, end } = scanOpenings(values, values.literal(',"openings":', leaf.leaf.end), operations.args)
  const writesStart = values.literal(',"writes":', end)
  const writes = scanPairs(values, writesStart, writeMembers, text)
  if (values.literal('}', writes.end) !== text.length) throw unusual
  return {
    ...leaf,
    record: { start: at, end: at + text.length },
    text,
    founds: operations.names[0] === 'registerOrganisation',
    events: { start: eventsStart, end: events.end },
    writesSpan: { start: writesStart, end: writes.end },
    writes: writes.pairs,
    openings,
  }
}

/** How a record begins. Inside one, these bytes can only stand in a value: that block is left to decodeBlock. */
const recordStart = Buffer.from('{"events":[')

/** Record after record: a text of its own for each stays small, and the memory of small texts is used again. */
const scanAll = (body: Buffer): ScannedRecord[] => {
  const values = openValues()
  const records: ScannedRecord[] = []
  for (let start = 1, next = 0; next >= 0; start = next + 1) {
    next = body.indexOf(recordStart, start + 1) - 1
    if (next >= 0 && body[next] !== comma) throw unusual
    records.push(scanRecord(values, body.toString('latin1', start, next < 0 ? body.length - 1 : next), start))
  }
  return records
}

/**
 * The records of `body` (the `transactions` of a block, canonical bytes), or undefined for anything out of the ordinary: whatever
 * decodeBlock would refuse, and harmless rarities such as escapes, fractions or emoji, which decodeBlock then reads. Texts, keys and
 * names of fields are Latin-1: bytes, not characters.
 */
export const scanRecords = (body: Buffer): ScannedRecord[] | undefined => {
  if (body.at(0) !== openList || body.at(-1) !== closeList || !isPlain(body) || !isUtf8(body)) return undefined
  try {
    return scanAll(body)
  } catch (error) {
    if (error !== unusual) throw error
    return undefined
  }
}
