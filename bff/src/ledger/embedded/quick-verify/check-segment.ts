// One thread's share of a verification: everything that a segment shows by itself, and its rows in the state database.
import { damaged } from '../damaged.ts'
import { checkCheckpoint, isAddressed } from '../check-block.ts'
import type { CheckpointReader } from '../checkpoint-note.ts'
import { sha256Hex } from '../digest.ts'
import { frameHead } from '../frame.ts'
import type { LogDescriptor } from '../log-key.ts'
import { signatureHolds } from '@ectrace/contracts/fabric/verify-signature'
import { linkBefore, walkSegment } from '../walk-log.ts'
import type { Link, LogEnd, WalkedBlock } from '../walk-log.ts'
import { recordFacts } from './record-facts.ts'
import type { RecordFacts } from './record-facts.ts'
import { addRow, noRows } from './row-sum.ts'
import type { RowSum } from './row-sum.ts'
import { entryRow } from './state-rows.ts'
import type { StateRows } from './state-rows.ts'

/** A block as the thread that joins the segments needs it. */
export type BlockFacts = { link: Link; hash: string; size: number; time: string; root: string }

/** A user's row as some transaction wrote it; `leaf` counts from the segment's first. */
export type UserWrite = { leaf: number; user: string; value: string }

export type SegmentFacts = {
  blocks: BlockFacts[]
  /** 32 bytes a leaf. */
  leafHashes: Uint8Array
  ids: Uint8Array
  /** Distinct callers, and which of them signed each leaf. */
  callers: string[]
  callerOf: Uint32Array
  /** Leaves that register an organisation, counted from the segment's first. */
  founders: number[]
  userWrites: UserWrite[]
  /** Sum of the rows of `entry` that the state should have of this segment. */
  entries: RowSum
  fault: LogEnd['fault']
}

export type SegmentJob = {
  dir: string
  segment: number
  newest: boolean
  reader: CheckpointReader
  /** Whose transactions may stand here. */
  descriptor: LogDescriptor
  /** Public keys by user; undefined leaves signatures and openings out. A key proves itself: its user's name is its hash. */
  keys: ReadonlyMap<string, string> | undefined
  /** The state to compare with, as far as it goes (leaves), and the secret of this comparison's sums. */
  state: { rows: StateRows; checkpoint: string; size: number; secret: string } | undefined
  progress: (transactions: number) => void
}

const wrong = (what: string, { header, position }: WalkedBlock, index?: number): Error =>
  damaged(what, { height: header.height, ...position, ...(index !== undefined && { index }) })

const checkRecord = (record: RecordFacts, block: WalkedBlock, index: number): void => {
  if (record.height !== block.header.height || record.index !== index) throw wrong('the place of a leaf', block, index)
  if (!record.effectsHold) throw wrong('the effects of a leaf', block, index)
}

const checkSigned = (record: RecordFacts, keys: ReadonlyMap<string, string>, block: WalkedBlock, at: number): void => {
  const opened = record.openings().every(({ digest, preimage }) => sha256Hex(preimage) === digest)
  if (!opened) throw wrong('a stored value', block, at)
  const key = keys.get(record.caller)
  if (key === undefined || !signatureHolds(record.envelope, record.signature, key))
    throw wrong('a signature', block, at)
}

/** Is the row of the state the one of this record? */
const isRow = (row: unknown, record: RecordFacts, { header, position }: WalkedBlock, index: number): boolean => {
  const start = position.offset + frameHead + record.start
  const expected = [record.id, header.height, index, start, record.length, record.digest]
  return Array.isArray(row) && expected.every((value, column) => row[column] === value)
}

const checkBlockRow = (rows: StateRows, { header, hash, position }: WalkedBlock): boolean => {
  const row = rows.block(header.height)
  const expected = [hash, header.time, position.segment, position.offset]
  return row !== undefined && expected.every((value, column) => row[column] === value)
}

/** Lays the blocks of one segment beside the state's rows; throws at the first difference. */
const openComparison = (state: SegmentJob['state']) => {
  const sum = noRows()
  let rows: ReturnType<StateRows['transactions']> | undefined
  const compare = (block: WalkedBlock, records: readonly RecordFacts[]): void => {
    const { header } = block
    if (!state || header.first >= state.size) return
    rows ??= state.rows.transactions(header.first, state.size)
    if (!checkBlockRow(state.rows, block)) throw wrong('the row of a block', block)
    if (header.size === state.size && block.checkpoint !== state.checkpoint) throw wrong('the checkpoint', block)
    for (const [index, record] of records.entries()) {
      if (!isRow(rows.next().value, record, block, index)) throw wrong('the row of a transaction', block, index)
      for (const { key, value } of record.writes)
        addRow(sum, state.secret, entryRow(key, header.first + index, sha256Hex(value), value))
    }
  }
  return { sum, compare }
}

/** What the joining thread must know of each leaf, gathered into few large pieces. */
const openGathering = () => {
  const parts = { leafHashes: [] as string[], ids: [] as string[], founders: [] as number[], callers: [] as number[] }
  const numbers = new Map<string, number>()
  const userWrites: UserWrite[] = []
  const gather = (record: RecordFacts): void => {
    const leaf = parts.ids.length
    const number = numbers.get(record.caller) ?? numbers.size
    numbers.set(record.caller, number)
    parts.callers.push(number)
    parts.leafHashes.push(record.leafHash)
    parts.ids.push(record.id)
    if (record.founds) parts.founders.push(leaf)
    for (const { key, value } of record.writes)
      if (key.startsWith('user/')) userWrites.push({ leaf, user: key.slice('user/'.length), value })
  }
  const gathered = () => ({
    leafHashes: Uint8Array.from(Buffer.from(parts.leafHashes.join(''), 'hex')),
    ids: Uint8Array.from(Buffer.from(parts.ids.join(''), 'hex')),
    callers: [...numbers.keys()],
    callerOf: Uint32Array.from(parts.callers),
    founders: parts.founders,
    userWrites,
  })
  return { gather, gathered }
}

const factsOf = ({ header, hash }: WalkedBlock): BlockFacts => {
  const { size, time, root } = header
  return { link: linkBefore(header), hash, size, time, root }
}

/** Throws, mostly LEDGER_DAMAGED, for anything that is not as it should be; the words are for nobody, verify-ledger.ts names the fault. */
export const checkSegment = (job: SegmentJob): SegmentFacts => {
  const { reader, descriptor, keys, progress } = job
  const { sum, compare } = openComparison(job.state)
  const { gather, gathered } = openGathering()
  const blocks: BlockFacts[] = []
  const check = (block: WalkedBlock): void => {
    const { records, body } = recordFacts(block)
    if (records.length !== block.header.count) throw wrong('the number of records', block)
    if (sha256Hex(body) !== block.header.bodyDigest) throw wrong('the body', block)
    checkCheckpoint(block, reader, {})
    for (const [index, record] of records.entries()) {
      checkRecord(record, block, index)
      if (!isAddressed(record.address, descriptor)) throw wrong('the log of a transaction', block, index)
      if (keys) checkSigned(record, keys, block, index)
      gather(record)
    }
    compare(block, records)
    blocks.push(factsOf(block))
    progress(records.length)
  }
  const walk = walkSegment({ ...job, link: undefined })
  let step = walk.next()
  for (; step.done !== true; step = walk.next()) check(step.value)
  return { blocks, ...gathered(), entries: sum, fault: step.value.fault }
}
