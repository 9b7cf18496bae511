// Brings a database up to date: an ordered list of migrations, each applied once and as a whole.
import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { AppError } from '@ectrace/shared/errors'

export type Migration = { name: string; statements: readonly string[] }

const table = 'create table if not exists migration (name text primary key, applied_at integer not null) strict'

const refuseNewer = (applied: readonly string[], known: readonly Migration[]): void => {
  const names = new Set(known.map(({ name }) => name))
  const unknown = applied.find((name) => !names.has(name))
  if (unknown === undefined) return
  throw new AppError('SETTINGS_INVALID', {
    details: { faults: [{ field: 'DATA_DIR', rule: 'made by a newer version of this program', value: unknown }] },
  })
}

/** Applies what is missing, in order. Throws SETTINGS_INVALID when the database has had a migration that is not in the list. */
export const migrate = async <Tables>(database: Kysely<Tables>, migrations: readonly Migration[]): Promise<void> => {
  await sql.raw(table).execute(database)
  const { rows } = await sql<{ name: string }>`select name from migration`.execute(database)
  const applied = rows.map(({ name }) => name)
  refuseNewer(applied, migrations)
  for (const { name, statements } of migrations.filter((migration) => !applied.includes(migration.name))) {
    await database.transaction().execute(async (transaction) => {
      for (const statement of statements) await sql.raw(statement).execute(transaction)
      await sql`insert into migration (name, applied_at) values (${name}, ${Date.now()})`.execute(transaction)
    })
  }
}
