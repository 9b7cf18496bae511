// Labels over HTTP: every code of a page is read back from its pixels at 203 and 300 dpi, in every format, and only by who made it.
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { strFromU8, unzipSync } from 'fflate'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { QueryOf } from '@ectrace/shared/api/endpoint'
import { createClient } from '@ectrace/sdk/client'
import { refusal } from './demo-fixture.ts'
import { openPaper } from './paper.ts'
import { openTrading } from './trading-fixture.ts'
import type { Goods, Side, Trading } from './trading-fixture.ts'

type Query = Partial<QueryOf<typeof endpoints.labels>>

const paper = openPaper()
let trading: Trading
let goods: Goods
let links: string[]

const query = (asked: Query): QueryOf<typeof endpoints.labels> => ({
  set: '0',
  from: '0',
  count: '50',
  format: 'pdf',
  ...asked,
})
const labels = (asked: Query, side: Side = trading.dairy, batch = goods.batch): Promise<Uint8Array> =>
  side.trader.file(endpoints.labels, { params: { id: batch }, query: query(asked) })
const text = async (asked: Query): Promise<string> => Buffer.from(await labels(asked)).toString()
const faultOf = async (asked: Query): Promise<unknown> => {
  const { code, details } = await refusal(labels(asked))
  return [code, details.faults?.[0]]
}
const tokenOf = async (): Promise<string> =>
  (await createClient({ url: trading.demo.door.url }).login('dairy.trader', 'demo-password')).token

beforeAll(async () => {
  trading = await openTrading()
  goods = await trading.makeGoods(50)
  links = goods.codes.map((path) => trading.demo.door.deps.config.publicUrl + path)
}, 240_000)
afterAll(async () => {
  await paper.close()
  await trading.demo.end()
})

describe('a PDF of labels', () => {
  const sheet = { columns: 3, rows: 7, left: 7.25, top: 15.15, stepX: 66, stepY: 38.1 }

  test.each([203, 300])(
    'is read back code by code from its pixels at %i dpi',
    async (dpi) => {
      const pdf = await labels({})
      expect(await paper.pdfPages(pdf)).toHaveLength(3)
      const read: (string | undefined)[] = []
      for (const page of [1, 2, 3])
        read.push(...(await paper.readGrid(await paper.pdfPicture(pdf, page, dpi / 72), dpi, sheet)))
      expect(read).toEqual([...links, ...new Array<undefined>(13).fill(undefined)])
    },
    120_000,
  )

  test('says product, lot, date and serial of each label in the language asked for', async () => {
    const serial = goods.codes[0]?.slice(-20).replace(/(.{4})(?=.)/g, '$1 ') ?? ''
    const zh = (await paper.pdfPages(await labels({ count: '1' })))[0]?.text.replaceAll('\n', ' ') ?? ''
    for (const said of ['奶酪', `批号 ${goods.lot}`, '有效期至 20', serial]) expect(zh).toContain(said)
    const [page] = await paper.pdfPages(await labels({ count: '1', language: 'en', text: 'lot,number,producedOn' }))
    const en = page?.text
    for (const said of [`Lot ${goods.lot}`, 'No. 1', 'Made 20']) expect(en).toContain(said)
  })

  test('on a roll is a page a label of its true size', async () => {
    const pdf = await labels({ paper: 'roll', width: '40', height: '30', count: '3', from: '47' })
    expect(await paper.pdfPages(pdf)).toHaveLength(3)
    const read = await Promise.all(
      [1, 2, 3].map(async (page) => paper.readPicture(await paper.pdfPicture(pdf, page, 203 / 72))),
    )
    expect(read).toEqual(links.slice(47))
  })
})

