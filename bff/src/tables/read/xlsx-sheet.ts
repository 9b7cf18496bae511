// The cells of one sheet of a workbook: those that hold something, and those that a merged area covers.
import { readXml } from './read-xml.ts'
import type { Attributes } from './read-xml.ts'
import { dateCell, numberCell } from './spreadsheet-number.ts'
import {
  badCell,
  mostCharacters,
  mostColumns,
  rowCollector,
  sheetRows,
  textCell,
  tooLarge,
  unreadable,
} from './cells.ts'
import type { Cell, TableRow } from './cells.ts'
import type { Book } from './xlsx-book.ts'

/** `shared`: the number of a text that stands in another part. */
type Raw = Cell | { kind: 'shared'; at: number } | undefined
type RawRow = { row: number; cells: Raw[] }
type Area = { top: number; bottom: number; left: number; right: number }

const mostAreas = 10_000
/** Of one cell while it is read: somewhat more than is taken, so that the right rule is named. */
const mostHeard = mostCharacters * 4

const columnOf = (letters: string): number =>
  Array.from(letters).reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 64, 0) - 1

const placeOf = (reference: string): { row: number; column: number } => {
  const [, letters = '', digits = ''] = /^\$?([A-Z]{1,3})\$?(\d{1,7})$/.exec(reference) ?? []
  const place = { row: Number(digits), column: columnOf(letters) }
  if (letters === '' || place.row < 1 || place.row > sheetRows || place.column >= 16_384) {
    throw unreadable('sheet.cell-reference', 'file', reference)
  }
  return place
}

const areaOf = (reference: string): Area => {
  const [from = '', to = from] = reference.split(':')
  const [a, b] = [placeOf(from), placeOf(to)]
  return { top: a.row, bottom: b.row, left: a.column, right: b.column }
}

/** `_x000D_` stands for a character that XML cannot hold (ECMA-376 part 1, 22.9.2.19). */
export const unescaped = (text: string): string =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_all, code: string) => String.fromCharCode(parseInt(code, 16)))

type Heard = { type: string; style: number; value: string | undefined; inline: string; formula: boolean }

/** A number with the style of a day is one. */
const numericCell = ({ value = '', style }: Heard, { from1904, isDate }: Book): Raw =>
  isDate(style) ? dateCell(value, from1904) : numberCell(value)

const byType: Record<string, (heard: Heard, book: Book) => Raw> = {
  s: ({ value = '' }) =>
    /^\d{1,9}$/.test(value) ? { kind: 'shared', at: Number(value) } : badCell('cell.text', value),
  inlineStr: ({ inline }) => textCell(unescaped(inline)),
  str: ({ value = '' }) => textCell(unescaped(value)),
  e: ({ value = '' }) => badCell('cell.error', value),
  b: ({ value = '' }) => textCell(value === '1' ? 'TRUE' : 'FALSE'),
  d: ({ value = '' }) => textCell(value.replace(/T00:00:00(?:\.0+)?Z?$/, ''), 'date'),
  n: numericCell,
}

const cellOf = (heard: Heard, book: Book): Raw => {
  const { type, value, inline, formula } = heard
  // The last result is taken; a file that was never calculated has none.
  if (formula && value === undefined) return badCell('cell.formula-without-result', '')
  if (value === undefined && inline === '') return undefined
  return (byType[type] ?? numericCell)(heard, book)
}

/** Hears the sheet's XML; `add` gets every row that holds something. */
const sheetReader = (book: Book, add: (row: RawRow) => void, merge: (area: Area) => void) => {
  let row: RawRow = { row: 0, cells: [] }
  let column = -1
  let heard: Heard | undefined
  let into: 'value' | 'inline' | undefined
  let phonetic = false

  const openRow = ({ r }: Attributes): void => {
    const number = r === undefined ? row.row + 1 : Number(r)
    if (!Number.isInteger(number) || number <= row.row || number > sheetRows)
      throw unreadable('sheet.row-number', 'file', r)
    row = { row: number, cells: [] }
    column = -1
  }
  const openCell = ({ r, t = 'n', s = '0' }: Attributes): void => {
    column = r === undefined ? column + 1 : placeOf(r).column
    heard = { type: t, style: Number(s), value: undefined, inline: '', formula: false }
  }
  const closeCell = (): void => {
    const cell = heard === undefined ? undefined : cellOf(heard, book)
    heard = undefined
    if (cell === undefined) return
    if (column >= mostColumns) throw tooLarge(`columns.at-most-${String(mostColumns)}`)
    row.cells[column] = cell
  }
  const opening: Record<string, (attributes: Attributes) => void> = {
    row: openRow,
    c: openCell,
    f: () => {
      if (heard !== undefined) heard.formula = true
    },
    v: () => {
      into = 'value'
      if (heard !== undefined) heard.value = ''
    },
    t: () => {
      into = phonetic ? undefined : 'inline'
    },
    rPh: () => {
      phonetic = true
    },
    mergeCell: ({ ref = '' }) => {
      merge(areaOf(ref))
    },
  }
  const closing: Record<string, () => void> = {
    row: () => {
      add(row)
    },
    c: closeCell,
    v: () => {
      into = undefined
    },
    t: () => {
      into = undefined
    },
    rPh: () => {
      phonetic = false
    },
  }
  return {
    open: (name: string, attributes: Attributes): void => opening[name]?.(attributes),
    close: (name: string): void => closing[name]?.(),
    text: (text: string): void => {
      if (heard === undefined || into === undefined) return
      if ((heard[into] ?? '').length < mostHeard) heard[into] = (heard[into] ?? '') + text
    },
  }
}

/** Only the first cell of an area holds its value: what the others stand for, nobody can tell. */
const markMerged = ({ row, cells }: TableRow, areas: readonly Area[]): void => {
  for (const { top, bottom, left, right } of areas) {
    if (row < top || row > bottom) continue
    for (let column = left; column <= Math.min(right, mostColumns - 1); column += 1) {
      if (row !== top || column !== left) cells[column] = badCell('cell.merged', '')
    }
  }
}

/** `texts` gives the shared texts with these numbers. */
export const readSheet = async (
  chunks: AsyncIterable<Buffer>,
  book: Book,
  texts: (wanted: ReadonlySet<number>) => Promise<ReadonlyMap<number, string>>,
): Promise<TableRow[]> => {
  const raw: RawRow[] = []
  const areas: Area[] = []
  const kept = rowCollector()
  // Counted with placeholders, so that a sheet of a million rows is refused before its texts are looked for.
  const add = (row: RawRow): void => {
    kept.add({ row: row.row, cells: row.cells.map((cell) => (cell?.kind === 'shared' ? badCell('', '') : cell)) })
    if (row.cells.some((cell) => cell !== undefined)) raw.push(row)
  }
  const merge = (area: Area): void => {
    if (areas.length === mostAreas) throw tooLarge('sheet.merged-areas')
    areas.push(area)
  }
  await readXml(chunks, sheetReader(book, add, merge))
  const wanted = new Set(
    raw.flatMap(({ cells }) => cells.flatMap((cell) => (cell?.kind === 'shared' ? [cell.at] : []))),
  )
  const shared = await texts(wanted)
  const collected = rowCollector()
  for (const { row, cells } of raw) {
    const read = Array.from(cells, (cell) => (cell?.kind === 'shared' ? textCell(shared.get(cell.at) ?? '') : cell))
    const tableRow = { row, cells: read }
    if (read.some((cell) => cell !== undefined)) markMerged(tableRow, areas)
    collected.add(tableRow)
  }
  return collected.rows
}
