// Tables as files: read back by another library, text exactly as it was, no formulas, no more held than a piece, stopped when nobody reads.
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from '@jest/globals'
import { strFromU8, unzipSync } from 'fflate'
import { tableBytes } from './table.ts'
import { xlsxBytes } from './xlsx.ts'
import type { Row, Table, TableFormat } from './table.ts'

const columns = [{ title: '编号' }, { title: 'Link', width: 60 }, { title: 'Serial' }]
const table = (rows: Iterable<Row>): Table => ({ sheet: '标签 <1>', columns, rows })
const made = (format: TableFormat, rows: Iterable<Row>): Promise<Buffer> =>
  buffer(Readable.from(tableBytes(format, table(rows))))
const csv = async (rows: Iterable<Row>): Promise<string> => (await made('csv', rows)).toString()
const xlsx = async (rows: Iterable<Row>): Promise<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(unzipSync(await made('xlsx', rows))).map(([name, bytes]) => [name, strFromU8(bytes)]),
  )
const sheet = async (rows: Iterable<Row>): Promise<string> => (await xlsx(rows))['xl/worksheets/sheet1.xml'] ?? ''

describe('a CSV table', () => {
  test('begins with the UTF-8 mark and the titles, ends each line with CR LF, and quotes what must be quoted', async () => {
    expect(
      await csv([
        [1, 'a,"b"\nc', ' x'],
        [2, undefined, '0690'],
      ]),
    ).toBe('\uFEFF编号,Link,Serial\r\n1,"a,""b""\nc"," x"\r\n2,,0690\r\n')
  })

  test('has no cell that a spreadsheet takes for a formula, and leaves numbers alone', async () => {
    const attacks = ['=1+1', '+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '＝1+1', '=HYPERLINK("http://x","y")']
    const cells = (await csv(attacks.map((text) => [0, text, '']))).split('\r\n').slice(1, -1)
    for (const line of cells) expect(line).toMatch(/^0,"?'/)
    expect(await csv([[-1, '-12.5', '-7']])).toContain('\r\n-1,-12.5,-7\r\n')
  })
})

describe('an XLSX table', () => {
  test('has every part that a workbook needs, and its sheet by name', async () => {
    const files = await xlsx([[1, 'x', 'y']])
    expect(Object.keys(files).sort()).toEqual([
      '[Content_Types].xml',
      '_rels/.rels',
      'xl/_rels/workbook.xml.rels',
      'xl/styles.xml',
      'xl/workbook.xml',
      'xl/worksheets/sheet1.xml',
    ])
    expect(files['xl/workbook.xml']).toContain('<sheet name="标签 &lt;1&gt;" sheetId="1" r:id="rId1"/>')
  })

  test('keeps text as text with its zeros, numbers as numbers, and says no formula', async () => {
    const text = await sheet([[7, '=1+1', '0690123456789']])
    expect(text).toContain('<c r="A2"><v>7</v></c>')
    expect(text).toContain('<c r="B2" t="inlineStr" s="1"><is><t xml:space="preserve">=1+1</t></is></c>')
    expect(text).toContain('>0690123456789</t>')
    expect(text).not.toContain('<f>')
  })

  test('escapes what XML cannot hold, and what looks like such an escape', async () => {
    expect(await sheet([[0, 'a&<b>\u0001\r_x000D_', '']])).toContain('>a&amp;&lt;b&gt;_x0001__x000D__x005F_x000D_</t>')
  })

  test('of more rows than a sheet holds goes on in another one with the same head', async () => {
    const files = unzipSync(await buffer(Readable.from(xlsxBytes(table([[1], [2], [3], [4], [5]]), 3))))
    const cells = [1, 2, 3].map((number) =>
      [
        ...strFromU8(files[`xl/worksheets/sheet${String(number)}.xml`] ?? new Uint8Array()).matchAll(
          /<v>(\d)<|>(编号)</g,
        ),
      ]
        .map(([, value, title]) => value ?? title)
        .join(' '),
    )
    expect(cells).toEqual(['编号 1 2', '编号 3 4', '编号 5'])
    expect(strFromU8(files['xl/workbook.xml'] ?? new Uint8Array())).toContain('name="标签 &lt;1&gt; 3" sheetId="3"')
  })
})

describe('either', () => {
  test.each(['csv', 'xlsx'] as const)('takes rows only as its reader takes bytes (%s)', async (format) => {
    let taken = 0
    let stopped = false
    function* endless(): Generator<Row> {
      try {
        for (;;) yield [taken++, `https://trace.example.cn/${String(taken * 7919)}`, 'x'.repeat(taken % 50)]
      } finally {
        stopped = true
      }
    }
    const bytes = tableBytes(format, table(endless()))
    let length = 0
    while (length < 100_000) {
      const next = await bytes.next()
      if (next.done === true) break
      length += next.value.length
    }
    const before = taken
    await new Promise((resolve) => setImmediate(resolve))
    expect(taken - before).toBeLessThan(10_000)
    await bytes.return(undefined)
    await new Promise((resolve) => setImmediate(resolve))
    expect(stopped).toBe(true)
  })

  test.each(['csv', 'xlsx'] as const)('ends with the fault of its rows (%s)', async (format) => {
    function* broken(): Generator<Row> {
      yield [1]
      throw new Error('rows are gone')
    }
    await expect(made(format, broken())).rejects.toThrow('rows are gone')
  })
})
