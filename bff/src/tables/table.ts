// A table as a file: rows go in, bytes come out as they are asked for, whatever the format. Exports, label lists and templates are made here.
import { csvBytes } from './csv.ts'
import { xlsxBytes } from './xlsx.ts'

export type TableFormat = 'csv' | 'xlsx'
/** Text stays text, with its leading zeros; a number is one to reckon with. */
export type Cell = string | number | undefined
export type Row = readonly Cell[]
/** `width` in characters, for spreadsheets. */
export type Column = { title: string; width?: number }
/** `sheet`: what a spreadsheet calls the page. `notes`: another page behind it in a workbook; a text file has none. */
export type Table = {
  sheet: string
  columns: readonly Column[]
  rows: AsyncIterable<Row> | Iterable<Row>
  notes?: { sheet: string; columns: readonly Column[]; rows: readonly Row[] }
}

export const tableTypes: Readonly<Record<TableFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

/** The file in pieces of some 64 KB. A fault of the rows ends it with that fault: such a file is never whole. */
export const tableBytes = (format: TableFormat, table: Table): AsyncGenerator<Uint8Array> =>
  format === 'csv' ? csvBytes(table) : xlsxBytes(table)
