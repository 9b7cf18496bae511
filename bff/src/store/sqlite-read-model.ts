// The read model in a file of SQLite: its tables, its write-ahead log on a thread of its own, and how a change by anybody is noticed.
import { rmSync, statSync } from 'node:fs'
import { sql } from 'kysely'
import type { Kysely, QueryExecutorProvider, SqliteDatabase } from 'kysely'
import { laterCheckpoint, openCarrier } from '../sqlite/carry-thread.ts'
import { NodeSqliteDialect } from './node-sqlite-dialect.ts'
import { openConnection } from './sqlite-connection.ts'
import type { Durability } from './sqlite-connection.ts'
import type { ReadModelEngine } from './read-model-engine.ts'
import { readModelStatements, readModelTableNames, schemaVersion } from './read-model-schema.ts'
import type { ReadModelTables } from './read-model.ts'

/** Size and time of a file's last change; the change time cannot be set back by hand. */
const stateOf = (file: string): string => {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found === undefined ? 'none' : `${String(found.ino)}/${String(found.size)}/${String(found.ctimeNs)}`
}

const makeTables = async (transaction: QueryExecutorProvider): Promise<void> => {
  for (const table of readModelTableNames) await sql`drop table if exists ${sql.table(table)}`.execute(transaction)
  for (const statement of readModelStatements) await sql.raw(statement).execute(transaction)
  await sql`insert into schema_version (version) values (${schemaVersion})`.execute(transaction)
}

const versionOf = async (database: Kysely<ReadModelTables>): Promise<string | undefined> => {
  const known = await sql`select 1 from sqlite_master where name = 'schema_version'`.execute(database)
  if (known.rows.length === 0) return undefined
  const { rows } = await sql<{ version: string }>`select version from schema_version`.execute(database)
  return rows[0]?.version
}

/** From then on the write-ahead log is carried over on a thread of its own, so that no commit here waits in a disk's sync. */
const carryBeside = (database: SqliteDatabase, file: string): Pick<ReadModelEngine, 'wrote' | 'close'> => {
  const pragma = (text: string): unknown => database.prepare(text).all([])
  const finish = (): void => {
    try {
      pragma('PRAGMA wal_checkpoint(PASSIVE)')
    } catch {
      // A full or failing disk: the next block's commit meets it and tells.
    }
  }
  pragma(laterCheckpoint)
  const carrier = openCarrier(file, finish)
  let written = 0
  return {
    wrote: (transactions) => carrier.reached((written += transactions)),
    close: () => carrier.close(),
  }
}

/**
 * The stamp also notices another connection, and a hand that went past SQLite into the file: file states for the latter, SQLite's own
 * counters for the others.
 */
const stamps = (database: SqliteDatabase, file: string): (() => string) => {
  let lastState = ''
  return () => {
    const state = stateOf(file)
    // Pages of the main file that SQLite remembers may not be what the file says any more.
    if (state !== lastState) database.prepare('pragma shrink_memory').run([])
    lastState = state
    const [versions] = database.prepare('pragma data_version').all([]) as { data_version: number }[]
    const [own] = database.prepare('select total_changes() as changes').all([]) as { changes: number }[]
    return `${state} ${stateOf(`${file}-wal`)} ${String(versions?.data_version)} ${String(own?.changes)}`
  }
}

/** Opens `file`, made when absent. Throws what SQLite throws for a file that is no database. */
export const openSqliteEngine = (file: string, durability: Durability): ReadModelEngine => {
  const database = openConnection(file, durability)
  const stamp = stamps(database, file)
  let carrier: ReturnType<typeof carryBeside> | undefined
  return {
    name: 'sqlite',
    dialect: new NodeSqliteDialect(database),
    prepare: async (kysely) => {
      if ((await versionOf(kysely)) !== schemaVersion) await kysely.transaction().execute(makeTables)
      carrier ??= carryBeside(database, file)
    },
    makeTables,
    stamp: () => Promise.resolve(stamp()),
    wrote: (transactions) => carrier?.wrote(transactions),
    close: async () => {
      await carrier?.close()
    },
  }
}

/** A connection more to a file that is open and has its tables, for the thread that alone writes to it from now on. */
export const openSqliteWriter = (file: string): Pick<ReadModelEngine, 'dialect' | 'wrote' | 'close'> => {
  const database = openConnection(file, 'NORMAL')
  return { dialect: new NodeSqliteDialect(database), ...carryBeside(database, file) }
}

/** Removes the file with its journal. */
export const deleteReadModel = (file: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix, { force: true })
}
