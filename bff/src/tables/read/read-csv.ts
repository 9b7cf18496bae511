// A table from a text file: UTF-8, UTF-16 or GB 18030, separated by commas, semicolons or tabs, quoted as RFC 4180 says.
import { mostColumns, rowCollector, textCell, tooLarge, unreadable } from './cells.ts'
import type { TableRow } from './cells.ts'

const decode = (bytes: Buffer, encoding: string): string | undefined => {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** By its byte order mark; without one UTF-8 if it can be that, else what spreadsheets write in China. */
const decoded = (bytes: Buffer): string => {
  const mark = bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  const text =
    mark === 0xfffe || mark === 0xfeff
      ? decode(bytes, mark === 0xfffe ? 'utf-16le' : 'utf-16be')
      : (decode(bytes, 'utf-8') ?? decode(bytes, 'gb18030'))
  if (text === undefined) throw unreadable('csv.encoding')
  if (text.includes('\0')) throw unreadable('csv.no-nul')
  return text
}

/** The one that the first line has most of, outside of quotes. */
const separatorOf = (text: string): string => {
  const [line = ''] = text.split(/[\r\n]/, 1)
  const bare = line.replace(/"[^"]*"/g, '')
  const counts = [',', ';', '\t'].map((one) => [one, bare.split(one).length] as const)
  return counts.reduce((best, one) => (one[1] > best[1] ? one : best))[0]
}

/** What our own exports put before a cell that a spreadsheet would calculate (see tables/csv.ts). */
const withoutGuard = (text: string): string => (/^'+[=+\-@\t\r\n＝＋－＠]/.test(text) ? text.slice(1) : text)

type Field = { text: string; next: number }

const quoted = (text: string, at: number, row: number): Field => {
  let value = ''
  for (let from = at + 1; ;) {
    const end = text.indexOf('"', from)
    if (end < 0) throw unreadable('csv.quote-not-closed', `row.${String(row)}`)
    value += text.slice(from, end)
    if (text[end + 1] !== '"') return { text: value, next: end + 1 }
    value += '"'
    from = end + 2
  }
}

const bare = (text: string, at: number, separator: string): Field => {
  const ends = new RegExp(`[\\r\\n${separator}]`, 'g')
  ends.lastIndex = at
  const next = ends.exec(text)?.index ?? text.length
  return { text: text.slice(at, next), next }
}

const lineEnd = (text: string, at: number): number => (text.startsWith('\r\n', at) ? at + 2 : at + 1)

/** One row from `at` on, and where the next one begins. */
const readRow = (text: string, start: number, separator: string, row: number): { fields: string[]; next: number } => {
  const fields: string[] = []
  for (let at = start; ;) {
    const field = text[at] === '"' ? quoted(text, at, row) : bare(text, at, separator)
    fields.push(field.text)
    if (fields.length > mostColumns && field.text.trim() !== '')
      throw tooLarge(`columns.at-most-${String(mostColumns)}`)
    const end = text[field.next]
    if (end === undefined) return { fields, next: text.length }
    if (end === '\r' || end === '\n') return { fields, next: lineEnd(text, field.next) }
    if (end !== separator) throw unreadable('csv.text-after-quote', `row.${String(row)}`)
    at = field.next + 1
  }
}

/** Throws FILE_UNREADABLE or FILE_TOO_LARGE, naming the rule. */
export const readCsv = (bytes: Buffer): TableRow[] => {
  const whole = decoded(bytes)
  // A first line that only names the separator, for spreadsheets.
  const named = /^sep=([,;\t])\r?\n/.exec(whole)
  const separator = named?.[1] ?? separatorOf(whole)
  const { add, rows } = rowCollector()
  let row = named === null ? 0 : 1
  for (let at = named?.[0].length ?? 0; at < whole.length;) {
    row += 1
    const { fields, next } = readRow(whole, at, separator, row)
    add({ row, cells: fields.slice(0, mostColumns).map((field) => textCell(withoutGuard(field))) })
    at = next
  }
  return rows
}
