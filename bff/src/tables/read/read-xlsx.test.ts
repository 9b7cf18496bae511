// Workbooks as people and programs make them, and as somebody makes them who wants the server to fall.
import { describe, expect, test } from '@jest/globals'
import { AppError } from '@ectrace/shared/errors'
import { partsOf, rowsXml, sheetXml, workbook, zipOf } from '../../../test/workbook-fixture.ts'
import type { Part, Workbook } from '../../../test/workbook-fixture.ts'
import { readTable } from './read-table.ts'

/** `row: cells`, a bad cell as its rule in angle brackets. */
const shown = async (bytes: Buffer): Promise<string[]> =>
  (await readTable(bytes)).map(({ row, cells }) => {
    const texts = Array.from(cells, (cell) =>
      cell === undefined ? '' : cell.kind === 'bad' ? `<${cell.rule}>` : cell.text,
    )
    return `${String(row)}: ${texts.join('|')}`
  })
const read = (book: Workbook): Promise<string[]> => shown(workbook(book))

const refused = async (bytes: Buffer): Promise<string> => {
  try {
    await readTable(bytes)
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${String(error.details.faults?.[0]?.rule)}`
    throw error
  }
  return 'read'
}
/** A workbook with one of its parts replaced. */
const withPart = (part: Part): Buffer => zipOf([...partsOf({}).filter(({ name }) => name !== part.name), part])
const withSheet = (data: string): Buffer => withPart({ name: 'xl/worksheets/sheet1.xml', data })
const cell = (type: string, value: string): string => `<c t="${type}"><v>${value}</v></c>`

describe('cells', () => {
  test('texts are read wherever they stand, without what only says how they are pronounced', async () => {
    const texts = ['<t>第一</t>', '<r><t>粗</t></r><r><t>体</t></r><rPh><t>cu ti</t></rPh>']
    const rows = `<row r="3"><c r="A3" t="s"><v>1</v></c><c r="C3" t="inlineStr"><is><t> 直接 </t></is></c></row>
      <row r="7">${cell('str', 'a_x0041_&amp;b')}${cell('s', '0')}${cell('b', '1')}</row>`
    expect(await read({ rows, texts })).toEqual(['3: 粗体||直接', '7: aA&b|第一|TRUE'])
  })

  test('a number is what a spreadsheet shows, never the noise behind its fifteenth digit', async () => {
    const stored = ['0.30000000000000004', '1.1000000000000001', '6901234567892', '1.5E-7', '-3', '1E3', '0.1']
    const rows = `<row>${stored.map((value) => cell('n', value)).join('')}</row>`
    expect(await read({ rows })).toEqual(['1: 0.3|1.1|6901234567892|0.00000015|-3|1000|0.1'])
  })

  test('a number that lost its digits before it came here is not guessed', async () => {
    const rows = `<row>${cell('n', '123456789012345678')}${cell('n', 'NaN')}${cell('n', '')}</row>`
    expect(await read({ rows })).toEqual(['1: <cell.number-beyond-15-digits>|<cell.number>|<cell.number>'])
  })

  test('days are counted from 1900 with the day that never was, or from 1904', async () => {
    const day = (value: string): string => `<c s="1"><v>${value}</v></c>`
    const rows = `<row>${['1', '59', '60', '61', '46354', '46354.604166666664', '-1'].map(day).join('')}</row>`
    expect(await read({ rows })).toEqual([
      '1: 1900-01-01|1900-02-28|<cell.no-such-day>|1900-03-01|2026-11-28|2026-11-28T14:30:00|<cell.no-such-day>',
    ])
    const mac = `<row>${day('0')}${day('44892')}</row>`
    expect(await read({ rows: mac, from1904: true })).toEqual(['1: 1904-01-01|2026-11-28'])
  })

  test('a format is one of a day by its letters, not by its texts or colours', async () => {
    const formats = [
      '<numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>',
      '<numFmt numFmtId="165" formatCode="[Red]0.00&quot;days&quot;"/>',
      '<numFmt numFmtId="166" formatCode="\\d0"/>',
    ].join('')
    const rows = `<row>${[1, 2, 3, 4].map((style) => `<c s="${String(style)}"><v>46354</v></c>`).join('')}</row>`
    expect(await read({ rows, formats, styles: [0, 164, 165, 166, 31] })).toEqual([
      '1: 2026-11-28|46354|46354|2026-11-28',
    ])
  })

  test('only the first cell of a merged area has its value, and the others say why they have none', async () => {
    const rows = rowsXml([['甲', '乙', '丙'], ['丁'], ['', '', '戊']])
    const merged = '<mergeCells><mergeCell ref="A2:B3"/></mergeCells>'
    expect(await read({ rows, merged })).toEqual([
      '1: 甲|乙|丙',
      '2: 丁|<cell.merged>',
      '3: <cell.merged>|<cell.merged>|戊',
    ])
  })

  test('a formula counts by its last result; without one, or with an error, it is bad', async () => {
    const rows = `<row><c><f>1+1</f><v>2</v></c><c><f>A1</f></c><c t="e"><v>#N/A</v></c><c t="str"><f>"a"</f><v>a</v></c></row>`
    expect(await read({ rows })).toEqual(['1: 2|<cell.formula-without-result>|<cell.error>|a'])
  })

  test('the sheet that is read is the first that is shown', async () => {
    const sheets = '<sheet name="a" state="hidden" r:id="rId1"/><sheet name="b" r:id="rId2"/>'
    const extra = [{ name: 'xl/worksheets/sheet2.xml', data: sheetXml(rowsXml([['二']])) }]
    expect(await read({ rows: rowsXml([['一']]), sheets, extra })).toEqual(['1: 二'])
    expect(await refused(workbook({ sheets: '<sheet name="a" state="veryHidden" r:id="rId1"/>' }))).toBe(
      'FILE_UNREADABLE sheet.none-visible',
    )
  })

  test('a million empty rows hold nothing; the one with something keeps its number', async () => {
    const empty = Array.from({ length: 200_000 }, (_none, i) => `<row r="${String(i + 1)}"/>`).join('')
    const rows = `${empty}<row r="1048576"><c r="B1048576" s="1"/><c r="XFD1048576" s="1"/><c r="A1048576"><v>5</v></c></row>`
    expect(await read({ rows })).toEqual(['1048576: 5'])
  })
})

