// The rows of the state database as a verification reads them: in leaf order for what the log can be laid beside, and as sums.
import { DatabaseSync } from 'node:sqlite'
import type { StatementSync } from 'node:sqlite'
import { addRow, noRows } from './row-sum.ts'
import type { RowSum } from './row-sum.ts'

/** How one row of `entry` counts in a sum; `digest` is hexadecimal. */
export const entryRow = (key: string, leafIndex: number, digest: string, value: string): string =>
  `${key}\n${leafIndex}\n${digest}\n${value}`

type Values = readonly (string | number)[]

export type StateRows = {
  /** [id, height, position, start, length, digest] of the leaves from `first` on, below `end`, in order. */
  transactions: (first: number, end: number) => Iterator<Values>
  /** [hash, time, segment, offset] of a block. */
  block: (height: number) => Values | undefined
  /** The sum over the rows of `entry` of a range, of leaves below `end`; `beyond`: how many others there are. */
  entries: (secret: string, range: EntryRange, end: number, progress: () => void) => { sum: RowSum; beyond: number }
  /** user/… values in every version. */
  users: () => string[]
  close: () => void
}

/** Rows of `entry` by what they are stored by: rowid, or key in a table without; `to` is exclusive. */
export type EntryRange = { from: string | number; to: string | number }

const storedBy = (database: DatabaseSync): 'rowid' | 'key' =>
  database.prepare("SELECT wr FROM pragma_table_list('entry')").get()?.wr === 0 ? 'rowid' : 'key'

const afterEveryKey = '\u{10ffff}'
const rowsOfRange = 200_000

/** The keys cut where their first part changes (`nonce/…`, `receipt/…`). */
const keyStarts = (database: DatabaseSync): string[] => {
  const next = database.prepare('SELECT key FROM entry WHERE key >= ? ORDER BY key LIMIT 1')
  const starts = ['']
  for (let row = next.get(''); row; row = next.get(starts.at(-1) ?? '')) {
    const kind = String(row.key).split('/', 1)[0] ?? ''
    starts.push(`${kind}0`) // '0' follows '/'
  }
  return starts
}

const rowStarts = (database: DatabaseSync): number[] => {
  const last = Number(database.prepare('SELECT max(rowid) AS last FROM entry').get()?.last ?? 0)
  return [Number.MIN_SAFE_INTEGER, ...Array.from({ length: last / rowsOfRange }, (_, i) => (i + 1) * rowsOfRange)]
}

/** Ranges that together are the whole table. */
export const entryRanges = (database: DatabaseSync): EntryRange[] => {
  const byRow = storedBy(database) === 'rowid'
  const starts: (string | number)[] = byRow ? rowStarts(database) : keyStarts(database)
  const end = byRow ? Number.MAX_SAFE_INTEGER : afterEveryKey
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? end }))
}

const asArrays = (statement: StatementSync): StatementSync => {
  statement.setReturnArrays(true)
  return statement
}

const progressEvery = 1_000

/** Opens `file` for reading alone; rows of leaves and blocks never change, so that several readers see the same ones. */
export const openStateRows = (file: string): StateRows => {
  const database = new DatabaseSync(file, { readOnly: true })
  const by = storedBy(database)
  const prepare = (sql: string): StatementSync => asArrays(database.prepare(sql))
  const transactions = prepare(`SELECT lower(hex(id)), height, position, start, length, lower(hex(digest)) FROM tx
    WHERE leaf_index >= ? AND leaf_index < ? ORDER BY leaf_index`)
  const block = prepare('SELECT lower(hex(hash)), time, segment, offset FROM block WHERE height = ?')
  const entries = prepare(`SELECT key || char(10) || leaf_index || char(10) || lower(hex(digest)) || char(10) || value,
    leaf_index FROM entry WHERE ${by} >= ? AND ${by} < ?`)
  const users = prepare("SELECT value FROM entry WHERE key >= 'user/' AND key < 'user0'")
  return {
    transactions: (first, end) => transactions.iterate(first, end) as unknown as Iterator<Values>,
    block: (height) => block.get(height) as Values | undefined,
    entries: (secret, { from, to }, end, progress) => {
      const sum = noRows()
      let beyond = 0
      for (const [row, leafIndex] of entries.iterate(from, to) as unknown as Iterable<[string, number]>) {
        if (leafIndex < end) addRow(sum, secret, row)
        else beyond++
        if ((sum.rows + beyond) % progressEvery === 0) progress()
      }
      return { sum, beyond }
    },
    users: () => (users.all() as unknown as [string][]).map(([value]) => value),
    close: () => database.close(),
  }
}
