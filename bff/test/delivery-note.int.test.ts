// The delivery note over HTTP: what is printed is what the chain says, in both languages, and its QR code is the trade's.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { sum } from '@ectrace/shared/domain/decimal'
import { refusal } from './demo-fixture.ts'
import { openPaper } from './paper.ts'
import type { PdfPage } from './read-pdf.ts'
import { openTrading } from './trading-fixture.ts'
import type { Goods, Side, Trading } from './trading-fixture.ts'

const report = { kind: 'inspection' as const, digest: 'abcdef0123456789'.repeat(4), title: '出厂检验报告 PJ-2026-0187' }
const waybill = { kind: 'other' as const, digest: '0123456789abcdef'.repeat(4), title: '冷链运单' }

type Note = { pages: PdfPage[]; pdf: Uint8Array }

const paper = openPaper()
let trading: Trading
let goods: Goods
let bulk: Goods
let no: string

const noteOf = async (side: Side, trade: string, language?: 'zh' | 'en'): Promise<Note> => {
  const query = language === undefined ? {} : { language }
  const pdf = await side.warehouse.file(endpoints.deliveryNote, { params: { no: trade }, query })
  return { pages: await paper.pdfPages(pdf), pdf }
}
const textOf = ({ pages }: Note): string => pages.map(({ text }) => text).join('\n')

beforeAll(async () => {
  trading = await openTrading()
  const { dairy, distributor, agree, send, makeGoods } = trading
  goods = await makeGoods(12)
  bulk = await makeGoods(30)
  no = await agree(dairy, distributor, {
    lines: [
      { product: goods.product, quantity: '12', unit: 'H87' },
      { product: bulk.product, quantity: '30', unit: 'H87' },
    ],
    deliverTo: distributor.place,
    promisedAt: '2030-01-02T08:30:00+08:00',
    documents: [report],
  })
  const lines = [
    { fills: 1, batch: goods.batch, quantity: '12', units: goods.codes },
    { fills: 2, batch: bulk.batch, quantity: '30' },
  ]
  await send(dairy, no, lines, { vehicle: '浙A·12345 冷藏车', temperature: '3.5', documents: [waybill] })
}, 60_000)
afterAll(async () => {
  await paper.close()
  await trading.demo.end()
})