describe('what is refused', () => {
  test('more rows, columns and characters than are taken', async () => {
    expect(await refused(workbook({ rows: rowsXml(Array.from({ length: 1_011 }, () => ['x'])) }))).toBe(
      'FILE_TOO_LARGE rows.at-most-1000',
    )
    expect(await refused(workbook({ rows: rowsXml([Array.from({ length: 51 }, () => 'x')]) }))).toBe(
      'FILE_TOO_LARGE columns.at-most-50',
    )
    expect(await read({ rows: rowsXml([['x'.repeat(2_001), 'x'.repeat(3_000_000)]]) })).toEqual([
      '1: <cell.at-most-2000-characters>|<cell.at-most-2000-characters>',
    ])
  })

  test('a bomb is stopped by what it unfolds into, whatever its headers say', async () => {
    const data = Buffer.alloc(70 * 1024 * 1024, ' ')
    expect(await refused(withPart({ name: 'xl/worksheets/sheet1.xml', data, lie: { size: 10 } }))).toBe(
      'FILE_TOO_LARGE zip.unfolds-too-far',
    )
  })

  test('parts that share their bytes, or lie about them', async () => {
    expect(await refused(withPart({ name: 'xl/x.xml', data: 'x', lie: { offset: 0 } }))).toBe(
      'FILE_UNREADABLE zip.overlapping',
    )
    const name = 'xl/worksheets/sheet1.xml'
    expect(await refused(withPart({ name, data: sheetXml(''), lie: { crc: 1 } }))).toBe('FILE_UNREADABLE zip.checksum')
    expect(await refused(withPart({ name, data: sheetXml(''), lie: { method: 12 } }))).toBe(
      'FILE_UNREADABLE zip.method',
    )
    expect(await refused(withPart({ name, data: sheetXml(''), lie: { offset: 9e8 } }))).toBe(
      'FILE_UNREADABLE zip.local-header',
    )
    expect(await refused(zipOf([...partsOf({}), { name, data: '' }]))).toBe('FILE_UNREADABLE zip.twice')
    const many = Array.from({ length: 501 }, (_none, i) => ({ name: `x${String(i)}`, data: '' }))
    expect(await refused(zipOf(many))).toBe('FILE_TOO_LARGE zip.at-most-500-parts')
  })

  test('a document type, entities, broken or too deep XML', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet><sheetData>&b;</sheetData></worksheet>'
    expect(await refused(withSheet(bomb))).toBe('FILE_UNREADABLE xml.no-document-type')
    expect(await refused(withSheet('<worksheet>&b;</worksheet>'))).toBe('FILE_UNREADABLE xml.well-formed')
    expect(await refused(withSheet('<worksheet><a></worksheet>'))).toBe('FILE_UNREADABLE xml.well-formed')
    expect(await refused(withSheet('<a>'.repeat(100_000)))).toBe('FILE_TOO_LARGE xml.depth')
    expect(
      await refused(withPart({ name: 'xl/worksheets/sheet1.xml', data: Buffer.from('3c613eff3c2f613e', 'hex') })),
    ).toBe('FILE_UNREADABLE xml.encoding')
  })

  test('rows and cells whose numbers no sheet has', async () => {
    const rule = async (rows: string): Promise<string> => refused(workbook({ rows }))
    expect(await rule('<row r="1048577"><c><v>1</v></c></row>')).toBe('FILE_UNREADABLE sheet.row-number')
    expect(await rule('<row r="99999999999"/>')).toBe('FILE_UNREADABLE sheet.row-number')
    expect(await rule('<row r="2"/><row r="2"/>')).toBe('FILE_UNREADABLE sheet.row-number')
    expect(await rule('<row r="1"><c r="ZZZZ1"><v>1</v></c></row>')).toBe('FILE_UNREADABLE sheet.cell-reference')
  })

  test('files of other kinds, each by its name', async () => {
    const compound = Buffer.from('d0cf11e0a1b11ae1', 'hex')
    expect(await refused(compound)).toBe('FILE_UNREADABLE file.old-workbook')
    const locked = Buffer.concat([compound, Buffer.from('EncryptedPackage', 'utf16le')])
    expect(await refused(locked)).toBe('FILE_UNREADABLE file.encrypted')
    expect(await refused(withPart({ name: 'x', data: 'x', lie: { flags: 1 } }))).toBe('FILE_UNREADABLE file.encrypted')
    expect(await refused(zipOf([{ name: 'word/document.xml', data: '<a/>' }]))).toBe(
      'FILE_UNREADABLE file.not-a-workbook',
    )
    expect(await refused(Buffer.from('PK'))).toBe('FILE_UNREADABLE zip.no-directory')
    expect(await refused(workbook({}).subarray(0, -30))).toBe('FILE_UNREADABLE zip.no-directory')
    expect(await refused(Buffer.alloc(0))).toBe('FILE_UNREADABLE file.empty')
  })
})
