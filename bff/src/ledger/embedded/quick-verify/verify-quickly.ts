// The quick verification: all processors, segments beside each other and beside the state's rows. It says whole or nothing; who names a fault is verify-ledger.ts.
import type { DatabaseSync } from 'node:sqlite'
import type { Sealed } from '../checkpoint-note.ts'
import { userId } from '@ectrace/shared/proof/envelope'
import { genesisOf } from '../log-key.ts'
import type { LogDescriptor } from '../log-key.ts'
import { stateFile } from '../open-state.ts'
import { listSegments } from '../segment.ts'
import type { EntryRange, SegmentFacts } from './check-segment.ts'
import { openJoin } from './join-segments.ts'
import type { Joined, TileStore } from './join-segments.ts'
import { openStateRows } from './state-rows.ts'
import { runTasks } from './run-tasks.ts'
import type { VerifyTask } from './verify-task.ts'

/** The state as of one moment, before the log is read. */
export type StateSnapshot = { database: DatabaseSync; sealed: Sealed; checkpoint: string }

export type QuickOptions = {
  dir: string
  descriptor: LogDescriptor
  hashesOnly: boolean
  /** Checkpoints that the log must contain: the state's, and the one beside the key. */
  seen: readonly Sealed[]
  snapshot: StateSnapshot
  progress: (transactions: number, total: number) => void
  /** Threads to use; 0 does it all in this one, pausing where `progress` does. */
  threads: number
}

const publicKeyForm = /^0[23][0-9a-f]{64}$/

/** Keys by user out of the state, each only where the user's name is its hash: no word of the state is taken for it. */
const ownKeys = (dir: string): Map<string, string> => {
  const rows = openStateRows(stateFile(dir))
  const keys = rows.users().flatMap((value): [string, string][] => {
    const { publicKey } = Object(JSON.parse(value)) as { publicKey?: unknown }
    return typeof publicKey === 'string' && publicKeyForm.test(publicKey) ? [[userId(publicKey), publicKey]] : []
  })
  rows.close()
  return new Map(keys)
}

const tasksOf = (dir: string): VerifyTask[] =>
  listSegments(dir).map((segment, i, { length }) => ({ segment, newest: i === length - 1 }))

const tilesOf = ({ database, sealed }: StateSnapshot): TileStore => {
  const query = database.prepare('SELECT hashes FROM tile WHERE level = ? AND number = ?')
  return { size: sealed.size, tile: (level, index) => query.get(level, index)?.hashes as Uint8Array | undefined }
}

/** Are there no rows beside those that were compared? Of leaves and blocks each one was, by its number. */
const nothingElse = ({ database, sealed }: StateSnapshot, tiles: number): boolean => {
  const numbers = (sql: string): unknown[] => Object.values(database.prepare(sql).get() ?? {})
  const [firstLeaf, lastLeaf] = numbers('SELECT (SELECT min(leaf_index) FROM tx), (SELECT max(leaf_index) FROM tx)')
  const [firstBlock, lastBlock] = numbers('SELECT (SELECT min(height) FROM block), (SELECT max(height) FROM block)')
  const ends = firstLeaf === 0 && lastLeaf === sealed.size - 1 && firstBlock === 1 && lastBlock === sealed.height
  return ends && numbers('SELECT count(*) FROM tile')[0] === tiles && numbers('SELECT count(*) FROM meta')[0] === 1
}

/** Takes the rows of `entry` that were compared, in order: from the first of the table to the last, none is left out between them. */
const openEntryChain = ({ database }: StateSnapshot) => {
  const after = database.prepare('SELECT rowid AS number FROM entry WHERE rowid > ? ORDER BY rowid LIMIT 1')
  const first = database.prepare('SELECT rowid AS number FROM entry ORDER BY rowid LIMIT 1')
  let last: number | undefined
  const next = (): unknown => (last === undefined ? first.get() : after.get(last))?.number
  return {
    take: (range: EntryRange | undefined): boolean => {
      if (range && range.first !== next()) return false
      last = range?.last ?? last
      return true
    },
    isWhole: (): boolean => next() === undefined,
  }
}

/** Hands segments on in their order, whatever order they come in. */
const inOrder = (take: (facts: SegmentFacts) => boolean) => {
  const waiting = new Map<number, SegmentFacts>()
  let next = 1
  return (segment: number, facts: SegmentFacts): boolean => {
    waiting.set(segment, facts)
    for (let ready = waiting.get(next); ready; ready = waiting.get(next)) {
      waiting.delete(next++)
      if (!take(ready)) return false
    }
    return true
  }
}

/** What the log holds when everything in it and in the state is as it should be, else undefined. */
export const verifyQuickly = async (options: QuickOptions): Promise<Joined | undefined> => {
  const { dir, descriptor, hashesOnly, seen, snapshot, threads } = options
  const { sealed, checkpoint } = snapshot
  const expected = Math.max(...seen.map(({ size }) => size))
  let done = 0
  const progress = (transactions: number): void => options.progress((done += transactions), expected)
  const pause = (): void => progress(0)
  const join = openJoin(
    { genesis: genesisOf(descriptor), created: descriptor.created, seen, expected, pause },
    { registry: !hashesOnly, tiles: tilesOf(snapshot) },
  )
  const tasks = tasksOf(dir)
  const entries = openEntryChain(snapshot)
  const takeInOrder = inOrder((facts) => entries.take(facts.entries) && join.take(facts))
  const take = (facts: SegmentFacts, task: number): boolean => takeInOrder(tasks[task]?.segment ?? 0, facts)
  const state = { checkpoint, size: sealed.size }
  const work = { dir, state, ...(!hashesOnly && { keys: ownKeys(dir) }) }
  if (!(await runTasks({ tasks, work, threads, take, progress }))) return undefined
  const joined = join.joined()
  const complete = seen.every(({ height }) => height <= joined.height) && entries.isWhole()
  return complete && nothingElse(snapshot, joined.tiles) ? joined : undefined
}
