// A fresh read model in a schema of its own: indexes and counters last; then it gets the name of the old one, which is dropped.
import { sql } from 'kysely'
import type { QueryExecutorProvider } from 'kysely'
import type { FreshReadModel } from './fresh-read-model.ts'
import { openPostgres } from './postgres-pool.ts'
import { engineOver, holdSchema, keepVersion, runAll } from './postgres-read-model.ts'
import { postgresIndexes, postgresTables } from './postgres-read-model-schema.ts'
import { ReadModel } from './read-model.ts'
import type { PostgresPlace } from './store-place.ts'

/** An index over many rows takes longer than any question of a page, in milliseconds. */
const indexDeadline = 3_600_000

/** Height of the cursor in a schema; 0 where there is none. */
const heightIn = async (transaction: QueryExecutorProvider, schema: string): Promise<number> => {
  const { rows } = await sql<{ there: number }>`select count(*) as there from pg_class
    where relname = 'cursor' and relnamespace = to_regnamespace(${`"${schema}"`})`.execute(transaction)
  if (rows[0]?.there !== 1) return 0
  const cursor = await sql<{ height: number }>`select height from ${sql.id(schema, 'cursor')}`.execute(transaction)
  return cursor.rows[0]?.height ?? 0
}

export const openFreshPostgres = async ({ url, schema }: PostgresPlace): Promise<FreshReadModel> => {
  // Not behind the name: a channel may be called so.
  const made = `new_${schema}`
  const pool = openPostgres({ url, schema: made, durable: false, connections: 2, deadline: indexDeadline })
  const readModel = new ReadModel(engineOver(pool, made))
  const remove = (): Promise<unknown> => sql.raw(`drop schema if exists "${made}" cascade`).execute(readModel)
  try {
    await remove()
    await runAll([`create schema "${made}"`, ...postgresTables], readModel)
  } catch (error) {
    await readModel.destroy()
    throw error
  }
  let indexed: Promise<unknown> | undefined
  const makeIndexes = async (): Promise<void> => {
    await runAll(postgresIndexes, readModel)
    await keepVersion(readModel)
  }
  return {
    readModel,
    putInPlace: async (anyway) => {
      await (indexed ??= makeIndexes())
      const done = await readModel.transaction().execute(async (transaction) => {
        // Whoever writes to the old one waits from here on, and finds the new one in its place.
        await holdSchema(transaction, schema)
        if (!anyway && (await heightIn(transaction, made)) < (await heightIn(transaction, schema))) return false
        const swap = [`drop schema if exists "${schema}" cascade`, `alter schema "${made}" rename to "${schema}"`]
        await runAll(['set local synchronous_commit = on', ...swap], transaction)
        return true
      })
      if (done) await readModel.destroy()
      return done
    },
    discard: async () => {
      try {
        await remove()
      } finally {
        await readModel.destroy()
      }
    },
  }
}
