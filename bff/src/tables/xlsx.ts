// XLSX as a stream (ECMA-376): text cells inline, so that nothing is held until the end; no cell is ever a formula.
import { inPieces } from './pieces.ts'
import type { Cell, Column, Row, Table } from './table.ts'
import { zipBytes } from './zip.ts'
import type { ZipFile } from './zip.ts'

/** Rows of a sheet in Excel, its head among them; the table goes on in another sheet. */
const rowsOfSheet = 1_048_576
/** Characters in a cell in Excel; more of them and the file counts as damaged. */
const mostText = 32_767

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const packaged = 'http://schemas.openxmlformats.org/package/2006'
const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const xml = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/** Formats of cells by number: 0 as it comes, 1 text, 2 the head. */
const style = { text: 1, head: 2 } as const
const styles = `<styleSheet xmlns="${main}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/><xf xfId="0" numFmtId="49" applyNumberFormat="1"/><xf xfId="0" numFmtId="49" applyNumberFormat="1" fontId="1" applyFont="1"/></cellXfs></styleSheet>`

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => entities[sign] ?? sign)

/** Signs that XML 1.0 has no place for, or does not keep. */
const unwritable = /[^\P{Cc}\t\n]|[\uFFFE\uFFFF]/gu
const hex = (sign: string): string => `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`

/** They are written as an escape, and so is text that looks like one (ST_Xstring). */
const storable = (text: string): string => text.replace(/_(?=x[0-9A-F]{4}_)/gi, '_x005F_').replace(unwritable, hex)

const special = /[&<>"_\uFFFE\uFFFF]|\p{Cc}/u
/** Nearly no text has anything to escape: one look tells. */
const textXml = (text: string): string => (special.test(text) ? escaped(storable(text)) : text)

/** A, B … Z, AA: the name of a column. */
const columnName = (index: number): string =>
  (index < 26 ? '' : columnName(Math.floor(index / 26) - 1)) + String.fromCharCode(65 + (index % 26))

const cellXml = (cell: Cell, at: string, format: number): string => {
  if (cell === undefined || cell === '') return ''
  if (typeof cell === 'number') return `<c r="${at}"><v>${String(cell)}</v></c>`
  if (cell.length > mostText) throw new RangeError(`a cell of more than ${String(mostText)} characters`)
  return `<c r="${at}" t="inlineStr" s="${String(format)}"><is><t xml:space="preserve">${textXml(cell)}</t></is></c>`
}

const rowWriter = (columns: number): ((row: Row, number: number, format?: number) => string) => {
  const names = Array.from({ length: columns }, (_none, index) => columnName(index))
  return (row, number, format = style.text) =>
    `<row r="${String(number)}">${names.map((name, i) => cellXml(row[i], `${name}${String(number)}`, format)).join('')}</row>`
}

const columnsXml = (columns: readonly Column[]): string =>
  columns
    .map(
      ({ width = 16 }, i) =>
        `<col min="${String(i + 1)}" max="${String(i + 1)}" width="${String(width)}" customWidth="1"/>`,
    )
    .join('')

/** One sheet: its head, and rows until there are none or it is full; `next` is asked for one row at a time. */
async function* sheetXml(
  columns: readonly Column[],
  next: () => Promise<Row | undefined>,
  most: number,
): AsyncGenerator<string> {
  const write = rowWriter(columns.length)
  yield `${xml}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${columnsXml(columns)}</cols><sheetData>`
  yield write(
    columns.map(({ title }) => title),
    1,
    style.head,
  )
  for (let number = 2; number <= most; number += 1) {
    const row = await next()
    if (row === undefined) break
    yield write(row, number)
  }
  yield '</sheetData></worksheet>'
}

const whole = (name: string, text: string): ZipFile => ({ name, bytes: Buffer.from(xml + text) })

/** What names the sheets; written after them, when their number is known. */
const bookFiles = (titles: readonly string[]): ZipFile[] => {
  const numbers = titles.map((_title, i) => String(i + 1))
  const sheets = titles
    .map((title, i) => `<sheet name="${escaped(title)}" sheetId="${String(i + 1)}" r:id="rId${String(i + 1)}"/>`)
    .join('')
  const links = numbers
    .map((n) => `<Relationship Id="rId${n}" Type="${office}/worksheet" Target="worksheets/sheet${n}.xml"/>`)
    .join('')
  const parts = numbers
    .map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${kind}.worksheet+xml"/>`)
    .join('')
  return [
    whole('xl/styles.xml', styles),
    whole('xl/workbook.xml', `<workbook xmlns="${main}" xmlns:r="${office}"><sheets>${sheets}</sheets></workbook>`),
    whole(
      'xl/_rels/workbook.xml.rels',
      `<Relationships xmlns="${packaged}/relationships">${links}<Relationship Id="styles" Type="${office}/styles" Target="styles.xml"/></Relationships>`,
    ),
    whole(
      '_rels/.rels',
      `<Relationships xmlns="${packaged}/relationships"><Relationship Id="book" Type="${office}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ),
    whole(
      '[Content_Types].xml',
      `<Types xmlns="${packaged}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${kind}.styles+xml"/>${parts}</Types>`,
    ),
  ]
}

const sheetFile = (
  number: number,
  columns: readonly Column[],
  next: () => Promise<Row | undefined>,
  most: number,
): ZipFile => ({ name: `xl/worksheets/sheet${String(number)}.xml`, bytes: inPieces(sheetXml(columns, next, most)) })

async function* files({ sheet, columns, rows, notes }: Table, most: number): AsyncGenerator<ZipFile> {
  async function* each(): AsyncGenerator<Row> {
    yield* rows
  }
  const source = each()
  let ahead = await source.next()
  const next = async (): Promise<Row | undefined> => {
    if (ahead.done === true) return undefined
    const row = ahead.value
    ahead = await source.next()
    return row
  }
  const titles: string[] = []
  try {
    do {
      titles.push(titles.length === 0 ? sheet : `${sheet.slice(0, 28)} ${String(titles.length + 1)}`)
      yield sheetFile(titles.length, columns, next, most)
    } while (ahead.done !== true)
  } finally {
    // Nobody reads on: what makes the rows is told.
    await source.return(undefined)
  }
  if (notes !== undefined) {
    titles.push(notes.sheet)
    const noted = notes.rows.values()
    yield sheetFile(titles.length, notes.columns, () => Promise.resolve(noted.next().value), most)
  }
  yield* bookFiles(titles)
}

export const xlsxBytes = (table: Table, most = rowsOfSheet): AsyncGenerator<Uint8Array> => zipBytes(files(table, most))
