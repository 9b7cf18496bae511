// The vault in a schema of PostgreSQL: each batch a transaction of its own, durable when it is committed.
import { CompiledQuery, Kysely, PostgresDialect, PostgresDriver, sql } from 'kysely'
import type { Driver, QueryExecutorProvider } from 'kysely'
import { AppError, fault } from '@ectrace/shared/errors'
import { migrate } from './migrate.ts'
import type { Migrating } from './migrate.ts'
import { sqlState } from './postgres-errors.ts'
import { openPostgres } from './postgres-pool.ts'
import type { CodedPool } from './postgres-pool.ts'
import { inPostgres } from './sql-definition.ts'
import type { PostgresPlace } from './store-place.ts'
import type { VaultEngine } from './vault-engine.ts'
import { vaultMigrations } from './vault-migrations.ts'

const connections = 10
/** A migration may rewrite a large table, in milliseconds. */
const migrationDeadline = 3_600_000
/** Snapshots by name (pg_current_snapshot) came with 13. */
const oldest = 130_000

/** Numbers of the locks of a schema: who migrates it, and whose transaction it is. */
const locks = { migrate: 1, step: 2 } as const

/** Transactions of several steps come one after the other, as SQLite has them: what one has read is not written over by another. */
class SteppingDriver extends PostgresDriver {
  readonly #schema: string
  constructor(pool: CodedPool, schema: string) {
    super({ pool })
    this.#schema = schema
  }
  override async beginTransaction(...given: Parameters<PostgresDriver['beginTransaction']>): Promise<void> {
    await super.beginTransaction(...given)
    const [connection] = given
    try {
      const wait = 'select pg_advisory_xact_lock(hashtext($1), $2)'
      await connection.executeQuery(CompiledQuery.raw(wait, [this.#schema, locks.step]))
    } catch (error) {
      await connection.executeQuery(CompiledQuery.raw('rollback'))
      throw error
    }
  }
}

class VaultPostgresDialect extends PostgresDialect {
  readonly #pool: CodedPool
  readonly #schema: string
  constructor(pool: CodedPool, schema: string) {
    super({ pool })
    this.#pool = pool
    this.#schema = schema
  }
  override createDriver(): Driver {
    return new SteppingDriver(this.#pool, this.#schema)
  }
}

const checkServer = async (database: QueryExecutorProvider): Promise<void> => {
  const { rows } = await sql<{ version: string; encoding: string }>`
    select current_setting('server_version_num') as version, current_setting('server_encoding') as encoding`.execute(
    database,
  )
  const [{ version, encoding } = { version: '0', encoding: '' }] = rows
  if (Number(version) < oldest) throw fault('SETTINGS_INVALID', 'DATABASE_URL', 'PostgreSQL 13 or newer', version)
  if (encoding !== 'UTF8') throw fault('SETTINGS_INVALID', 'DATABASE_URL', 'a database in UTF8', encoding)
}

/** The address is never repeated: it may hold a password. */
const unusable = (cause: unknown): AppError =>
  new AppError('SETTINGS_INVALID', {
    cause,
    details: {
      faults: [
        {
          field: 'DATABASE_URL',
          rule: `a PostgreSQL that answers, in which its user may create schemas (${reasonOf(cause)})`,
        },
      ],
    },
  })

/** No connection, or no right to make a schema (42501). */
const isUnusable = (error: unknown): boolean =>
  sqlState(error) === '42501' || (error instanceof AppError && error.code === 'NOT_READY')

const reasonOf = (error: unknown): string => {
  const innermost = error instanceof AppError && error.cause !== undefined ? error.cause : error
  return innermost instanceof Error ? innermost.message : String(innermost)
}

const holdMigration = (transaction: QueryExecutorProvider, schema: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtext(${schema}), ${locks.migrate})`.execute(transaction)

const migrating = (schema: string): Migrating => ({
  say: inPostgres,
  setting: 'DATABASE_URL',
  alone: (transaction) => holdMigration(transaction, schema),
})

const bringUpToDate = async (place: PostgresPlace): Promise<void> => {
  const { schema } = place
  const pool = openPostgres({ ...place, durable: true, connections: 2, deadline: migrationDeadline })
  const database = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) })
  try {
    await checkServer(database)
    await database.transaction().execute(async (transaction) => {
      // Even "if not exists" fails when two make it at the same moment.
      await holdMigration(transaction, schema)
      await sql`create schema if not exists ${sql.id(schema)}`.execute(transaction)
    })
    await migrate(database, vaultMigrations, migrating(schema))
  } catch (error) {
    throw isUnusable(error) ? unusable(error) : error
  } finally {
    await database.destroy()
  }
}

/**
 * Opens (or makes) the vault in its schema, up to date. Throws SETTINGS_INVALID naming DATABASE_URL when there is no PostgreSQL that can
 * be used, or for a vault made by a newer version.
 */
export const openPostgresVault = async (place: PostgresPlace): Promise<VaultEngine> => {
  await bringUpToDate(place)
  const pool = openPostgres({ ...place, durable: true, connections })
  return {
    name: 'postgresql',
    dialect: new VaultPostgresDialect(pool, place.schema),
    write: (statements) => pool.runTogether(statements),
    read: async (statement) => (await pool.run(statement)).rows,
    close: () => pool.end(),
  }
}
