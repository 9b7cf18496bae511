// Workbooks made byte by byte for tests, honest ones and hostile ones: no writer of spreadsheets would make the latter.
import { crc32, deflateRawSync } from 'node:zlib'

export type Part = {
  name: string
  data: string | Buffer
  /** What the directory says instead of the truth. */
  lie?: { size?: number; crc?: number; flags?: number; method?: number; offset?: number }
}

const header = (signature: number, fields: readonly (readonly [number, 2 | 4])[]): Buffer => {
  const bytes = Buffer.alloc(4 + fields.reduce((sum, [, width]) => sum + width, 0))
  bytes.writeUInt32LE(signature)
  let at = 4
  for (const [value, width] of fields) {
    bytes.writeUIntLE(value, at, width)
    at += width
  }
  return bytes
}

/** A ZIP of these parts, deflated; `comment` stands at its end. */
export const zipOf = (parts: readonly Part[], comment = ''): Buffer => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const { name, data, lie = {} } of parts) {
    const bytes = Buffer.from(data)
    const packed = deflateRawSync(bytes, { level: 9 })
    const label = Buffer.from(name)
    const about = [
      [20, 2],
      [lie.flags ?? 0, 2],
      [lie.method ?? 8, 2],
      [0, 4],
      [lie.crc ?? crc32(bytes), 4],
      [packed.length, 4],
      [lie.size ?? bytes.length, 4],
      [label.length, 2],
      [0, 2],
    ] as const
    const local = Buffer.concat([header(0x04034b50, about), label, packed])
    files.push(local)
    const rest = [
      [0, 2],
      [0, 2],
      [0, 2],
      [0, 4],
      [lie.offset ?? offset, 4],
    ] as const
    directory.push(header(0x02014b50, [[20, 2], ...about, ...rest]), label)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = header(0x06054b50, [
    [0, 2],
    [0, 2],
    [parts.length, 2],
    [parts.length, 2],
    [entries.length, 4],
    [offset, 4],
    [Buffer.byteLength(comment), 2],
  ])
  return Buffer.concat([...files, entries, end, Buffer.from(comment)])
}

const relationships = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const link = (id: string, kind: string, target: string): string =>
  `<Relationship Id="${id}" Type="${relationships}/${kind}" Target="${target}"/>`

export type Workbook = {
  /** The sheet's rows, as XML. */
  rows?: string
  /** After the rows. */
  merged?: string
  /** The whole of the sheet's part. */
  sheet?: string
  from1904?: boolean
  /** Shared texts, as XML of each. */
  texts?: readonly string[]
  formats?: string
  /** Number of the format of each style, from 0. */
  styles?: readonly number[]
  sheets?: string
  extra?: readonly Part[]
}

const declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
export const sheetXml = (rows: string, merged = ''): string =>
  `${declaration}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData>${merged}</worksheet>`

export const partsOf = (book: Workbook): Part[] => {
  const { rows = '', merged, sheet = sheetXml(rows, merged), texts = [], styles = [0, 14], formats = '' } = book
  const workbookPr = book.from1904 === true ? '<workbookPr date1904="1"/>' : ''
  const sheets = book.sheets ?? '<sheet name="一" sheetId="1" r:id="rId1"/>'
  const xfs = styles.map((format) => `<xf numFmtId="${String(format)}"/>`).join('')
  const linked = [
    link('rId1', 'worksheet', 'worksheets/sheet1.xml'),
    link('rId2', 'worksheet', '/xl/worksheets/sheet2.xml'),
    link('rId3', 'sharedStrings', 'sharedStrings.xml'),
    link('rId4', 'styles', 'styles.xml'),
  ]
  return [
    {
      name: '_rels/.rels',
      data: `<Relationships>${link('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    },
    {
      name: 'xl/workbook.xml',
      data: `<workbook xmlns:r="${relationships}">${workbookPr}<sheets>${sheets}</sheets></workbook>`,
    },
    { name: 'xl/_rels/workbook.xml.rels', data: `<Relationships>${linked.join('')}</Relationships>` },
    { name: 'xl/worksheets/sheet1.xml', data: sheet },
    { name: 'xl/sharedStrings.xml', data: `<sst>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>` },
    {
      name: 'xl/styles.xml',
      data: `<styleSheet><numFmts>${formats}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${xfs}</cellXfs></styleSheet>`,
    },
    ...(book.extra ?? []),
  ]
}

export const workbook = (book: Workbook): Buffer => zipOf(partsOf(book))

const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

/** Rows of texts; a number stands as a number. */
export const rowsXml = (rows: readonly (readonly (string | number)[])[]): string =>
  rows
    .map((cells) => {
      const written = cells.map((cell) =>
        typeof cell === 'number'
          ? `<c><v>${String(cell)}</v></c>`
          : `<c t="inlineStr"><is><t>${escaped(cell)}</t></is></c>`,
      )
      return `<row>${written.join('')}</row>`
    })
    .join('')
