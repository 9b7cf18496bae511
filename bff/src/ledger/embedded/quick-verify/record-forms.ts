// Reads a record by the pattern of one that looked like it: V8 compiles patterns, and reads the kilobytes of a record at once.
import * as patterns from './record-patterns.ts'
import { isTime } from './scan-record.ts'
import type { Example, ScannedRecord, ScannedWrite, Span } from './scan-record.ts'

const literal = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)

/** Any value with the members, the lengths of lists and the kinds of values of `text`, which is canonical. */
const like = (text: string): string =>
  text.replaceAll(/"[^"]*"(:?)|-?\d+|[^"\d-]+/g, (token: string, colon: string | undefined) => {
    if (colon === '') return '"[^"]*"'
    return /^[-\d]/.test(token) ? patterns.integer : literal(token)
  })

type Place = { start: number; value: string }

/** The text of `span` with its `values` open, each a group; `between` makes a pattern of what stands between them. */
const withValues = (
  text: string,
  { start, end }: Span,
  values: readonly Place[],
  between: (rest: string) => string,
): string => {
  let at = start
  const parts = values.map((value) => {
    const before = between(text.slice(at, value.start))
    at = value.start + value.value.length
    return `${before}(${like(value.value)})`
  })
  return parts.join('') + between(text.slice(at, end))
}

