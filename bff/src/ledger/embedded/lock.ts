// One process and one opening at a time: an exclusive lock that the system lets go when the process dies, however it dies.
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { AppError } from '@ectrace/shared/errors'
import { sqliteCode } from './error-code.ts'

const busy = 5 // SQLITE_BUSY

/**
 * Takes `dir`/LOCK or throws LEDGER_LOCKED. SQLite holds it as a file lock of the system and also keeps two openings in one process
 * apart, which a plain fcntl lock would not; a file with a process number would survive a crash and lie.
 */
export const lockFolder = (dir: string): { release: () => void } => {
  const database = new DatabaseSync(join(dir, 'LOCK'))
  try {
    database.exec('PRAGMA journal_mode = MEMORY; PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (cause) {
    database.close()
    if (sqliteCode(cause) === busy) throw new AppError('LEDGER_LOCKED', { cause, details: { dir } })
    throw cause
  }
  return { release: () => database.close() }
}
