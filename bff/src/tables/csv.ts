// CSV for spreadsheets: RFC 4180 with a UTF-8 mark, without which Excel takes Chinese for Latin; no cell is ever a formula.
import { inPieces } from './pieces.ts'
import type { Cell, Row, Table } from './table.ts'

/**
 * What a spreadsheet may take for the beginning of a formula (OWASP, CSV Injection), full-width signs too. Apostrophes before it count as
 * well, so that taking one off again gives what was there.
 */
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/
/** A number may begin with a minus. */
const number = /^-?\d+(\.\d+)?$/

/** An apostrophe in front makes it text. */
const harmless = (text: string): string => (formula.test(text) && !number.test(text) ? `'${text}` : text)

const cellText = (cell: Cell): string => {
  if (cell === undefined) return ''
  if (typeof cell === 'number') return String(cell)
  const text = harmless(cell)
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

const lineOf = (row: Row): string => `${row.map(cellText).join(',')}\r\n`

async function* lines({ columns, rows }: Table): AsyncGenerator<string> {
  yield `\uFEFF${lineOf(columns.map(({ title }) => title))}`
  for await (const row of rows) yield lineOf(row)
}

export const csvBytes = (table: Table): AsyncGenerator<Uint8Array> => inPieces(lines(table))
