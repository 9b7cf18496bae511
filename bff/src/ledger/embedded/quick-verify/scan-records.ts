// Reads a block's records straight from their canonical bytes, without building objects: what decodeBlock does, several times faster.
import { isUtf8 } from 'node:buffer'
import { maxFields, maxOperations } from '@ectrace/shared/proof/envelope'
import { isInstant } from '@ectrace/shared/proof/instant'

/** From `start` to `end`, exclusive, in the body's bytes. */
export type Span = { start: number; end: number }

/** A field that was committed to: `digest` as signed ('' when there is none), and the place of the value that must lead to it. */
export type ScannedOpening = { field: string; digest: string; salt: string; value: Span }

export type ScannedRecord = {
  record: Span
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

const integer = /(?:0|-?[1-9]\d{0,14})(?![\d.eE])/y
const deepest = 32

const [quote, open, close, comma] = [0x22, 0x7b, 0x7d, 0x2c]
const [openList, closeList] = [0x5b, 0x5d]

/** Every function reads at a place and returns where it ends; `unusual` is thrown at anything that is not plainly canonical. */
const openValues = (text: string) => {
  const literal = (expected: string, at: number): number => {
    if (!text.startsWith(expected, at)) throw unusual
    return at + expected.length
  }
  const string = (at: number): number => {
    const end = text.charCodeAt(at) === quote ? text.indexOf('"', at + 1) : -1
    if (end < 0) throw unusual
    return end + 1
  }
  const number = (at: number): number => {
    integer.lastIndex = at
    if (!integer.test(text)) throw unusual
    return integer.lastIndex
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
  /** Members in ascending order, the value of each read by `member`. */
  const members = (at: number, member: (name: string, at: number) => number): number => {
    if (text.charCodeAt(at) !== open) throw unusual
    let before: string | undefined
    return items(at, close, (start) => {
      const end = string(start)
      const name = text.slice(start + 1, end - 1)
      if (before !== undefined && name <= before) throw unusual
      before = name
      return member(name, literal(':', end))
    })
  }
  const value = (at: number, depth: number): number => {
    const first = text.charCodeAt(at)
    if (first === quote) return string(at)
    if (first === open || first === openList) return nested(at, depth + 1)
    if (first === 0x74) return literal('true', at)
    if (first === 0x66) return literal('false', at)
    if (first === 0x6e) return literal('null', at)
    return number(at)
  }
  const nested = (at: number, depth: number): number => {
    if (depth > deepest) throw unusual
    if (text.charCodeAt(at) === open) return members(at, (_, start) => value(start, depth))
    return items(at, closeList, (start) => value(start, depth))
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
  return { literal, string, value: (at: number): number => value(at, 0), members, list, match }
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
  const end = values.members(at, (field, start) => {
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
    return values.members(start, (field, place) => {
      if (++fields > maxFields) throw unusual
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

const scanRecord = (values: Values, start: number, text: string): ScannedRecord => {
  const eventsStart = values.literal('{"events":', start)
  const events = scanPairs(values, eventsStart, eventMembers, text)
  const { operations, ...leaf } = scanLeaf(values, values.literal(',"leaf":', events.end))
  const { openings, end } = scanOpenings(values, values.literal(',"openings":', leaf.leaf.end), operations.args)
  const writesStart = values.literal(',"writes":', end)
  const writes = scanPairs(values, writesStart, writeMembers, text)
  return {
    ...leaf,
    record: { start, end: values.literal('}', writes.end) },
    founds: operations.names[0] === 'registerOrganisation',
    events: { start: eventsStart, end: events.end },
    writesSpan: { start: writesStart, end: writes.end },
    writes: writes.pairs,
    openings,
  }
}

/**
 * The records of `body` (the `transactions` of a block, canonical bytes), or undefined for anything out of the ordinary: whatever
 * decodeBlock would refuse, and harmless rarities such as escapes, fractions or emoji, which decodeBlock then reads. `text` is the body in
 * Latin-1, and so are keys and names of fields: bytes, not characters.
 */
export const scanRecords = (body: Buffer): { records: ScannedRecord[]; text: string } | undefined => {
  if (!isPlain(body) || !isUtf8(body)) return undefined
  const text = body.toString('latin1')
  const values = openValues(text)
  const records: ScannedRecord[] = []
  try {
    const end = values.list(0, (start) => {
      const record = scanRecord(values, start, text)
      records.push(record)
      return record.record.end
    })
    return end === text.length ? { records, text } : undefined
  } catch (error) {
    if (error !== unusual) throw error
    return undefined
  }
}
