// Holds the indexes of the state database against their tables, a few rows at a time: a row that an index hides is one that a read does not find.
import type { DatabaseSync } from 'node:sqlite'
import { AppError } from '@ectrace/shared/errors'

/** Indexed columns by table; each is the index that SQLite makes for UNIQUE (state-schema.ts). */
const indexed = { entry: ['key', 'leaf_index'], tx: ['id'], tile: ['level', 'number'] } as const
/** Rows of leaves are never changed: those below a leaf are the same whenever they are looked at. Tiles are replaced while they grow: all levels. */
const bounded = { entry: 'leaf_index', tx: 'leaf_index', tile: 'level' } as const
type Table = keyof typeof indexed

/** Rows of one step: some tenths of a millisecond. */
const step = 64

type Row = Record<string, number | string | Uint8Array>

/** `same`: does the table have that row; `ascends`: does it come after the one before it. */
const indexSql = (table: Table): string => {
  const columns = indexed[table]
  const list = (prefix: string): string => columns.map((column) => `${prefix}${column}`).join(', ')
  const lags = columns.map((column) => `lag(${column}) OVER ()`).join(', ')
  return `SELECT ${list('')}, same, (${list('')}) > (${lags}) AS ascends FROM
    (SELECT ${list('i.')}, (${list('i.')}) = (${list('t.')}) AS same FROM ${table} i INDEXED BY sqlite_autoindex_${table}_1
     LEFT JOIN ${table} t ON t.rowid = i.rowid
     WHERE (${list('i.')}) > (${columns.map(() => '?').join(', ')}) AND i.${bounded[table]} < ? ORDER BY ${list('i.')} LIMIT ${step})`
}

const differs = (table: Table, what: string): AppError =>
  new AppError('STATE_DIGEST_MISMATCH', { details: { table, what } })

/** Before every value: nothing for texts and bytes, a number for numbers. */
const before = { entry: ['', -1], tx: [new Uint8Array(0)], tile: [-1, -1] } as const

/** Each row of the index is one of the table, and no two are the same. */
const countIndex = (database: DatabaseSync, table: Table, end: number, pause: () => void): number => {
  const query = database.prepare(indexSql(table))
  let last: Row[string][] = [...before[table]]
  let count = 0
  for (;;) {
    const rows = query.all(...last, end) as Row[]
    if (rows.some(({ same, ascends }, i) => same !== 1 || (i > 0 && ascends !== 1)))
      throw differs(table, 'the index has a row that the table does not have')
    count += rows.length
    const newest = rows.at(-1)
    if (!newest) return count
    last = indexed[table].map((column: string) => newest[column] ?? '')
    pause()
  }
}

const countTable = (database: DatabaseSync, table: Table, end: number, pause: () => void): number => {
  const query = database.prepare(`SELECT count(*) AS rows, max(number) AS last FROM
    (SELECT rowid AS number FROM ${table} NOT INDEXED WHERE rowid > ? AND ${bounded[table]} < ? ORDER BY rowid LIMIT ${10 * step})`)
  let [count, last] = [0, -1]
  for (;;) {
    const found = query.get(last, end)
    if (!found || found.rows === 0) return count
    count += Number(found.rows)
    last = Number(found.last)
    pause()
  }
}

const checkTable = (database: DatabaseSync, table: Table, end: number, pause: () => void): void => {
  if (countIndex(database, table, end, pause) !== countTable(database, table, end, pause))
    throw differs(table, 'the index lacks rows of the table')
}

/**
 * Throws STATE_DIGEST_MISMATCH {table, what} when an index leaves out rows of its table or has others. `pause` is called after every few
 * rows. The ledger may write meanwhile; only the few tiles are read as of one moment, which keeps its write-ahead log from beginning anew.
 */
export const checkIndexes = (database: DatabaseSync, pause: () => void): void => {
  const end = Number(database.prepare('SELECT max(leaf_index) AS last FROM tx').get()?.last ?? -1) + 1
  checkTable(database, 'entry', end, pause)
  checkTable(database, 'tx', end, pause)
  database.exec('BEGIN')
  checkTable(database, 'tile', Number.MAX_SAFE_INTEGER, pause)
  database.exec('COMMIT')
}
