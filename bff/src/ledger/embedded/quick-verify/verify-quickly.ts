// The quick verification: all processors, segments beside each other, the state by sums. It says whole or nothing; who names a fault is verify-ledger.ts.
import { randomBytes } from 'node:crypto'
import type { DatabaseSync } from 'node:sqlite'
import type { Sealed } from '../checkpoint-note.ts'
import { userId } from '@ectrace/shared/proof/envelope'
import { genesisOf } from '../log-key.ts'
import type { LogDescriptor } from '../log-key.ts'
import { stateFile } from '../open-state.ts'
import { listSegments } from '../segment.ts'
import type { tableOrder } from '../state-schema.ts'
import type { SegmentFacts } from './check-segment.ts'
import { openJoin } from './join-segments.ts'
import type { Joined, TileStore } from './join-segments.ts'
import { addSum, noRows, sameRows } from './row-sum.ts'
import { entryRanges, openStateRows } from './state-rows.ts'
import { runTasks } from './run-tasks.ts'
import type { TaskFacts, VerifyTask } from './verify-task.ts'

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

/** Ranges of rows between the segments, so that progress, counted in transactions, moves all the time. */
const dealt = (segments: readonly VerifyTask[], ranges: readonly VerifyTask[]): VerifyTask[] => {
  const step = Math.max(1, Math.floor(segments.length / Math.max(1, ranges.length)))
  const first = segments.flatMap((segment, i) => {
    const range = i % step === 0 ? ranges[i / step] : undefined
    return range ? [range, segment] : [segment]
  })
  return [...first, ...ranges.slice(Math.ceil(segments.length / step))]
}

const tasksOf = (dir: string, database: DatabaseSync): VerifyTask[] => {
  const segments = listSegments(dir)
  const tasks = segments.map((segment, i): VerifyTask => ({
    ...{ kind: 'segment', segment },
    newest: i === segments.length - 1,
  }))
  return dealt(
    tasks,
    entryRanges(database).map((range) => ({ kind: 'rows', range })),
  )
}

const tilesOf = ({ database, sealed }: StateSnapshot): TileStore => {
  const query = database.prepare('SELECT hashes FROM tile WHERE level = ? AND number = ?')
  return { size: sealed.size, tile: (level, index) => query.get(level, index)?.hashes as Uint8Array | undefined }
}

/** Are there no rows beside those that were compared? */
const countsFit = ({ database, sealed }: StateSnapshot, tiles: number, beyond: number): boolean => {
  const count = (table: keyof typeof tableOrder): number =>
    Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n)
  const only = count('tx') === sealed.size && count('block') === sealed.height && count('tile') === tiles
  // A running ledger adds rows meanwhile; in the snapshot there are none beyond its own size.
  const forged = beyond > 0 && database.prepare('SELECT 1 FROM entry WHERE leaf_index >= ? LIMIT 1').get(sealed.size)
  return only && count('meta') === 1 && !forged
}

type Taken = { expected: ReturnType<typeof noRows>; found: ReturnType<typeof noRows>; beyond: number }

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

const takeAll = (tasks: readonly VerifyTask[], takeSegment: (facts: SegmentFacts) => boolean) => {
  const taken: Taken = { expected: noRows(), found: noRows(), beyond: 0 }
  const takeInOrder = inOrder((facts) => {
    addSum(taken.expected, facts.entries)
    return takeSegment(facts)
  })
  const take = (result: TaskFacts, number: number): boolean => {
    if (result.kind === 'rows') {
      addSum(taken.found, result.facts.sum)
      taken.beyond += result.facts.beyond
      return true
    }
    const task = tasks[number]
    return task?.kind === 'segment' && takeInOrder(task.segment, result.facts)
  }
  return { taken, take }
}

/** What the log holds when everything in it and in the state is as it should be, else undefined. */
export const verifyQuickly = async (options: QuickOptions): Promise<Joined | undefined> => {
  const { dir, descriptor, hashesOnly, seen, snapshot, threads } = options
  const { sealed, checkpoint, database } = snapshot
  const expected = Math.max(...seen.map(({ size }) => size))
  const join = openJoin(
    { genesis: genesisOf(descriptor), created: descriptor.created, seen, expected },
    { registry: !hashesOnly, tiles: tilesOf(snapshot) },
  )
  const tasks = tasksOf(dir, database)
  const { taken, take } = takeAll(tasks, join.take)
  const state = { checkpoint, size: sealed.size, secret: randomBytes(16).toString('hex') }
  let done = 0
  const progress = (transactions: number): void => options.progress((done += transactions), expected)
  const work = { dir, state, ...(!hashesOnly && { keys: ownKeys(dir) }) }
  if (!(await runTasks({ tasks, work, threads, take, progress }))) return undefined
  const joined = join.joined()
  const complete = seen.every(({ height }) => height <= joined.height) && sameRows(taken.expected, taken.found)
  return complete && countsFit(snapshot, joined.tiles, taken.beyond) ? joined : undefined
}
