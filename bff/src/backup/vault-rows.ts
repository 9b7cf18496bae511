// The vault of a backup is a file of SQLite, whichever engine it was taken from and whichever it is put back into.
import { existsSync, rmSync } from 'node:fs'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Kysely, PostgresDialect, sql } from 'kysely'
import type { QueryExecutorProvider, Transaction } from 'kysely'
import { fault } from '@ectrace/shared/errors'
import { insertRows } from '../store/insert-rows.ts'
import { appliedMigrations } from '../store/migrate.ts'
import { openSqlite } from '../store/node-sqlite-dialect.ts'
import { openPostgres } from '../store/postgres-pool.ts'
import { isSchemaError } from '../store/sql-errors.ts'
import type { PostgresPlace, StorePlace } from '../store/store-place.ts'
import { openVault } from '../store/vault.ts'
import type { VaultTables } from '../store/vault.ts'
import { vaultMigrations } from '../store/vault-migrations.ts'

type Row = Record<string, string | number | null>
type Tables = Record<string, Row>

/** Rows that are carried at once. */
const portion = 1_000
/** A table may be large, in milliseconds. */
const deadline = 3_600_000

const inPostgres = async <T>(place: PostgresPlace, work: (database: Kysely<Tables>) => Promise<T>): Promise<T> => {
  const pool = openPostgres({ ...place, durable: true, connections: 1, deadline })
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  try {
    return await work(database)
  } finally {
    await database.destroy()
  }
}

const inFile = async <T>(file: string, work: (database: Kysely<Tables>) => Promise<T>): Promise<T> => {
  const database = openSqlite<Tables>(file, 'FULL')
  try {
    return await work(database)
  } finally {
    await database.destroy()
  }
}

/** Reads the vault wherever it lies, whoever uses it meanwhile. */
export const readVault = <T>(place: StorePlace, work: (vault: Kysely<VaultTables>) => Promise<T>): Promise<T> => {
  // The vault's tables are those of its migrations.
  const reading = (database: Kysely<Tables>): Promise<T> => work(database as unknown as Kysely<VaultTables>)
  return typeof place === 'string' ? inFile(place, reading) : inPostgres(place, reading)
}

/** The tables of the vault in a file; which migrations it has had is no content. */
const tablesIn = async (file: QueryExecutorProvider): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master
    where type = 'table' and name not like 'sqlite_%' and name <> 'migration' order by name`.execute(file)
  return rows.map(({ name }) => name)
}

/** The file with the tables of this version: made without a row, or brought up to date. */
const makeFile = async (file: string): Promise<void> => (await openVault(file)).destroy()

const mustBeUpToDate = async (database: QueryExecutorProvider): Promise<void> => {
  const applied = await appliedMigrations(database)
  if (applied.length === vaultMigrations.length && vaultMigrations.every(({ name }) => applied.includes(name))) return
  throw fault('SETTINGS_INVALID', 'DATABASE_URL', 'a vault of this version: start the server once')
}

/** `rows` of a table as they lie in a transaction of PostgreSQL, a portion at a time. */
const eachPortion = async (
  transaction: Transaction<Tables>,
  table: string,
  take: (rows: Row[]) => Promise<unknown>,
): Promise<void> => {
  await sql`declare portions no scroll cursor for select * from ${sql.table(table)}`.execute(transaction)
  for (let full = true; full;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(portion)} from portions`.execute(transaction)
    await take(rows)
    full = rows.length === portion
  }
  await sql`close portions`.execute(transaction)
}

const takeFromPostgres = async (from: PostgresPlace, to: string): Promise<void> => {
  await makeFile(to)
  await inPostgres(from, async (database) => {
    await mustBeUpToDate(database)
    const moment = database.transaction().setIsolationLevel('repeatable read').setAccessMode('read only')
    await moment.execute((transaction) =>
      inFile(to, (file) =>
        file.transaction().execute(async (writer) => {
          for (const table of await tablesIn(writer))
            await eachPortion(transaction, table, (rows) => insertRows(writer, table, rows))
        }),
      ),
    )
  })
}

/** Rows that were deleted are not in it. */
const takeFromFile = (from: string, to: string): void => {
  const database = new DatabaseSync(from, { timeout: 10_000 })
  try {
    database.prepare('VACUUM INTO ?').run(to)
  } finally {
    database.close()
  }
}

/** The vault as of one moment, whoever writes meanwhile, into the file `to`. Throws SETTINGS_INVALID for one of another version. */
export const takeVault = async (from: StorePlace, to: string): Promise<void> =>
  typeof from === 'string' ? takeFromFile(from, to) : takeFromPostgres(from, to)

/** Rows that are numbered by PostgreSQL go on after those that were put in with their numbers. */
const goOnNumbering = async (writer: Transaction<Tables>, schema: string): Promise<void> => {
  const { rows } = await sql<{ table: string; column: string }>`select table_name as "table", column_name as "column"
    from information_schema.columns where table_schema = ${schema} and is_identity = 'YES'`.execute(writer)
  for (const { table, column } of rows) {
    const last = sql`(select coalesce(max(${sql.ref(column)}), 0) from ${sql.table(table)})`
    await sql`select setval(pg_get_serial_sequence(${`"${table}"`}, ${column}), ${last} + 1, false)`.execute(writer)
  }
}

const copyRows = async (file: Kysely<Tables>, writer: Transaction<Tables>, table: string): Promise<void> => {
  await writer.deleteFrom(table).execute()
  let rows: Row[] = []
  for await (const row of file.selectFrom(table).selectAll().stream()) {
    rows.push(row)
    if (rows.length < portion) continue
    await insertRows(writer, table, rows)
    rows = []
  }
  await insertRows(writer, table, rows)
}

/** Throws SETTINGS_INVALID when a vault with content lies in `place`. */
export const mustHaveNoVault = async (place: StorePlace): Promise<void> => {
  if (typeof place === 'string') return
  const found = await inPostgres(place, async (database) => {
    try {
      return await database.selectFrom('secret').select('name').limit(1).execute()
    } catch (error) {
      if (isSchemaError(error)) return []
      throw error
    }
  })
  if (found.length > 0)
    throw fault('SETTINGS_INVALID', 'DATABASE_URL', `a database without a schema ${place.schema}, or with an empty one`)
}

const vaultFile = 'vault.db'

/**
 * Puts the vault that lies in `folder` where it belongs: into the schema of PostgreSQL, whose rows it replaces in one transaction, and
 * the file goes; a vault that belongs into a file stays. Harmless when repeated after a crash.
 */
export const settleVault = async (folder: string, place: StorePlace): Promise<void> => {
  const from = path.join(folder, vaultFile)
  if (typeof place === 'string' || !existsSync(from)) return
  await makeFile(from)
  await (await openVault(place)).destroy()
  await inFile(from, (file) =>
    inPostgres(place, (database) =>
      database.transaction().execute(async (writer) => {
        for (const table of await tablesIn(file)) await copyRows(file, writer, table)
        await goOnNumbering(writer, place.schema)
      }),
    ),
  )
  for (const suffix of ['', '-wal', '-shm']) rmSync(from + suffix, { force: true })
}
