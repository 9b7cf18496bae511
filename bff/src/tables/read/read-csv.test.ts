// Text files as spreadsheets write them in different countries, and those that are none.
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AppError } from '@ectrace/shared/errors'
import { readTable } from './read-table.ts'

const cells = async (bytes: Buffer): Promise<string[][]> =>
  (await readTable(bytes)).map((row) => Array.from(row.cells, (cell) => cell?.text ?? ''))
const refused = async (bytes: Buffer): Promise<string> => {
  try {
    await readTable(bytes)
  } catch (error) {
    if (error instanceof AppError) return `${error.code} ${String(error.details.faults?.[0]?.rule)}`
    throw error
  }
  return 'read'
}

test('UTF-8 with and without its mark, UTF-16 and GB 18030 are told apart', async () => {
  const expected = [
    ['名称', '批号'],
    ['酸奶', 'A1'],
  ]
  const text = '名称,批号\r\n酸奶,A1\r\n'
  const bigEndian = Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()
  const gb18030 = Buffer.from('c3fbb3c62cc5fabac50d0acbe1c4cc2c41310d0a', 'hex')
  for (const bytes of [text, `\uFEFF${text}`].map((one) => Buffer.from(one)))
    expect(await cells(bytes)).toEqual(expected)
  expect(await cells(Buffer.from(`\uFEFF${text}`, 'utf16le'))).toEqual(expected)
  expect(await cells(bigEndian)).toEqual(expected)
  expect(await cells(gb18030)).toEqual(expected)
})

test('the separator is the one of the first line, or the one that it names', async () => {
  expect(await cells(Buffer.from('a;b\n"1;2";3'))).toEqual([
    ['a', 'b'],
    ['1;2', '3'],
  ])
  expect(await cells(Buffer.from('a\tb\n1,5\t2'))).toEqual([
    ['a', 'b'],
    ['1,5', '2'],
  ])
  expect(await cells(Buffer.from('sep=;\r\na;b,c'))).toEqual([['a', 'b,c']])
})

test('a row is counted as a spreadsheet counts, empty ones too and one with line ends in its quotes once', async () => {
  const rows = await readTable(Buffer.from('a,b\n\n"1\n""2""",3\r4,\n,,\nlast'))
  expect(rows.map(({ row, cells: read }) => [row, ...Array.from(read, (cell) => cell?.text ?? '')])).toEqual([
    [1, 'a', 'b'],
    [3, '1\n"2"', '3'],
    [4, '4', ''],
    [6, 'last'],
  ])
})

test('what is no table is refused by its rule', async () => {
  expect(await refused(Buffer.from('a,b\n"1'))).toBe('FILE_UNREADABLE csv.quote-not-closed')
  expect(await refused(Buffer.from('a,b\n"1"2,3'))).toBe('FILE_UNREADABLE csv.text-after-quote')
  expect(await refused(Buffer.from('a\0b'))).toBe('FILE_UNREADABLE csv.no-nul')
  expect(await refused(Buffer.from('a,\xff\xff', 'latin1'))).toBe('FILE_UNREADABLE csv.encoding')
  expect(await refused(Buffer.from('x\n'.repeat(1_011)))).toBe('FILE_TOO_LARGE rows.at-most-1000')
  expect(await refused(Buffer.from('x,'.repeat(60) + 'x'))).toBe('FILE_TOO_LARGE columns.at-most-50')
})

test('anything that is written with quotes is read back', async () => {
  const cell = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\0', '').trim().normalize('NFC'))
  const table = fc.array(
    fc.array(
      cell.filter((text) => text !== '' && !/^'*[=+\-@＝＋－＠]/.test(text)),
      { minLength: 1, maxLength: 6 },
    ),
    { minLength: 1, maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      const text = rows.map((row) => row.map((one) => `"${one.replaceAll('"', '""')}"`).join(',')).join('\r\n')
      expect(await cells(Buffer.from(`\uFEFF${text}`))).toEqual(rows)
    }),
    { numRuns: 200 },
  )
})
