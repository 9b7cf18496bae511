// A table as it stands in a file, whatever the kind of file: its rows, what a cell holds, and how much there may be of it.
import { AppError } from '@ectrace/shared/errors'

/**
 * `number`: plain decimal digits, as many as a spreadsheet shows. `date`: `2026-11-28` or `2026-11-28T14:30:00`. `bad`: nothing can be
 * read from it without a guess; `rule` says why.
 */
export type Cell = { kind: 'text' | 'number' | 'date'; text: string } | { kind: 'bad'; rule: string; text: string }

/** `row` is counted as a spreadsheet counts, from 1. A cell that is empty is absent. */
export type TableRow = { row: number; cells: (Cell | undefined)[] }

export const mostColumns = 50
/** Below the header. */
export const mostRows = 1_000
/** With the header, and some lines above it that say what the table is. */
const mostRowsKept = mostRows + 10
export const mostCharacters = 2_000
/** Rows that a spreadsheet can have. */
export const sheetRows = 1_048_576

export const unreadable = (rule: string, field = 'file', value?: string): AppError =>
  new AppError('FILE_UNREADABLE', {
    details: { faults: [value === undefined ? { field, rule } : { field, rule, value: value.slice(0, 80) }] },
  })
export const tooLarge = (rule: string): AppError =>
  new AppError('FILE_TOO_LARGE', { details: { faults: [{ field: 'file', rule }] } })

/** The code of an error of Node's, '' for any other. */
export const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''

const tooManyRows = (): AppError => tooLarge(`rows.at-most-${String(mostRows)}`)

const shown = 40

/** A text of people, trimmed; too long a one is not kept. Undefined for an empty one. */
export const textCell = (raw: string, kind: 'text' | 'number' | 'date' = 'text'): Cell | undefined => {
  const text = raw.trim().normalize('NFC')
  if (text === '') return undefined
  if (text.length > mostCharacters) {
    return { kind: 'bad', rule: `cell.at-most-${String(mostCharacters)}-characters`, text: text.slice(0, shown) }
  }
  return { kind, text }
}

export const badCell = (rule: string, text: string): Cell => ({ kind: 'bad', rule, text: text.slice(0, shown) })

/** Takes rows one after the other; what is empty is not kept. FILE_TOO_LARGE when there are more than are taken. */
export const rowCollector = (): { add: (row: TableRow) => void; rows: TableRow[] } => {
  const rows: TableRow[] = []
  return {
    rows,
    add: (row) => {
      if (row.cells.every((cell) => cell === undefined)) return
      if (rows.length === mostRowsKept) throw tooManyRows()
      rows.push(row)
    },
  }
}