describe('other formats', () => {
  test.each(['203', '300', '600'] as const)('ZPL prints at %s dpi what reads as each link', async (dpi) => {
    const printed = await paper.readZpl(await text({ format: 'zpl', dpi, count: '3' }))
    expect(printed.map(({ code }) => code)).toEqual(links.slice(0, 3))
    const serial = goods.codes[0]?.slice(-20).replace(/(.{4})(?=.)/g, '$1 ')
    expect(printed[0]?.texts.join(' ')).toBe(serial)
  })

  test('SVG is one file a code, in millimetres, that runs nothing and reads as its link', async () => {
    const files = unzipSync(await labels({ format: 'svg', from: '10', count: '3' }))
    expect(Object.keys(files)).toEqual(
      goods.codes.slice(10, 13).map((path, i) => `00000${String(11 + i)}-${path.slice(-20)}.svg`),
    )
    for (const [i, svg] of Object.values(files)
      .map((bytes) => strFromU8(bytes))
      .entries()) {
      expect(svg).toContain('width="63.5mm" height="38.1mm"')
      expect(svg).not.toMatch(/<(script|image|use|foreignObject|text)|href|\son/)
      const wide = svg.replace('width="63.5mm" height="38.1mm"', 'width="750" height="450"')
      expect(await paper.readPicture(Buffer.from(wide))).toBe(links[10 + i])
    }
  })

  test('CSV lists number, set, index, link and what the label says', async () => {
    const lines = (await text({ format: 'csv', from: '5', count: '2' })).split('\r\n')
    expect(lines[0]).toBe('\uFEFF编号,码组,序位,链接,序列号,批号,商品,规格,生产日期,有效期至')
    expect(lines[1]).toContain(`6,0,5,${links[5] ?? ''},${goods.codes[5]?.slice(-20) ?? ''},${goods.lot},奶酪`)
    expect(lines).toHaveLength(4)
  })

  test('XLSX lists the same', async () => {
    const files = unzipSync(await labels({ format: 'xlsx' }))
    const sheet = strFromU8(files['xl/worksheets/sheet1.xml'] ?? new Uint8Array())
    for (const link of links) expect(sheet).toContain(`>${link}</t>`)
  })
})

describe('what cannot be printed', () => {
  test('is refused with field and rule', async () => {
    expect(await faultOf({ columns: '4' })).toEqual([
      'VALIDATION_FAILED',
      { field: 'columns', rule: 'fits-paper-width', value: '51.5 mm' },
    ])
    expect(await faultOf({ width: '10', height: '10' })).toMatchObject(['VALIDATION_FAILED', { rule: 'fits-code' }])
    expect(await faultOf({ count: '51' })).toEqual([
      'VALIDATION_FAILED',
      { field: 'count', rule: 'range.in-set', value: '50' },
    ])
    expect(await faultOf({ from: '50', count: '1' })).toMatchObject(['VALIDATION_FAILED', { field: 'from' }])
    expect(await faultOf({ set: '1' })).toEqual(['NOT_FOUND', { field: 'set', rule: 'code.minted', value: '1' }])
    expect(await faultOf({ text: 'product,password' })).toMatchObject(['VALIDATION_FAILED', { field: 'text.1' }])
    expect(await faultOf({ format: 'docx' as 'pdf' })).toMatchObject(['VALIDATION_FAILED', { field: 'format' }])
  })

  test('are codes of another organisation', async () => {
    expect((await refusal(labels({}, trading.shop))).code).toBe('WRONG_ORGANISATION')
  })
})

describe('the file', () => {
  test('has a name of its own, and who took it is kept', async () => {
    const { door } = trading.demo
    const reply = await door.get(`batches/${goods.batch}/labels?set=0&from=2&count=3&format=pdf`, {
      authorization: `Bearer ${await tokenOf()}`,
    })
    expect(reply.headers.get('content-disposition')).toMatch(
      new RegExp(`^attachment; filename="_-.*-${goods.lot}-3-5.pdf"; filename\\*=UTF-8''%E6%A0%87%E7%AD%BE-`),
    )
    const kept = await door.deps.vault
      .selectFrom('audit')
      .select(['organisation', 'target', 'details'])
      .where('action', '=', 'codes.labels')
      .orderBy('id', 'desc')
      .executeTakeFirst()
    expect(kept).toEqual({
      organisation: trading.dairy.id,
      target: goods.batch,
      details: '{"set":0,"from":2,"count":3,"format":"pdf"}',
    })
  })

  test('of a reader that leaves is made no further, and its place is free again', async () => {
    const { door } = trading.demo
    const many = await trading.makeGoods(2_000)
    const authorization = `Bearer ${await tokenOf()}`
    for (let i = 0; i < 5; i += 1) {
      const leaving = new AbortController()
      const reply = await fetch(`${door.url}/api/v1/batches/${many.batch}/labels?set=0&from=0&count=2000&format=svg`, {
        headers: { authorization },
        signal: leaving.signal,
      })
      const pieces = await Readable.fromWeb(reply.body as never)
        .take(1)
        .toArray()
      expect(pieces).toHaveLength(1)
      leaving.abort()
    }
    expect((await labels({ format: 'csv', count: '1' })).length).toBeGreaterThan(50)
  }, 60_000)
})
