// The read model: derived from the chain alone, dropped and projected again whenever its shape changes.
import { rmSync, statSync } from 'node:fs'
import { Kysely, sql } from 'kysely'
import type { SqliteDatabase } from 'kysely'
import { laterCheckpoint, openCarrier } from '../sqlite/carry-thread.ts'
import type { Carrier } from '../sqlite/carry-thread.ts'
import { NodeSqliteDialect, openConnection } from './node-sqlite-dialect.ts'
import { readModelStatements, readModelTableNames, schemaVersion } from './read-model-schema.ts'
import { isDamagedFile } from './sqlite-errors.ts'
import type { StateKind, StateRow } from './state-columns.ts'

/** One operation of a committed transaction; `recorded_at` is the sequencer's clock (ISO, UTC). */
export type RecordTable = {
  transaction: string
  op: number
  name: string
  caller: string
  organisation: string
  height: number
  tx_index: number
  leaf_index: number
  recorded_at: string
}

/** What a record speaks of: the state keys it wrote, and the batches and the trade it names. `n` counts the subject's records from 1. */
export type RecordSubjectTable = { subject: string; n: number; transaction: string; op: number }

/** How many records a subject has: a row missing from `record_subject` is noticed by it. */
export type SubjectTable = { subject: string; records: number }

/** The batches of an event, in its order. */
export type EventBatchTable = { event: string; position: number; batch: string }

/** How far the projection is: the last block and its hash. At most one row, `id` 1. */
export type CursorTable = { id: number; height: number; hash: string }

export type ReadModelTables = { [K in StateKind]: StateRow<K> } & {
  record: RecordTable
  record_subject: RecordSubjectTable
  subject: SubjectTable
  event_batch: EventBatchTable
  cursor: CursorTable
}

/** Size and time of a file's last change; the change time cannot be set back by hand. */
const stateOf = (file: string): string => {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? 'none' : `${String(found.ino)}/${String(found.size)}/${String(found.ctimeNs)}`
}

export class ReadModel extends Kysely<ReadModelTables> {
  readonly #database: SqliteDatabase
  readonly #file: string
  #lastState = ''
  #carrier: Carrier | undefined
  #written = 0
  constructor(database: SqliteDatabase, file: string) {
    super({ dialect: new NodeSqliteDialect(database) })
    this.#database = database
    this.#file = file
  }
  /** From now on the write-ahead log is carried over on a thread of its own, so that no commit here waits in a disk's sync. */
  carryBeside(): void {
    const pragma = (text: string): unknown => this.#database.prepare(text).all([])
    const finish = (): void => {
      try {
        pragma('PRAGMA wal_checkpoint(PASSIVE)')
      } catch {
        // A full or failing disk: the next block's commit meets it and tells.
      }
    }
    pragma(laterCheckpoint)
    this.#carrier ??= openCarrier(this.#file, finish)
  }
  /** So many transactions more are in it. */
  wrote(transactions: number): void {
    this.#written += transactions
    this.#carrier?.reached(this.#written)
  }
  override async destroy(): Promise<void> {
    await this.#carrier?.close()
    await super.destroy()
  }
  /**
   * Names what the read model says now: the same text as before means that nobody has written to it since, neither this process,
   * nor another connection, nor a hand that went past SQLite into the file.
   */
  stamp(): string {
    const state = stateOf(this.#file)
    // Pages of the main file that SQLite remembers may not be what the file says any more.
    if (state !== this.#lastState) this.#database.prepare('pragma shrink_memory').run([])
    this.#lastState = state
    const [versions] = this.#database.prepare('pragma data_version').all([]) as { data_version: number }[]
    const [own] = this.#database.prepare('select total_changes() as changes').all([]) as { changes: number }[]
    return `${state} ${stateOf(`${this.#file}-wal`)} ${String(versions?.data_version)} ${String(own?.changes)}`
  }
}

/** Drops every table and makes them anew, empty, in one transaction. */
export const emptyReadModel = async (readModel: ReadModel): Promise<void> => {
  await readModel.transaction().execute(async (transaction) => {
    for (const table of readModelTableNames) await sql`drop table if exists ${sql.table(table)}`.execute(transaction)
    for (const statement of readModelStatements) await sql.raw(statement).execute(transaction)
    await sql`insert into schema_version (version) values (${schemaVersion})`.execute(transaction)
  })
}

const versionOf = async (readModel: ReadModel): Promise<string | undefined> => {
  const known = await sql`select 1 from sqlite_master where name = 'schema_version'`.execute(readModel)
  if (known.rows.length === 0) return undefined
  const { rows } = await sql<{ version: string }>`select version from schema_version`.execute(readModel)
  return rows[0]?.version
}

const open = async (file: string): Promise<ReadModel> => {
  const readModel = new ReadModel(openConnection(file, 'NORMAL'), file)
  try {
    if ((await versionOf(readModel)) !== schemaVersion) await emptyReadModel(readModel)
    readModel.carryBeside()
    return readModel
  } catch (error) {
    await readModel.destroy()
    throw error
  }
}

/** Removes the file with its journal. */
export const deleteReadModel = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}

/** Opens the read model in `file`; one of another shape, or one that SQLite cannot read, is replaced by an empty one. */
export const openReadModel = async (file: string): Promise<ReadModel> => {
  try {
    return await open(file)
  } catch (error) {
    if (!isDamagedFile(error)) throw error
    deleteReadModel(file)
    return open(file)
  }
}
