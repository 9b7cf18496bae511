// Brings a database up to date: an ordered list of migrations, each applied once and as a whole, also when two programs start at once.
import type { Kysely, QueryExecutorProvider } from 'kysely'
import { sql } from 'kysely'
import { AppError } from '@ectrace/shared/errors'
import type { Definition } from './sql-definition.ts'

export type Migration = { name: string; statements: readonly Definition[] }

/**
 * How an engine does it: `say` puts a definition into its words, `alone` lets nobody else in until the transaction ends (SQLite's own
 * transactions do), `setting` is the one that names the place of the database.
 */
export type Migrating = {
  say: (definition: Definition) => string
  alone?: (transaction: QueryExecutorProvider) => Promise<unknown>
  setting: 'DATA_DIR' | 'DATABASE_URL'
}

const table = 'create table if not exists migration (name text primary key, applied_at integer not null) strict'

const refuseNewer = (applied: readonly string[], known: readonly Migration[], field: string): void => {
  const names = new Set(known.map(({ name }) => name))
  const unknown = applied.find((name) => !names.has(name))
  if (unknown === undefined) return
  throw new AppError('SETTINGS_INVALID', {
    details: { faults: [{ field, rule: 'made by a newer version of this program', value: unknown }] },
  })
}

/** Names of the migrations that the database has had. */
export const appliedMigrations = async (database: QueryExecutorProvider): Promise<string[]> => {
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(database)
  return rows.map(({ name }) => name)
}

/** Applies what is missing, in order. Throws SETTINGS_INVALID when the database has had a migration that is not in the list. */
export const migrate = async <Tables>(
  database: Kysely<Tables>,
  migrations: readonly Migration[],
  { say, alone, setting }: Migrating,
): Promise<void> => {
  const byItself = <T>(work: (transaction: QueryExecutorProvider) => Promise<T>): Promise<T> =>
    database.transaction().execute(async (transaction) => {
      await alone?.(transaction)
      return work(transaction)
    })
  const applied = await byItself(async (transaction) => {
    await sql.raw(say(table)).execute(transaction)
    return appliedMigrations(transaction)
  })
  refuseNewer(applied, migrations, setting)
  for (const { name, statements } of migrations.filter((migration) => !applied.includes(migration.name))) {
    await byItself(async (transaction) => {
      // Somebody else may have been quicker.
      if ((await appliedMigrations(transaction)).includes(name)) return
      for (const statement of statements) await sql.raw(say(statement)).execute(transaction)
      await sql`insert into migration (name, applied_at) values (${name}, ${Date.now()})`.execute(transaction)
    })
  }
}
