// How a queue is kept: an index and shards of some 60 KB each, every one below WeChat's limit for a key, all below its limit for a program.
import { AppError, fault, isErrorCode } from '../errors.ts'
import { utf8Encode } from '../proof/bytes.ts'
import type { Json } from '../proof/canonical.ts'
import { below, exactly, list, membersOf, oneOf, text, whole } from '../proof/shape.ts'
import { parseOperation } from './parse-operation.ts'
import { emptyQueue } from './queue.ts'
import type { DamagedShard, Queue, QueuedReceipt, QueueRefusal, QueueRow, RowState, Shard } from './queue.ts'

/** A shard takes no more rows beyond this: a scan rewrites a few KB, not a megabyte. */
const shardBytes = 60_000
/** WeChat: 10 MB for a program; what the rest of it keeps needs some room too. */
export const mostBytes = 9_500_000
/** Details of a refusal beyond this are not kept: 260 refused rows of a shard stay below 1 MB. */
const refusalBytes = 3_000
const mostRows = 1_000
const mostReceipts = 1_000
const mostSequences = 5_000
const mostShards = 10_000

export const shardKey = (n: number): string => `count.${String(n)}`
export const indexKey = 'count.index'

export const bytesOf = (value: unknown): number => utf8Encode(JSON.stringify(value)).length

export const fitsShard = ({ bytes }: Shard, more: number): boolean => bytes + more <= shardBytes

export const totalBytes = ({ shards }: Queue): number => shards.reduce((sum, { bytes }) => sum + bytes, 0)

/** The refusal as it is kept. */
export const trimmed = (refusal: QueueRefusal): QueueRefusal =>
  bytesOf(refusal.details) <= refusalBytes ? refusal : { code: refusal.code, details: {} }

/** What is written counts as kept: it is read back only if the writing succeeded. */
const keptState = (state: RowState): RowState => (state === 'making' ? 'on_phone' : state)

export const shardText = ({ n, rows }: Shard): string =>
  JSON.stringify({ v: 1, n, rows: rows.map((row) => ({ ...row, state: keptState(row.state) })) })

export const indexText = ({ device, shards, damaged, receipts, sequences }: Queue): string =>
  JSON.stringify({
    v: 1,
    device,
    shards: shards.map(({ n }) => n),
    damaged,
    receipts,
    sequences: Object.fromEntries(Object.entries(sequences).slice(-mostSequences)),
  })

const rowStates: readonly RowState[] = ['on_phone', 'sent', 'on_chain', 'refused', 'settled']

const parseRefusal = (value: unknown, path: string): QueueRefusal => {
  const members = exactly(value, path, ['code', 'details'])
  const code = members.get('code')
  if (!isErrorCode(code)) throw fault('VALIDATION_FAILED', below(path, 'code'), 'error code')
  const details = membersOf(members.get('details'), below(path, 'details'), 100)
  // It came out of JSON: its members are JSON.
  return { code, details: Object.fromEntries(details) as Record<string, Json> }
}

const refusalOf = (value: unknown, path: string): { refusal?: QueueRefusal } =>
  value === undefined ? {} : { refusal: parseRefusal(value, below(path, 'refusal')) }

const parseRow = (value: unknown, path: string): QueueRow => {
  const members = exactly(value, path, ['operation', 'state'], ['refusal'])
  return {
    operation: parseOperation(members.get('operation'), below(path, 'operation')),
    state: oneOf(members.get('state'), below(path, 'state'), rowStates),
    ...refusalOf(members.get('refusal'), path),
  }
}

const json = (value: unknown): unknown => {
  if (typeof value !== 'string') throw fault('VALIDATION_FAILED', '', 'text')
  try {
    return JSON.parse(value) as unknown
  } catch {
    throw fault('INVALID_JSON', '', 'json')
  }
}

const parseShard = (n: number, value: unknown): Shard => {
  const members = exactly(json(value), '', ['v', 'n', 'rows'])
  oneOf(members.get('v'), 'v', [1])
  oneOf(members.get('n'), 'n', [n])
  const rows = list(members.get('rows'), 'rows', 0, mostRows).map((row, i) => parseRow(row, `rows.${String(i)}`))
  return { n, rows, bytes: bytesOf(rows) }
}

const parseUpTo = (value: unknown, path: string): Record<string, number> =>
  Object.fromEntries(
    [...membersOf(value, path, 1_000)].map(([device, n]) => [device, whole(n, below(path, device), 0)]),
  )

const anyText = (value: unknown, path: string): string => text(value, path, /^.{1,200}$/, '1 to 200 characters')

