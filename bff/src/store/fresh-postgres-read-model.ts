// A fresh read model in a schema of its own: indexes and counters last; then it gets the name of the old one, which is dropped.
import { sql } from 'kysely'
import type { FreshReadModel } from './fresh-read-model.ts'
import { openPostgres } from './postgres-pool.ts'
import { engineOver, holdSchema, keepVersion, runAll } from './postgres-read-model.ts'
import { postgresIndexes, postgresTables } from './postgres-read-model-schema.ts'
import { ReadModel } from './read-model.ts'
import type { PostgresPlace } from './store-place.ts'

/** An index over many rows takes longer than any question of a page, in milliseconds. */
const indexDeadline = 3_600_000

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
  return {
    readModel,
    putInPlace: async () => {
      await runAll(postgresIndexes, readModel)
      await keepVersion(readModel)
      await readModel.transaction().execute(async (transaction) => {
        await holdSchema(transaction, schema)
        const swap = [`drop schema if exists "${schema}" cascade`, `alter schema "${made}" rename to "${schema}"`]
        await runAll(['set local synchronous_commit = on', ...swap], transaction)
      })
      await readModel.destroy()
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
