// Writes committed blocks into the read model: rows, records, subjects and the cursor in one SQL transaction.
import type { Kysely, QueryExecutorProvider, Transaction } from 'kysely'
import type { Block, Committed } from '@ectrace/shared/ledger/ledger'
import { insertRows } from '../store/insert-rows.ts'
import type { CursorTable, EventBatchTable, ReadModelTables, RecordTable } from '../store/read-model.ts'
import type { StateKind } from '../store/state-columns.ts'
import { grouped } from './grouped.ts'
import { project } from './project.ts'
import type { Row } from './project.ts'
import { eventBatchesOf, recordsOf } from './records.ts'
import type { Subject } from './records.ts'

/** Where the projection is; undefined before the first block. */
export type Cursor = Omit<CursorTable, 'id'> | undefined

/** Somebody else moved the cursor: nothing was written. */
export class CursorMoved extends Error {}

/** `organisationOf` is asked only for callers. `fence`: what has to hold for the transaction to be written at all; throws where it does not. */
export type Applying = {
  readModel: Kysely<ReadModelTables>
  organisationOf: (user: string) => Promise<string>
  fence: (transaction: QueryExecutorProvider) => Promise<void>
}

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
    const { numInsertedOrUpdatedRows } = await writer
      .insertInto('cursor')
      .values({ id: 1, ...to })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .executeTakeFirstOrThrow()
    if (numInsertedOrUpdatedRows !== 1n) throw new CursorMoved()
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

const replaceEventBatches = async (writer: Writer, events: ReadonlyMap<string, EventBatchTable[]>): Promise<void> => {
  for (const chunk of chunks([...events.keys()])) {
    await writer.deleteFrom('event_batch').where('event', 'in', chunk).execute()
  }
  await insertRows(writer, 'event_batch', [...events.values()].flat())
}

/** A subject's records are numbered on from those that it has: the counts come back as they are with the new ones. */
const appendSubjects = async (writer: Writer, subjects: readonly Subject[]): Promise<void> => {
  const added = [...grouped(subjects, ({ subject }) => subject)]
  const counted = await insertRows(
    writer,
    'subject',
    added.map(([subject, { length }]) => ({ subject, records: length })),
    { key: 'subject', add: 'records' },
  )
  const counts = new Map(counted.map(({ subject, records }) => [subject, Number(records)]))
  const numbered = added.flatMap(([subject, rows]) => {
    const before = (counts.get(subject) ?? 0) - rows.length
    return rows.map(({ transaction, op }, i) => ({ subject, n: before + i + 1, transaction, op }))
  })
  await insertRows(writer, 'record_subject', numbered)
}

/**
 * Projects `blocks` (in order, the first one after `cursor`) and gives the new cursor. Throws CursorMoved when the stored cursor is not
 * `cursor`, or what `fence` throws; on any error nothing is written.
 */
export const applyBlocks = async (
  { readModel, organisationOf, fence }: Applying,
  blocks: readonly Block[],
  cursor: Cursor,
): Promise<Cursor> => {
  const last = blocks.at(-1)
  if (last === undefined) return cursor
  const { rows, eventBatches, records, subjects } = await gather(blocks, organisationOf)
  const next = { height: last.height, hash: last.hash }
  await readModel.transaction().execute(async (writer) => {
    await fence(writer)
    await moveCursor(writer, cursor, next)
    for (const [kind, byKey] of rows) await insertRows(writer, kind, [...byKey.values()], { key: 'key' })
    await replaceEventBatches(writer, eventBatches)
    await insertRows(writer, 'record', records)
    await appendSubjects(writer, subjects)
  })
  return next
}