const parseReceipt = (value: unknown, path: string): QueuedReceipt => {
  const members = exactly(
    value,
    path,
    ['trade', 'key', 'kind', 'place', 'upTo', 'operations', 'state'],
    ['transaction', 'refusal'],
  )
  const get = (name: string): string => anyText(members.get(name), below(path, name))
  return {
    trade: get('trade'),
    key: get('key'),
    kind: oneOf(members.get('kind'), below(path, 'kind'), ['partial', 'final']),
    place: get('place'),
    upTo: parseUpTo(members.get('upTo'), below(path, 'upTo')),
    operations: whole(members.get('operations'), below(path, 'operations'), 0),
    state: oneOf(members.get('state'), below(path, 'state'), ['on_phone', 'pending', 'on_chain', 'refused']),
    ...(members.has('transaction') ? { transaction: get('transaction') } : {}),
    ...refusalOf(members.get('refusal'), path),
  }
}

type Index = Pick<Queue, 'device' | 'damaged' | 'receipts' | 'sequences'> & { shards: number[] }

const parseDamaged = (value: unknown, path: string): DamagedShard => {
  const members = exactly(value, path, ['n', 'rule'])
  return { n: whole(members.get('n'), below(path, 'n'), 0), rule: anyText(members.get('rule'), below(path, 'rule')) }
}

const parseIndex = (value: unknown): Index => {
  const members = exactly(json(value), '', ['v', 'device', 'shards', 'damaged', 'receipts', 'sequences'])
  oneOf(members.get('v'), 'v', [1])
  return {
    device: anyText(members.get('device'), 'device'),
    shards: list(members.get('shards'), 'shards', 0, mostShards).map((n, i) => whole(n, `shards.${String(i)}`, 1)),
    damaged: list(members.get('damaged'), 'damaged', 0, mostShards).map((one, i) =>
      parseDamaged(one, `damaged.${String(i)}`),
    ),
    receipts: list(members.get('receipts'), 'receipts', 0, mostReceipts).map((one, i) =>
      parseReceipt(one, `receipts.${String(i)}`),
    ),
    sequences: parseUpTo(members.get('sequences'), 'sequences'),
  }
}

const ruleOf = (cause: unknown): string => {
  if (!(cause instanceof AppError)) throw cause
  const [first] = cause.details.faults ?? []
  return (first === undefined ? cause.code : `${first.field}: ${first.rule}`).slice(0, 200)
}

const readIndex = (value: unknown): Index | { rule: string } => {
  try {
    return parseIndex(value)
  } catch (cause) {
    return { rule: ruleOf(cause) }
  }
}

type Found = readonly { n: number; value: unknown }[]

const readShards = (found: Found): { shards: Shard[]; damaged: DamagedShard[] } => {
  const shards: Shard[] = []
  const damaged: DamagedShard[] = []
  for (const { n, value } of [...found].sort((a, b) => a.n - b.n)) {
    try {
      shards.push(parseShard(n, value))
    } catch (cause) {
      damaged.push({ n, rule: ruleOf(cause) })
    }
  }
  return { shards, damaged }
}

const sequencesIn = (shards: readonly Shard[], device: string): Record<string, number> => {
  const last: Record<string, number> = {}
  for (const { operation } of shards.flatMap(({ rows }) => rows)) {
    const { trade, sequence } = operation
    if (operation.device === device) last[trade] = Math.max(sequence, last[trade] ?? 0)
  }
  return last
}

/** Shards that the index names, or all where it is unreadable; what is damaged or missing and was not so before. */
const recovered = (index: Index | { rule: string }, found: Found): { shards: Shard[]; damaged: DamagedShard[] } => {
  if ('rule' in index) {
    const { shards, damaged } = readShards(found)
    return { shards, damaged: [{ n: 0, rule: index.rule }, ...damaged] }
  }
  const { shards, damaged } = readShards(found.filter(({ n }) => index.shards.includes(n)))
  const missing = index.shards.filter((n) => !found.some((one) => one.n === n))
  return { shards, damaged: [...damaged, ...missing.map((n) => ({ n, rule: 'missing' }))] }
}

/**
 * The queue that the storage holds. Shards that the index does not name were being written when the program ended: nobody was told of
 * what is in them. A damaged part is named and left; the phone then counts on under a new name, because it no longer knows which
 * numbers it has used.
 */
export const loadQueue = (index: unknown, found: Found, fresh: string): Queue => {
  if (index === undefined && found.length === 0) return emptyQueue(fresh)
  const read = readIndex(index)
  const { shards, damaged } = recovered(read, found)
  const known: Omit<Index, 'shards'> =
    'rule' in read ? { device: fresh, damaged: [], receipts: [], sequences: {} } : read
  const isWhole = damaged.length === 0
  const device = isWhole ? known.device : fresh
  return {
    ...emptyQueue(device),
    shards,
    damaged: [...known.damaged, ...damaged],
    receipts: known.receipts,
    sequences: isWhole ? { ...known.sequences, ...sequencesIn(shards, device) } : {},
    indexDirty: !isWhole,
  }
}