const digest = /"[\da-f]{64}"/g
/** Digests are open where they are arguments. */
const likeOperations = (text: string): string =>
  text.replaceAll(/\{"args":\{[^}]*\}|[^{]+/g, (piece) =>
    piece.startsWith('{') ? literal(piece).replaceAll(digest, patterns.argument) : literal(piece),
  )

const likeOpening = (rest: string): string =>
  literal(rest).replaceAll(/\\\{"salt":"[\da-f]{32}","value":/g, patterns.opening)

const likeWrite = (rest: string): string => literal(rest).replaceAll(/"key":"[^"]*"/g, '"key":"([^"]*)"')

/** The same pattern without its groups. */
const ungrouped = (pattern: string): string => pattern.replaceAll(/(?<!\\)\((?!\?)/g, '(?:')

const patternOf = (text: string, example: Example, grouped: (pattern: string) => string): RegExp => {
  const { events, operationsSpan, openingsSpan, opened, openings, writes, written } = example
  const values = opened.map(({ value }, i) => ({ value, start: openings[i]?.start ?? 0 }))
  const operations = grouped(likeOperations(text.slice(operationsSpan.start, operationsSpan.end)))
  const envelope = `(${patterns.envelopeHead}${operations}${patterns.envelopeTail})`
  const leaf = String.raw`(\{"envelope":${envelope}${patterns.leafTail})`
  const eventsPart = `(${like(text.slice(events.start, events.end))})`
  const openingsPart = grouped(withValues(text, openingsSpan, values, likeOpening))
  const writesPart = `(${withValues(text, writes, written, likeWrite)})`
  return new RegExp(
    String.raw`\{"events":${eventsPart},"leaf":${leaf},"openings":${openingsPart},"writes":${writesPart}\}`,
    'y',
  )
}

/** Which of the groups of arguments, from 0, has the digest of each opening; -1 for none. */
const digestsOf = ({ args, opened, openings }: Example): number[] => {
  const places = args.flatMap((fields, operation) => [...fields.keys()].map((field) => `${operation}/${field}`))
  return opened.map(({ field }, i) => places.indexOf(`${openings[i]?.operation ?? 0}/${field}`))
}

const [beforeEvents, beforeLeaf, beforeEnvelope] = ['{"events":'.length, ',"leaf":'.length, '{"envelope":'.length]
const [beforeKey, afterKey, afterValue] = ['{"key":"'.length, '","value":'.length, '},'.length]

const after = (start: number, text: string): Span => ({ start, end: start + text.length })

/** The writes of which keys and values stand in `groups` by turns, in a list that begins at `start`. */
const writesIn = (groups: readonly string[], start: number): ScannedWrite[] => {
  const written: ScannedWrite[] = []
  let at = start + 1
  for (let i = 0; i < groups.length; i += 2) {
    const [key = '', value = ''] = [groups[i], groups[i + 1]]
    at += beforeKey + key.length + afterKey
    written.push({ key, value, start: at })
    at += value.length + afterValue
  }
  return written
}

type Form = (text: string) => ScannedRecord | undefined

/** What reads the records that look like `example`, by the pattern made of it: names of members, lengths of lists and operations are its own, all else may differ. */
const formOf = (pattern: RegExp, example: Example, withOpenings: boolean): Form => {
  const { founds, args } = example
  const digests = withOpenings ? digestsOf(example) : []
  // Groups: events, leaf, envelope, caller, channel, log, occurredAt, the arguments, time, five of the leaf, the openings, writes, each write.
  const firstArgument = 8
  const time = firstArgument + (withOpenings ? args.reduce((sum, { size }) => sum + size, 0) : 0)
  const firstOpening = time + 6
  const writes = firstOpening + 2 * digests.length

  return (candidate) => {
    pattern.lastIndex = 0
    const found = pattern.exec(candidate)
    if (!found || !isTime(found[7]) || !isTime(found[time])) return undefined
    const group = (number: number): string => found[number] ?? ''
    const events = after(beforeEvents, group(1))
    const leaf = after(events.end + beforeLeaf, group(2))
    const end = group(0).length - 1
    const writesStart = end - group(writes).length
    return {
      length: end + 1,
      events,
      leaf,
      envelope: after(leaf.start + beforeEnvelope, group(3)),
      writes: { start: writesStart, end },
      caller: group(4),
      address: { channel: group(5), log: group(6) },
      eventsDigest: group(time + 1),
      height: Number(group(time + 2)),
      index: Number(group(time + 3)),
      signature: group(time + 4),
      writesDigest: group(time + 5),
      founds,
      written: writesIn(found.slice(writes + 1), writesStart),
      opened: digests.map((argument, i) => ({
        field: example.opened[i]?.field ?? '',
        digest: argument < 0 ? '' : group(firstArgument + argument),
        salt: group(firstOpening + 2 * i),
        value: group(firstOpening + 2 * i + 1),
      })),
    }
  }
}

const mostForms = 16
/** Characters of an example, and of its pattern: V8 compiles one of a receipt in a millisecond, one of thousands of numbers in hundreds. */
const [longest, longestPattern] = [8_192, 16_384]
/** How much longer than its example a record may be. */
const slack = 128

export type RecordForms = {
  /** How many characters `read` may have to see. */
  reach: () => number
  /** The record with which `text` begins, when it has one of the forms. */
  read: (text: string) => ScannedRecord | undefined
  /** `text` is all of the record. */
  learn: (text: string, example: Example) => void
}

/** `openings` off leaves out `opened`. Of the records without a form, every `learnEvery`th gives one. */
export const openRecordForms = ({
  openings,
  learnEvery = 32,
}: {
  openings: boolean
  learnEvery?: number
}): RecordForms => {
  const forms: Form[] = []
  let reach = 0
  let formless = 0

  /** Those that fit often come to stand first. */
  const advance = (form: Form, i: number): void => {
    const before = forms[i - 1]
    if (before) [forms[i - 1], forms[i]] = [form, before]
  }

  return {
    reach: (): number => reach,
    read: (text: string): ScannedRecord | undefined => {
      for (const [i, form] of forms.entries()) {
        const record = form(text)
        if (!record) continue
        advance(form, i)
        return record
      }
      return undefined
    },
    learn: (text: string, example: Example): void => {
      if (text.length > longest || ++formless % learnEvery !== 0) return
      const pattern = patternOf(text, example, openings ? String : ungrouped)
      if (pattern.source.length > longestPattern) return
      if (forms.length === mostForms) forms.pop()
      forms.push(formOf(pattern, example, openings))
      reach = Math.max(reach, text.length + slack)
    },
  }
}
