// A connection to a SQLite file: how durable it is, its prepared statements, and one statement run on it. Has nothing of Kysely but types: the
// thread that writes the vault runs finished statements and starts sooner without it.
import { DatabaseSync } from 'node:sqlite'
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import type { CompiledQuery, QueryResult, SqliteDatabase, SqliteStatement } from 'kysely'
import { AppError } from '@ectrace/shared/errors'

/**
 * FULL: a commit survives a power cut. NORMAL: it may be lost, the file stays whole (enough for what can be derived again). NONE: any
 * end but a clean one leaves a broken file, and nothing can be rolled back (for a file that is not yet in its place).
 */
export type Durability = 'FULL' | 'NORMAL' | 'NONE'

/** Pages of a file that is only filled stay in memory, up to 128 MB (a negative number is KiB). */
const unjournaled = 'pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -131072'

/** How long a statement waits for another process that writes to the same file, in milliseconds. */
const busyTimeout = 2_000
/** Prepared statements kept per connection; bulk writes have few texts, pages have some dozens. */
const statementLimit = 200
/** Older versions may corrupt a WAL that is reset while it is read (sqlite.org/changes.html, 3.51.3). */
const oldest = [3, 51, 3] as const

const isBindable = (value: unknown): value is SQLInputValue =>
  value === null ||
  typeof value === 'string' ||
  typeof value === 'number' ||
  typeof value === 'bigint' ||
  value instanceof Uint8Array

const bindable = (values: readonly unknown[]): SQLInputValue[] =>
  values.map((value) => {
    if (isBindable(value)) return value
    throw new TypeError(`SQLite binds no ${typeof value}`)
  })

const statement = (prepared: StatementSync): SqliteStatement => ({
  reader: prepared.columns().length > 0,
  all: (values) => prepared.all(...bindable(values)),
  run: (values) => prepared.run(...bindable(values)),
  iterate: (values) => prepared.iterate(...bindable(values)),
})

/** Keeps prepared statements, least recently used out first. A text is never run twice at once: there is one connection. */
const cached = (database: DatabaseSync): SqliteDatabase => {
  const kept = new Map<string, SqliteStatement>()
  const prepare = (text: string): SqliteStatement => {
    const found = kept.get(text) ?? statement(database.prepare(text))
    kept.delete(text)
    kept.set(text, found)
    const [first] = kept.keys()
    if (kept.size > statementLimit && first !== undefined) kept.delete(first)
    return found
  }
  return { prepare, close: () => database.close() }
}

const assertVersion = (database: DatabaseSync): void => {
  const version = String(database.prepare('select sqlite_version() as version').get()?.['version'])
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const [x, y, z] = oldest
  const enough = major > x || (major === x && (minor > y || (minor === y && patch >= z)))
  if (!enough)
    throw new AppError('SETTINGS_INVALID', {
      details: { faults: [{ field: 'sqlite', rule: `at least ${oldest.join('.')}`, value: version }] },
    })
}

/**
 * Opens `file` (made when absent), in WAL mode unless it needs no durability. Integers come back as numbers (an integer beyond 2^53 throws), BLOBs as
 * Uint8Array. `undefined` and booleans are refused: say null, 0 or 1. Throws what SQLite throws for a file that is no database.
 */
export const openConnection = (file: string, durability: Durability): SqliteDatabase => {
  const database = new DatabaseSync(file, { timeout: busyTimeout, enableForeignKeyConstraints: true })
  try {
    assertVersion(database)
    const journal = `pragma journal_mode = wal; pragma synchronous = ${durability}`
    database.exec(`${durability === 'NONE' ? unjournaled : journal}; pragma foreign_keys = on`)
  } catch (error) {
    database.close()
    throw error
  }
  return cached(database)
}

/** Runs one compiled statement: its rows, or what it changed. */
export const runStatement = <Row>(
  database: SqliteDatabase,
  { sql, parameters }: Pick<CompiledQuery, 'sql' | 'parameters'>,
): QueryResult<Row> => {
  const prepared = database.prepare(sql)
  // The caller's own query says what its rows are.
  if (prepared.reader) return { rows: prepared.all(parameters) as Row[] }
  const { changes, lastInsertRowid } = prepared.run(parameters)
  return { rows: [], numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid) }
}
