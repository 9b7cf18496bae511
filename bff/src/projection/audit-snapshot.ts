// What the read model says at one moment about some state keys and transactions, read in one SQL transaction.
import type { Transaction } from 'kysely'
import type {
  EventBatchTable,
  ReadModel,
  ReadModelTables,
  RecordSubjectTable,
  RecordTable,
} from '../store/read-model.ts'
import type { StateKind } from '../store/state-columns.ts'
import { grouped } from './grouped.ts'
import { kindOf } from './project.ts'
import type { Row } from './project.ts'

/** Records of one subject that are looked at, oldest first; a page shows no more. */
export const subjectLimit = 1_000
const chunkSize = 500

export type Snapshot = {
  /** Height of the projection at that moment; 0 before the first block. */
  height: number
  rows: ReadonlyMap<string, Row>
  /** Per asked key that may be a subject: how many records it should have, and those there are (the first `subjectLimit`). */
  subjects: ReadonlyMap<string, { records: number | undefined; rows: RecordSubjectTable[] }>
  /** The asked transactions and those of `subjects`, with all their rows. */
  transactions: readonly string[]
  records: readonly RecordTable[]
  recordSubjects: readonly RecordSubjectTable[]
  /** Events asked for, linked to an asked batch or spoken of by a record, and their links. */
  events: readonly string[]
  eventLinks: readonly EventBatchTable[]
}

type Reader = Transaction<ReadModelTables>

/** Asks in portions: a statement binds a limited number of values. */
const inChunks = async <T, R>(items: readonly T[], ask: (chunk: readonly T[]) => Promise<R[]>): Promise<R[]> => {
  const found: R[] = []
  for (let from = 0; from < items.length; from += chunkSize)
    found.push(...(await ask(items.slice(from, from + chunkSize))))
  return found
}

const stateRows = async (reader: Reader, keys: readonly string[]): Promise<Map<string, Row>> => {
  const tables = reader as unknown as Transaction<Record<StateKind, Row>>
  const byKind = grouped(keys, (key) => kindOf(key))
  const rows = new Map<string, Row>()
  for (const [kind, list] of byKind) {
    if (kind === undefined) continue
    const found = await inChunks(list, (chunk) =>
      tables.selectFrom(kind).selectAll().where('key', 'in', chunk).execute(),
    )
    for (const row of found) rows.set(String(row['key']), row as Row)
  }
  return rows
}

const subjectRows = async (
  reader: Reader,
  keys: readonly string[],
): Promise<Map<string, { records: number | undefined; rows: RecordSubjectTable[] }>> => {
  const counted = await inChunks(keys, (chunk) =>
    reader.selectFrom('subject').selectAll().where('subject', 'in', chunk).execute(),
  )
  const counts = new Map(counted.map(({ subject, records }) => [subject, records]))
  const subjects = new Map<string, { records: number | undefined; rows: RecordSubjectTable[] }>()
  for (const key of keys) {
    const found = reader.selectFrom('record_subject').selectAll().where('subject', '=', key).orderBy('n')
    subjects.set(key, { records: counts.get(key), rows: await found.limit(subjectLimit).execute() })
  }
  return subjects
}

const batchIds = (keys: readonly string[]): string[] =>
  keys.filter((key) => kindOf(key) === 'batch').map((key) => key.slice('batch/'.length))

const eventIds = (keys: readonly string[]): string[] =>
  keys.filter((key) => kindOf(key) === 'event').map((key) => key.slice('event/'.length))

/** Links of the asked batches, and all links of the events that are asked for, linked to them or spoken of by a record. */
const links = async (
  reader: Reader,
  keys: readonly string[],
  spokenOf: readonly RecordSubjectTable[],
): Promise<Pick<Snapshot, 'events' | 'eventLinks'>> => {
  const linked = await inChunks(batchIds(keys), (chunk) =>
    reader.selectFrom('event_batch').select('event').where('batch', 'in', chunk).execute(),
  )
  const named = eventIds([...keys, ...spokenOf.map(({ subject }) => subject)])
  const events = [...new Set([...named, ...linked.map(({ event }) => event)])]
  const eventLinks = await inChunks(events, (chunk) =>
    reader.selectFrom('event_batch').selectAll().where('event', 'in', chunk).execute(),
  )
  return { events, eventLinks }
}

export const takeSnapshot = (
  readModel: ReadModel,
  keys: readonly string[],
  asked: readonly string[],
): Promise<Snapshot> =>
  readModel
    .transaction()
    .setAccessMode('read only')
    // One moment for all questions; SQLite has no other way.
    .setIsolationLevel('repeatable read')
    .execute(async (reader) => {
      const cursor = await reader.selectFrom('cursor').select('height').executeTakeFirst()
      const subjects = await subjectRows(reader, keys)
      const named = [...subjects.values()].flatMap(({ rows }) => rows.map(({ transaction }) => transaction))
      const transactions = [...new Set([...asked, ...named])]
      const recordSubjects = await inChunks(transactions, (chunk) =>
        reader.selectFrom('record_subject').selectAll().where('transaction', 'in', chunk).execute(),
      )
      return {
        height: cursor?.height ?? 0,
        rows: await stateRows(reader, keys),
        subjects,
        transactions,
        records: await inChunks(transactions, (chunk) =>
          reader.selectFrom('record').selectAll().where('transaction', 'in', chunk).execute(),
        ),
        recordSubjects,
        ...(await links(reader, keys, recordSubjects)),
      }
    })
