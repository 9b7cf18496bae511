// The rows of the state database as a verification reads them: many in one piece of bytes, in the order in which the log wrote them.
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import type { RecordFacts, WriteFacts } from './record-facts.ts'

export type StateRows = {
  /** The rows of `tx` of the leaves from `first` to below `end`, as transactionRow writes them. */
  transactions: (first: number, end: number) => Uint8Array
  /** [hash, time, segment, offset] of a block. */
  block: (height: number) => readonly (string | number)[] | undefined
  /** The number of the first row of `entry` that a leaf from `leaf` on wrote, where the rows stand in the order of their leaves. */
  entriesOf: (leaf: number) => number
  /** The rows of `entry` with the numbers from `first` to below `end`, as entryRow writes them. */
  entries: (first: number, end: number) => Uint8Array
  /** user/… values in every version. */
  users: () => string[]
  close: () => void
}

// Texts in Latin-1 stand for bytes. Hashes of 32 bytes, numbers that a space ends and texts whose length was told: no two lists of rows look
// alike. Numbers are added to nothing, which leaves of anything else in their place a number or null.

/** How a row of `tx` is laid beside a record, of which `start` is the place in its segment. */
export const transactionRow = ({ id, height, index, length, digest }: RecordFacts, start: number): string =>
  `${id}${height} ${index} ${start} ${length} ${digest}`

// SQLite joins rows as it meets them, in the order of their numbers; were it another one, they would not be believed.
const transactionSql = `SELECT CAST(group_concat(
    concat(id, height + 0, ' ', position + 0, ' ', start + 0, ' ', length + 0, ' ', digest), '') AS BLOB)
  FROM tx WHERE leaf_index >= ? AND leaf_index < ? AND octet_length(id) = 32 AND octet_length(digest) = 32`

/** How a row of `entry` is laid beside a write. */
export const entryRow = ({ key, value, digest }: WriteFacts, leafIndex: number): string =>
  `${digest}${leafIndex} ${key.length} ${value.length} ${key}${value}`

const entrySql = `SELECT CAST(group_concat(
    concat(digest, leaf_index + 0, ' ', octet_length(key), ' ', octet_length(value), ' ', key, value), '') AS BLOB)
  FROM entry WHERE rowid >= ? AND rowid < ? AND octet_length(digest) = 32`

const none = new Uint8Array(0)
const bytesOf = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : none)

const asArrays = (statement: StatementSync): StatementSync => {
  statement.setReturnArrays(true)
  return statement
}

type Row = readonly unknown[]

/** Opens `file` for reading alone; rows of leaves and blocks never change, so that several readers see the same ones. */
export const openStateRows = (file: string): StateRows => {
  const database = new DatabaseSync(file, { readOnly: true })
  // One transaction for all: to begin one takes as long as to read fifty rows.
  database.exec('BEGIN')
  const prepare = (sql: string): StatementSync => asArrays(database.prepare(sql))
  const get = (statement: StatementSync, ...values: number[]): Row => (statement.get(...values) ?? []) as unknown as Row
  const transactions = prepare(transactionSql)
  const entries = prepare(entrySql)
  const block = prepare('SELECT lower(hex(hash)), time, segment, offset FROM block WHERE height = ?')
  const users = prepare("SELECT value FROM entry WHERE key >= 'user/' AND key < 'user0'")
  // Asked for together, the least and the greatest would cost SQLite a walk through the whole table.
  const ends = prepare('SELECT (SELECT min(rowid) FROM entry), (SELECT max(rowid) FROM entry)')
  const leafAt = prepare('SELECT leaf_index FROM entry WHERE rowid >= ? ORDER BY rowid LIMIT 1')
  return {
    transactions: (first, end) => bytesOf(get(transactions, first, end)[0]),
    block: (height) => block.get(height) as unknown as (string | number)[] | undefined,
    entriesOf: (leaf) => {
      let [low = 0, high = 0] = get(ends) as number[]
      while (low < high) {
        const middle = Math.floor((low + high) / 2)
        const [at = leaf] = get(leafAt, middle) as number[]
        if (at < leaf) low = middle + 1
        else high = middle
      }
      return low
    },
    entries: (first, end) => bytesOf(get(entries, first, end)[0]),
    users: () => (users.all() as unknown as [string][]).map(([value]) => value),
    close: () => database.close(),
  }
}
