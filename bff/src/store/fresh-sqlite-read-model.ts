// A fresh read model in a file of SQLite: no journal, no sync, indexes last; then it is made durable and renamed over the old one.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import type { FreshReadModel } from './fresh-read-model.ts'
import { indexStatements, schemaVersion, tableStatements } from './read-model-schema.ts'
import { ReadModel } from './read-model.ts'
import { deleteReadModel, openSqliteEngine } from './sqlite-read-model.ts'

const execute = async (readModel: ReadModel, statements: readonly string[]): Promise<void> => {
  for (const statement of statements) await sql.raw(statement).execute(readModel)
}

const sync = (path: string): void => {
  const descriptor = openSync(path, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

export const openFreshSqlite = async (file: string): Promise<FreshReadModel> => {
  const made = `${file}.new`
  deleteReadModel(made)
  const readModel = new ReadModel(openSqliteEngine(made, 'NONE'))
  await execute(readModel, tableStatements)
  return {
    readModel,
    putInPlace: async () => {
      await execute(readModel, indexStatements)
      // Without its version a read model is emptied when it is opened.
      await sql`insert into schema_version (version) values (${schemaVersion})`.execute(readModel)
      await readModel.destroy()
      sync(made)
      // The old one's journal would be played into the new one. Without it the old one is what it was at some earlier block.
      for (const suffix of ['-wal', '-shm']) rmSync(file + suffix, { force: true })
      renameSync(made, file)
      sync(dirname(file))
      return true
    },
    discard: async () => {
      await readModel.destroy()
      deleteReadModel(made)
    },
  }
}
