// The read model in a schema of PostgreSQL.
import { PostgresDialect, sql } from 'kysely'
import type { Kysely, QueryExecutorProvider } from 'kysely'
import { openPostgres } from './postgres-pool.ts'
import type { CodedPool } from './postgres-pool.ts'
import { postgresIndexes, postgresTables, postgresVersion } from './postgres-read-model-schema.ts'
import { openStamps } from './postgres-watch.ts'
import type { ReadModelEngine } from './read-model-engine.ts'
import type { ReadModelTables } from './read-model.ts'
import { isSchemaError } from './sql-errors.ts'
import type { PostgresPlace } from './store-place.ts'

/** Pages ask several things at once, the projection writes through one. */
const connections = 6

/** Lets nobody else make or move the schema until the transaction ends. */
export const holdSchema = (transaction: QueryExecutorProvider, schema: string): Promise<unknown> =>
  sql`select pg_advisory_xact_lock(hashtextextended(${schema}, 0))`.execute(transaction)

export const runAll = async (statements: readonly string[], database: QueryExecutorProvider): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(database)
}

export const keepVersion = (database: QueryExecutorProvider): Promise<unknown> =>
  sql`insert into schema_version (version) values (${postgresVersion})`.execute(database)

/** Undefined for a schema that is not there or not a read model. */
const versionIn = async (database: Kysely<ReadModelTables>): Promise<string | undefined> => {
  try {
    const { rows } = await sql<{ version: string }>`select version from schema_version`.execute(database)
    return rows[0]?.version
  } catch (error) {
    if (isSchemaError(error)) return undefined
    throw error
  }
}

/** The schema may have to be made by `prepare`. Nothing is lost that the chain does not have, so commits need not be durable. */
export const openPostgresEngine = (place: PostgresPlace): ReadModelEngine =>
  engineOver(openPostgres({ ...place, durable: false, connections }), place.schema)

export const engineOver = (pool: CodedPool, schema: string): ReadModelEngine => {
  const makeTables = async (transaction: QueryExecutorProvider): Promise<void> => {
    await holdSchema(transaction, schema)
    await runAll([`drop schema if exists "${schema}" cascade`, `create schema "${schema}"`], transaction)
    await runAll([...postgresTables, ...postgresIndexes], transaction)
    await keepVersion(transaction)
  }
  return {
    name: 'postgresql',
    dialect: new PostgresDialect({ pool }),
    prepare: async (database) => {
      if ((await versionIn(database)) !== postgresVersion) await database.transaction().execute(makeTables)
    },
    makeTables,
    stamp: openStamps(pool, schema),
    wrote: () => undefined,
    close: () => pool.end(),
  }
}