describe('a delivery note', () => {
  test('says in Chinese who hands over what to whom, from where, when and how', async () => {
    const { dairy, distributor, demo } = trading
    const note = await noteOf(distributor, no)
    const text = textOf(note)
    const { size } = await demo.door.deps.ledger.log()
    const trade = await trading.view(dairy, no)
    const grouped = no.replace(/(.{4})(?=.)/g, '$1 ')
    for (const said of [
      '发货单',
      grouped,
      '已发货',
      dairy.name,
      distributor.name,
      /统一社会信用代码 91330100\w{10} · 已实名/,
      '云岭乳业第一工厂 · 杭州',
      '顺达冷链仓 · 杭州',
      '2030-01-02 08:30 (UTC+8)',
      '浙A·12345 冷藏车',
      '3.5 ℃',
      '20 克/块',
      goods.lot,
      bulk.lot,
      report.title,
      report.digest.slice(0, 12),
      waybill.digest.slice(0, 12),
      trade.dispatch?.transaction ?? 'none',
      `制单时账本共 ${String(size)} 条记录`,
      '12 / 0',
      '第 1 页，共 1 页',
      /核对方法：用手机扫描右上角的交易码/,
    ])
      expect(text).toMatch(typeof said === 'string' ? new RegExp(said.replace(/[()·.+]/g, '\\$&')) : said)
  })

  test('says the same in English, goods and parties as they are written', async () => {
    const text = textOf(await noteOf(trading.dairy, no, 'en'))
    for (const said of [
      'Delivery note',
      'Dispatched',
      'Supplier',
      trading.dairy.name,
      'piece',
      'Page 1 of 1',
      'Best before',
    ])
      expect(text).toContain(said)
    expect(text).not.toMatch(/供货方|收货方|合计/)
  })

  test('has quantities in a column that adds up to its total', async () => {
    const { pages } = await noteOf(trading.dairy, no)
    const pieces = pages[0]?.pieces ?? []
    const head = pieces.find(({ text }) => text === '数量')
    const column = pieces.filter(({ text, right }) => /^\d+$/.test(text) && Math.abs(right - (head?.right ?? 0)) < 1)
    const [total, ...rows] = column.sort((a, b) => a.y - b.y).map(({ text }) => text)
    expect(rows.sort()).toEqual(['12', '30'])
    expect(sum(rows)).toBe(total)
  })

  test('carries the trade’s QR code, which reads as the link of the trade', async () => {
    const { path } = await trading.view(trading.dairy, no)
    const { pdf } = await noteOf(trading.dairy, no)
    expect(await paper.pdfQr(pdf, 1)).toBe(trading.demo.door.deps.config.publicUrl + path)
  })

  test('is a file for the two parties only, and there is none before dispatch', async () => {
    const { dairy, distributor, shop, agree, demo } = trading
    const stranger = shop.warehouse.file(endpoints.deliveryNote, { params: { no }, query: {} })
    expect((await refusal(stranger)).code).toBe('WRONG_ORGANISATION')
    const early = await agree(dairy, distributor, { lines: [{ product: goods.product, quantity: '1', unit: 'H87' }] })
    const none = await refusal(dairy.trader.file(endpoints.deliveryNote, { params: { no: early }, query: {} }))
    expect([none.code, none.details.faults?.[0]?.rule]).toEqual(['STATE_CONFLICT', 'trade.dispatched'])
    const other = await refusal(
      dairy.trader.file(endpoints.deliveryNote, { params: { no }, query: { language: 'fr' as 'en' } }),
    )
    expect([other.code, other.details.faults?.[0]]).toMatchObject(['VALIDATION_FAILED', { field: 'language' }])
    const { token } = await (
      await import('@ectrace/sdk/client')
    )
      .createClient({ url: demo.door.url })
      .login('dairy.trader', 'demo-password')
    const reply = await demo.door.get(`trades/${no}/delivery-note`, { authorization: `Bearer ${token}` })
    expect([
      reply.status,
      reply.headers.get('content-type'),
      reply.headers.get('content-disposition'),
      reply.headers.get('cache-control'),
    ]).toEqual([200, 'application/pdf', `inline; filename="delivery-note-${no}.pdf"`, 'no-store'])
  })

  test('of a voided shipment says so', async () => {
    const { dairy, distributor, agree, send } = trading
    const own = await trading.makeGoods(1)
    const trade = await agree(dairy, distributor, { lines: [{ product: own.product, quantity: '1', unit: 'H87' }] })
    await send(dairy, trade, [{ fills: 1, batch: own.batch, quantity: '1' }])
    await dairy.trader.act(endpoints.cancelTrade, { params: { no: trade }, body: { reason: 'delay' } })
    expect(textOf(await noteOf(distributor, trade))).toContain('已作废')
    expect(textOf(await noteOf(distributor, no))).not.toContain('已作废')
  })
})

test('five thousand lines run over many numbered pages, each with the table’s head', async () => {
  const { dairy, distributor, agree, send } = trading
  const many = await trading.makeGoods(5_000)
  const line = { product: many.product, quantity: '1', unit: 'H87' as const }
  const trade = await agree(dairy, distributor, { lines: Array.from({ length: 5_000 }, () => line) })
  await send(
    dairy,
    trade,
    Array.from({ length: 5_000 }, (_none, i) => ({ fills: i + 1, batch: many.batch, quantity: '1' })),
  )
  const { pages } = await noteOf(distributor, trade)
  expect(pages.length).toBeGreaterThan(100)
  pages.forEach(({ text }, i) => {
    expect(text).toContain(`第 ${String(i + 1)} 页，共 ${String(pages.length)} 页`)
  })
  const withRows = pages.filter(({ text }) => text.includes(many.lot))
  for (const { text } of withRows) expect(text).toContain('商品 / 规格')
  const numbers = pages.flatMap(({ pieces }) => pieces.filter(({ right }) => right < 66).map(({ text }) => text))
  const lines = numbers.filter((text) => /^\d+$/.test(text)).map(Number)
  expect(lines).toEqual(Array.from({ length: 5_000 }, (_none, i) => i + 1))
}, 120_000)
