// A read model that is filled from nothing: no journal, no sync, indexes last; then it is made durable and renamed over the old one.
import { closeSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { sql } from 'kysely'
import { openConnection } from './node-sqlite-dialect.ts'
import { indexStatements, schemaVersion, tableStatements } from './read-model-schema.ts'
import { ReadModel, deleteReadModel } from './read-model.ts'

export type FreshReadModel = {
  readModel: ReadModel
  /** Indexes it, closes it, makes it durable and puts it in the place of the old one. */
  putInPlace: () => Promise<void>
  /** Closes and removes it; the old one stays. */
  discard: () => Promise<void>
}

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

/** For the read model in `file`, which nobody may have open. What an interrupted one left is removed. */
export const openFreshReadModel = async (file: string): Promise<FreshReadModel> => {
  const made = `${file}.new`
  deleteReadModel(made)
  const readModel = new ReadModel(openConnection(made, 'NONE'), made)
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
    },
    discard: async () => {
      await readModel.destroy()
      deleteReadModel(made)
    },
  }
}
