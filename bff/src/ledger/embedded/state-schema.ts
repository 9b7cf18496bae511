// Tables of the state database: everything in it follows from the log and is replayed from there when lost.
import { DatabaseSync } from 'node:sqlite'
import { laterCheckpoint } from '../../sqlite/carry-thread.ts'

/** Another number than the file's: the file is dropped and replayed. */
export const schemaVersion = 3

// `entry` keeps every version of every key: the newest is the state, all of them the history. A table of its own for the newest
// would say the same thing twice. Times and ids are in `tx`, found by the leaf index. `proof` is a digest of the row's other columns, which
// no value's digest covers: SQLite would give out a changed time or height without a word.
const tables = `
  CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), checkpoint TEXT NOT NULL) STRICT;
  CREATE TABLE block (height INTEGER PRIMARY KEY, hash BLOB NOT NULL, time TEXT NOT NULL,
                      segment INTEGER NOT NULL, offset INTEGER NOT NULL, proof BLOB NOT NULL) STRICT;
  CREATE TABLE tx (leaf_index INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, height INTEGER NOT NULL, position INTEGER NOT NULL,
                   start INTEGER NOT NULL, length INTEGER NOT NULL, digest BLOB NOT NULL,
                   proof BLOB NOT NULL) STRICT;
  CREATE TABLE entry (key TEXT NOT NULL, leaf_index INTEGER NOT NULL, value TEXT NOT NULL, digest BLOB NOT NULL,
                      UNIQUE (key, leaf_index)) STRICT;
  CREATE TABLE tile (level INTEGER NOT NULL, number INTEGER NOT NULL, hashes BLOB NOT NULL, UNIQUE (level, number)) STRICT;
  PRAGMA user_version = ${schemaVersion};
`

/** Every table with the order in which two databases are compared. */
export const tableOrder = {
  block: 'height',
  tx: 'leaf_index',
  entry: 'key, leaf_index',
  tile: 'level, number',
  meta: 'id',
} as const

/** One value of the first row of a pragma. */
export const pragma = (database: DatabaseSync, name: string): unknown =>
  Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]

/** The database in `file`, with empty tables when it is new; '' is a temporary one. */
export const openStateDatabase = (file: string): DatabaseSync => {
  const database = new DatabaseSync(file)
  // A carrier is earlier than SQLite itself.
  database.exec(`PRAGMA cache_size = -32768; ${laterCheckpoint}`)
  // NORMAL: a power cut may take back the last commits but leaves a consistent database, and the log has them.
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 2000')
  if (pragma(database, 'user_version') === 0) database.exec(`BEGIN; ${tables} COMMIT`)
  return database
}
