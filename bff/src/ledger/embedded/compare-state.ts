// Compares the state database with one that was just replayed from the log: every row and column of every table.
import type { DatabaseSync } from 'node:sqlite'
import { isDeepStrictEqual } from 'node:util'
import { AppError } from '@ectrace/shared/errors'
import { tableOrder } from './state-schema.ts'

type Row = Record<string, unknown>
type Table = keyof typeof tableOrder

const differs = (table: Table, what: string, row: Row, column?: string): AppError => {
  const key = tableOrder[table]
    .split(', ')
    .map((name) => String(row[name]))
    .join(' ')
  return new AppError('STATE_DIGEST_MISMATCH', {
    details: { what, table, key, ...(column !== undefined && { column }) },
  })
}

const rows = (database: DatabaseSync, table: Table): Iterator<Row> =>
  database.prepare(`SELECT * FROM ${table} ORDER BY ${tableOrder[table]}`).iterate()

const compareTable = (table: Table, expected: DatabaseSync, actual: DatabaseSync): void => {
  const [want, have] = [rows(expected, table), rows(actual, table)]
  for (;;) {
    const [wanted, found] = [want.next(), have.next()]
    if (wanted.done === true && found.done === true) return
    if (wanted.done === true) throw differs(table, 'a row that the log does not have', found.value as Row)
    if (found.done === true) throw differs(table, 'a row of the log is missing', wanted.value)
    const column = Object.keys(wanted.value).find((name) => !isDeepStrictEqual(wanted.value[name], found.value[name]))
    if (column !== undefined) throw differs(table, 'the value is not the one of the log', wanted.value, column)
  }
}

/** Throws STATE_DIGEST_MISMATCH {what, table, key, column} at the first difference, also when SQLite cannot read its file. */
export const compareState = (expected: DatabaseSync, actual: DatabaseSync): void => {
  try {
    for (const table of Object.keys(tableOrder) as Table[]) compareTable(table, expected, actual)
  } catch (cause) {
    if (cause instanceof AppError) throw cause
    throw new AppError('STATE_DIGEST_MISMATCH', {
      cause,
      details: { what: 'the file cannot be read', table: 'state.db' },
    })
  }
}
