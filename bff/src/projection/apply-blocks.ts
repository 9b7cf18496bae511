// Writes committed blocks into the read model: rows, records, subjects and the cursor in one SQL transaction.
import type { Transaction } from 'kysely'
import type { Block, Committed } from '@ectrace/shared/ledger/ledger'
import type { CursorTable, EventBatchTable, ReadModel, ReadModelTables, RecordTable } from '../store/read-model.ts'
import type { StateKind } from '../store/state-columns.ts'
import { project } from './project.ts'
import type { Row } from './project.ts'
import { eventBatchesOf, recordsOf } from './records.ts'
import type { Subject } from './records.ts'

/** Where the projection is; undefined before the first block. */
export type Cursor = Omit<CursorTable, 'id'> | undefined

/** Somebody else moved the cursor: nothing was written. */
export class CursorMoved extends Error {}

/** All kinds of state rows behind one type, for code that treats them alike. */
type AnyStateTables = Record<StateKind, Row>
type Writer = Transaction<ReadModelTables>

type Gathered = {
  rows: Map<StateKind, Map<string, Row>>
  eventBatches: Map<string, EventBatchTable[]>
  records: RecordTable[]
  subjects: Subject[]
}

/** Rows per statement: SQLite binds at most 32,766 values, PostgreSQL 65,535. */
const chunkSize = 200

const chunks = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / chunkSize) }, (_, n) => items.slice(n * chunkSize, (n + 1) * chunkSize))

const gatherWrites = (into: Gathered, committed: Committed): void => {
  const { leaf, leafIndex, transaction } = committed
  for (const write of committed.writes) {
    const { kind, row } = project({ ...write, height: leaf.height, index: leaf.index, transaction, leafIndex })
    const rows = into.rows.get(kind) ?? new Map<string, Row>()
    into.rows.set(kind, rows.set(row.key, row))
    const [first, ...others] = eventBatchesOf(write)
    if (first !== undefined) into.eventBatches.set(first.event, [first, ...others])
  }
}

const gather = async (
  blocks: readonly Block[],
  organisationOf: (user: string) => Promise<string>,
): Promise<Gathered> => {
  const gathered: Gathered = { rows: new Map(), eventBatches: new Map(), records: [], subjects: [] }
  for (const committed of blocks.flatMap(({ transactions }) => transactions)) {
    gatherWrites(gathered, committed)
    const { records, subjects } = recordsOf(committed, await organisationOf(committed.leaf.envelope.caller))
    gathered.records.push(...records)
    gathered.subjects.push(...subjects)
  }
  return gathered
}

const moveCursor = async (writer: Writer, from: Cursor, to: Omit<CursorTable, 'id'>): Promise<void> => {
  if (from === undefined) {
    await writer
      .insertInto('cursor')
      .values({ id: 1, ...to })
      .execute()
    return
  }
  const { numUpdatedRows } = await writer
    .updateTable('cursor')
    .set(to)
    .where('id', '=', 1)
    .where('height', '=', from.height)
    .where('hash', '=', from.hash)
    .executeTakeFirst()
  if (numUpdatedRows !== 1n) throw new CursorMoved()
}

const upsertRows = async (writer: Writer, kind: StateKind, rows: readonly Row[]): Promise<void> => {
  // One shape for all kinds: `project` has checked each row against its kind's columns.
  const tables = writer as unknown as Transaction<AnyStateTables>
  const columns = Object.keys(rows[0] ?? {}).filter((column) => column !== 'key')
  for (const chunk of chunks(rows)) {
    await tables
      .insertInto(kind)
      .values(chunk)
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet((eb) => Object.fromEntries(columns.map((column) => [column, eb.ref(`excluded.${column}`)]))),
      )
      .execute()
  }
}

const replaceEventBatches = async (writer: Writer, events: ReadonlyMap<string, EventBatchTable[]>): Promise<void> => {
  for (const chunk of chunks([...events.keys()])) {
    await writer.deleteFrom('event_batch').where('event', 'in', chunk).execute()
  }
  for (const chunk of chunks([...events.values()].flat()))
    await writer.insertInto('event_batch').values(chunk).execute()
}

const countsOf = async (writer: Writer, subjects: readonly string[]): Promise<Map<string, number>> => {
  const counts = new Map<string, number>()
  for (const chunk of chunks(subjects)) {
    const found = await writer.selectFrom('subject').selectAll().where('subject', 'in', chunk).execute()
    for (const { subject, records } of found) counts.set(subject, records)
  }
  return counts
}

const appendSubjects = async (writer: Writer, subjects: readonly Subject[]): Promise<void> => {
  const names = [...new Set(subjects.map(({ subject }) => subject))]
  const counts = await countsOf(writer, names)
  const numbered = subjects.map((row) => {
    const n = (counts.get(row.subject) ?? 0) + 1
    counts.set(row.subject, n)
    return { ...row, n }
  })
  for (const chunk of chunks(numbered)) await writer.insertInto('record_subject').values(chunk).execute()
  for (const chunk of chunks(names)) {
    await writer
      .insertInto('subject')
      .values(chunk.map((subject) => ({ subject, records: counts.get(subject) ?? 0 })))
      .onConflict((conflict) =>
        conflict.column('subject').doUpdateSet((eb) => ({ records: eb.ref('excluded.records') })),
      )
      .execute()
  }
}

/**
 * Projects `blocks` (in order, the first one after `cursor`) and gives the new cursor. `organisationOf` is asked only for callers.
 * Throws CursorMoved when the stored cursor is not `cursor`; on any error nothing is written.
 */
export const applyBlocks = async (
  readModel: ReadModel,
  blocks: readonly Block[],
  cursor: Cursor,
  organisationOf: (user: string) => Promise<string>,
): Promise<Cursor> => {
  const last = blocks.at(-1)
  if (last === undefined) return cursor
  const { rows, eventBatches, records, subjects } = await gather(blocks, organisationOf)
  const next = { height: last.height, hash: last.hash }
  await readModel.transaction().execute(async (writer) => {
    await moveCursor(writer, cursor, next)
    for (const [kind, byKey] of rows) await upsertRows(writer, kind, [...byKey.values()])
    await replaceEventBatches(writer, eventBatches)
    for (const chunk of chunks(records)) await writer.insertInto('record').values(chunk).execute()
    await appendSubjects(writer, subjects)
  })
  return next
}
