// What the chain said at a height: state entries, transactions and the records of a subject, each asked once.
import type { Block, Committed, Ledger, StateEntry } from '@ectrace/shared/ledger/ledger'
import { recordsOf } from './records.ts'
import type { Subject } from './records.ts'

export type ChainTruth = {
  /** The last entry at or below the height. */
  entry(key: string): Promise<StateEntry | undefined>
  /** Undefined for a transaction that is not on chain; `later` for one above the height. */
  transaction(id: string): Promise<Committed | 'later' | undefined>
  /** What the records of a transaction speak of; empty for one that is not on chain at the height. */
  subjects(id: string): Promise<readonly Subject[]>
  /** The records that speak of `subject` in the blocks `from` to `to`; undefined when there are too many blocks to look through. */
  subjectsBetween: SubjectWalk
}

type Found = (Subject & { leafIndex: number })[]
export type SubjectWalk = (subject: string, from: number, to: number) => Promise<Found | undefined>

const historyPage = 50
const blockPage = 64
/** Looking for a row that is gone costs a walk over blocks: bounded, for anybody may ask for a trace. */
const mostBlocks = 2_000
/** Walks remembered: blocks never change, and a trace of edited rows is asked for again and again. */
const mostWalks = 100

const entryAt = async (ledger: Ledger, key: string, height: number): Promise<StateEntry | undefined> => {
  let entry = await ledger.read(key)
  while (entry !== undefined && entry.height > height) {
    const page = await ledger.history(key, { before: entry.leafIndex, limit: historyPage })
    entry = page.find((older) => older.height <= height) ?? page.at(-1)
  }
  return entry
}

const remembered = <T>(ask: (key: string) => Promise<T>): ((key: string) => Promise<T>) => {
  const known = new Map<string, Promise<T>>()
  return (key) => {
    const found = known.get(key) ?? ask(key)
    known.set(key, found)
    return found
  }
}

const subjectsIn = (block: Block, subject: string): Found =>
  block.transactions.flatMap((committed) =>
    // The organisation is no part of a subject.
    recordsOf(committed, '')
      .subjects.filter((row) => row.subject === subject)
      .map((row) => ({ ...row, leafIndex: committed.leafIndex })),
  )

const walkBlocks = async (ledger: Ledger, subject: string, from: number, to: number): Promise<Found> => {
  const found: Found = []
  for (let next = from; next <= to;) {
    const blocks = await ledger.blocks(next, Math.min(blockPage, to - next + 1))
    const last = blocks.at(-1)
    if (last === undefined) break
    found.push(...blocks.flatMap((block) => subjectsIn(block, subject)))
    next = last.height + 1
  }
  return found
}

/** Finds the records of a subject by walking over blocks; the same walk is done once. */
export const subjectWalker = (ledger: Ledger): SubjectWalk => {
  const known = new Map<string, Promise<Found>>()
  return async (subject, from, to) => {
    if (to - from >= mostBlocks) return undefined
    const name = `${String(from)} ${String(to)} ${subject}`
    const walk = known.get(name) ?? walkBlocks(ledger, subject, from, to)
    known.set(name, walk)
    const [oldest] = known.keys()
    if (known.size > mostWalks && oldest !== undefined) known.delete(oldest)
    // A walk that failed is not worth remembering.
    walk.catch(() => known.delete(name))
    return walk
  }
}

/** The truth at `height`, for one audit. */
export const chainTruth = (ledger: Ledger, height: number, walk: SubjectWalk): ChainTruth => {
  const transaction = remembered(async (id) => {
    const committed = await ledger.transaction(id)
    return committed !== undefined && committed.block.height > height ? 'later' : committed
  })
  return {
    entry: remembered((key) => entryAt(ledger, key, height)),
    transaction,
    subjects: remembered(async (id) => {
      const committed = await transaction(id)
      return committed === undefined || committed === 'later' ? [] : recordsOf(committed, '').subjects
    }),
    subjectsBetween: (subject, from, to) => walk(subject, from, Math.min(to, height)),
  }
}
