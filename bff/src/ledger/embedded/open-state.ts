// Opens the state database, or throws it away when it is not whole: the log has everything in it.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '@ectrace/shared/errors'
import { readCheckpoint } from './checkpoint-note.ts'
import type { CheckpointReader, Sealed } from './checkpoint-note.ts'
import { sqliteCode } from './error-code.ts'
import { openStateDatabase, pragma, schemaVersion } from './state-schema.ts'
import { stateStore } from './state-store.ts'
import type { StateStore } from './state-store.ts'
import { openTree } from './tree.ts'
import type { Tree } from './tree.ts'

/** State and tree at the same block: `sealed` is its checkpoint, absent while nothing was applied. */
export type OpenState = { store: StateStore; tree: Tree; sealed?: Sealed }

export const stateFile = (dir: string): string => join(dir, 'state.db')

const remove = (dir: string): void => {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${stateFile(dir)}${suffix}`, { force: true })
}

/** Bytes up to which SQLite's own check is part of a start; a larger file is checked in the background (scrub.ts). */
const checkedAtStart = 64 * 1024 * 1024

const isWhole = (database: DatabaseSync): boolean => {
  if (pragma(database, 'user_version') !== schemaVersion) return false
  const bytes = Number(pragma(database, 'page_count')) * Number(pragma(database, 'page_size'))
  return bytes > checkedAtStart || pragma(database, 'integrity_check(1)') === 'ok'
}

/** Undefined when the tree in the database is not the one that its own signed checkpoint names. */
const consistentState = (store: StateStore, reader: CheckpointReader): OpenState | undefined => {
  const checkpoint = store.checkpoint()
  if (checkpoint === undefined) return { store, tree: openTree(0, store.tile) }
  const sealed = readCheckpoint(reader, checkpoint)
  if (!sealed) return undefined
  const tree = openTree(sealed.size, store.tile)
  return tree.root().toString('hex') === sealed.root ? { store, tree, sealed } : undefined
}

const sqliteDamage = [1, 11, 19, 26] // SQLITE_ERROR (tables that are not ours), SQLITE_CORRUPT, SQLITE_CONSTRAINT (rows that should not be there), SQLITE_NOTADB

/** SQLite found its file damaged; a full disk or a missing right must not cost the file. */
export const isStateDamage = (error: unknown): boolean => {
  if (error instanceof AppError) return error.code === 'STATE_DIGEST_MISMATCH'
  const code = sqliteCode(error)
  return code !== undefined && sqliteDamage.includes(code)
}

const attempt = (dir: string, reader: CheckpointReader): OpenState | undefined => {
  let database: DatabaseSync | undefined
  try {
    database = openStateDatabase(stateFile(dir))
    const state = isWhole(database) ? consistentState(stateStore(database), reader) : undefined
    if (!state) database.close()
    return state
  } catch (error) {
    database?.close()
    if (isStateDamage(error) || (error instanceof AppError && error.code === 'LEDGER_DAMAGED')) return undefined
    throw error
  }
}

/** An empty state, whatever was there. */
export const emptyState = (dir: string): OpenState => {
  remove(dir)
  const store = stateStore(openStateDatabase(stateFile(dir)))
  return { store, tree: openTree(0, store.tile) }
}

/** The state in `dir`; an empty one when there is none or when it is damaged, of which `onDamage` hears. */
export const openState = (dir: string, reader: CheckpointReader, onDamage: () => void): OpenState => {
  const state = attempt(dir, reader)
  if (state) return state
  onDamage()
  return emptyState(dir)
}
