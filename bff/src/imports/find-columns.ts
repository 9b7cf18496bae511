// Finds which column of a file is which, by its head in either language, and names what is missing, strange or there twice.
import type { ImportKind } from '@ectrace/shared/api/file-views'
import { AppError } from '@ectrace/shared/errors'
import type { FieldFault } from '@ectrace/shared/errors'
import type { Cell, TableRow } from '../tables/read/cells.ts'
import { exportOnly, importColumns } from './columns.ts'
import type { Column } from './columns.ts'

/** `columns[i]` is what stands in column i of the file. `rows`: those below the head that are not examples. */
export type Found = { columns: (Column | undefined)[]; rows: TableRow[] }

/** Above the head there may be lines that say what the table is. */
const mostTitleRows = 5

/** As people write heads: whatever case, width and spaces, with a star for what is required. */
const plain = (title: string): string =>
  title
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*_:-]+/g, '')

const textOf = (cell: Cell | undefined): string => (cell === undefined || cell.kind === 'bad' ? '' : cell.text)

type Heads = { known: ReadonlyMap<string, Column>; passedOver: ReadonlySet<string> }

const headsOf = (kind: ImportKind): Heads => ({
  known: new Map(
    importColumns[kind].flatMap((column) =>
      [column.name, column.title.zh, column.title.en].map((title): [string, Column] => [plain(title), column]),
    ),
  ),
  passedOver: new Set(exportOnly[kind].flatMap(({ zh, en }) => [plain(zh), plain(en)])),
})

const faultsOf = (
  row: TableRow,
  columns: readonly (Column | undefined)[],
  kind: ImportKind,
  heads: Heads,
): FieldFault[] => {
  const strange = Array.from(row.cells).flatMap((cell, i): FieldFault[] => {
    if (cell === undefined || columns[i] !== undefined) return []
    const title = textOf(cell)
    if (title !== '' && heads.passedOver.has(plain(title))) return []
    return [{ field: title === '' ? `column.${String(i + 1)}` : title.slice(0, 80), rule: 'column.unknown' }]
  })
  const missing = importColumns[kind]
    .filter(({ name, required }) => required === true && !columns.some((column) => column?.name === name))
    .map(({ name }): FieldFault => ({ field: name, rule: 'column.missing' }))
  const twice = columns
    .filter((column, i) => column !== undefined && columns.indexOf(column) !== i)
    .map((column): FieldFault => ({ field: column?.name ?? '', rule: 'column.twice' }))
  return [...missing, ...strange, ...twice]
}

/** A row of a template that shows how it is meant: its first cell says so. */
export const exampleMark: Readonly<Record<'zh' | 'en', string>> = { zh: '示例：', en: 'Example: ' }
const isExample = ({ cells }: TableRow): boolean => /^(示例|example)\s*[:：]/i.test(textOf(cells.find((cell) => cell)))

/**
 * Throws FILE_UNREADABLE with a fault for each column that is missing (`column.missing`), unknown (`column.unknown`) or there twice; of the
 * first rows the one that fits best is the head.
 */
export const findColumns = (kind: ImportKind, table: readonly TableRow[]): Found => {
  const heads = headsOf(kind)
  const tried = table.slice(0, mostTitleRows).map((row, at) => {
    const columns = Array.from(row.cells, (cell) => heads.known.get(plain(textOf(cell))))
    return { at, columns, faults: faultsOf(row, columns, kind, heads), known: columns.filter((one) => one).length }
  })
  if (tried.length === 0)
    throw new AppError('FILE_UNREADABLE', { details: { faults: [{ field: 'file', rule: 'rows.none' }] } })
  const head = tried.reduce((best, one) => (one.known > best.known ? one : best))
  if (head.faults.length > 0) throw new AppError('FILE_UNREADABLE', { details: { faults: head.faults.slice(0, 20) } })
  return { columns: head.columns, rows: table.slice(head.at + 1).filter((row) => !isExample(row)) }
}
