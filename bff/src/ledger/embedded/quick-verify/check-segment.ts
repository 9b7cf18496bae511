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
import { charactersOf, recordFacts } from './record-facts.ts'
import type { RecordFacts } from './record-facts.ts'
import type { RecordScan } from './scan-records.ts'
import { entryRow, transactionRow } from './state-rows.ts'
import type { StateRows } from './state-rows.ts'

/** A block as the thread that joins the segments needs it. */
export type BlockFacts = { link: Link; hash: string; size: number; time: string; root: string }

/** A user's row as some transaction wrote it; `leaf` counts from the segment's first. */
export type UserWrite = { leaf: number; user: string; value: string }

export type EntryRange = { first: number; last: number }

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
  /** The rows of `entry` that are this segment's, by the numbers of the first and the last; undefined when there are none. */
  entries: EntryRange | undefined
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
  /** The state to compare with, as far as it goes (leaves). */
  state: { rows: StateRows; checkpoint: string; size: number }
  /** Reads the records of a block. */
  scan: RecordScan
  /** Gives the bytes of a file; those of the one before need not be kept. */
  read: (file: string) => Buffer
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

const checkBlockRow = (rows: StateRows, { header, hash, position }: WalkedBlock): boolean => {
  const row = rows.block(header.height)
  const expected = [hash, header.time, position.segment, position.offset]
  return row !== undefined && expected.every((value, column) => row[column] === value)
}

const areBytes = (found: Uint8Array, latin1: string): boolean => Buffer.from(latin1, 'latin1').equals(found)

/** Lays the blocks of one segment beside the state's rows; throws at the first difference. */
const openComparison = ({ rows, size, checkpoint }: SegmentJob['state']) => {
  let entries: EntryRange | undefined

  const compareEntries = (expected: readonly string[], firstLeaf: number): boolean => {
    if (expected.length === 0) return true
    const from = entries ? entries.last + 1 : rows.entriesOf(firstLeaf)
    entries = { first: entries?.first ?? from, last: from + expected.length - 1 }
    return areBytes(rows.entries(from, entries.last + 1), expected.join(''))
  }
  const compareBlock = (block: WalkedBlock): void => {
    const { header } = block
    if (header.first >= size) return
    if (!checkBlockRow(rows, block)) throw wrong('the row of a block', block)
    if (header.size === size && block.checkpoint !== checkpoint) throw wrong('the checkpoint', block)
  }
  /** Some records of a block, one after the other. */
  const compareRecords = (block: WalkedBlock, records: readonly RecordFacts[]): void => {
    const { header, position } = block
    const first = header.first + (records[0]?.index ?? 0)
    if (first >= size) return
    const start = position.offset + frameHead
    const expected = records.map((record) => transactionRow(record, start + record.start)).join('')
    if (!areBytes(rows.transactions(first, first + records.length), expected))
      throw wrong('the rows of transactions', block)
    const written = records.flatMap(({ writes }, i) => writes.map((write) => entryRow(write, first + i)))
    if (!compareEntries(written, first)) throw wrong('the rows of writes', block)
  }
  return { compareBlock, compareRecords, entries: () => entries }
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
      if (key.startsWith('user/'))
        userWrites.push({ leaf, user: charactersOf(key.slice('user/'.length)), value: charactersOf(value) })
  }
  const gathered = () => ({
    leafHashes: Uint8Array.from(Buffer.from(parts.leafHashes.join(''), 'latin1')),
    ids: Uint8Array.from(Buffer.from(parts.ids.join(''), 'latin1')),
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

/** Records that are laid beside the state's rows together: few, so that who verifies slowly may rest between them. */
const together = 16

/** Throws, mostly LEDGER_DAMAGED, for anything that is not as it should be; the words are for nobody, verify-ledger.ts names the fault. */
export const checkSegment = (job: SegmentJob): SegmentFacts => {
  const { reader, descriptor, keys, progress } = job
  const { compareBlock, compareRecords, entries } = openComparison(job.state)
  const { gather, gathered } = openGathering()
  const blocks: BlockFacts[] = []
  const checkOne = (record: RecordFacts, block: WalkedBlock, index: number): void => {
    checkRecord(record, block, index)
    if (!isAddressed(record.address, descriptor)) throw wrong('the log of a transaction', block, index)
    if (keys) checkSigned(record, keys, block, index)
    gather(record)
  }
  const check = (block: WalkedBlock): void => {
    const { records, body } = recordFacts(block, job.scan)
    if (records.length !== block.header.count) throw wrong('the number of records', block)
    if (sha256Hex(body) !== block.header.bodyDigest) throw wrong('the body', block)
    checkCheckpoint(block, reader, {})
    compareBlock(block)
    for (let at = 0; at < records.length; at += together) {
      const some = records.slice(at, at + together)
      for (const [i, record] of some.entries()) checkOne(record, block, at + i)
      compareRecords(block, some)
      progress(some.length)
    }
    blocks.push(factsOf(block))
  }
  const walk = walkSegment({ ...job, link: undefined })
  let step = walk.next()
  for (; step.done !== true; step = walk.next()) check(step.value)
  return { blocks, ...gathered(), entries: entries(), fault: step.value.fault }
}
