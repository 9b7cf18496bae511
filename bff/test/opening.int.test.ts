// What a scanned code has to do with who is logged in: the trade that waits for these very goods, for its buyer and nobody else.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { OpeningView } from '@ectrace/shared/api/opening-views'
import type { TradeView } from '@ectrace/shared/api/views'
import { exactCount, firstPlaceOf, openDemo, refusal, tradeNoOf } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let trade: TradeView
let waiting: string
beforeAll(async () => {
  demo = await openDemo()
  waiting = tradeNoOf(demo.code('trade_accept'))
  trade = await (await demo.as('baiwei.warehouse')).call(endpoints.trade, { params: { no: waiting } })
}, 60_000)
afterAll(() => demo.end())

const opening = async (login: string, c: string): Promise<OpeningView> =>
  (await demo.as(login)).call(endpoints.opening, { query: { c } })
const nos = ({ trades }: OpeningView): string[] => trades.map(({ no }) => no)
const sentItem = (): string => trade.expectation?.lines[0]?.units?.[0] ?? ''
const sentBatch = (): string => sentItem().replace(/\/21\/.*$/, '')

test('an item on its way leads its buyer to the one trade that names it, and nobody else', async () => {
  expect(sentItem()).toContain('/21/')
  const found = await opening('baiwei.warehouse', sentItem())
  expect(found).toMatchObject({ relation: 'buyer', trades: [{ no: waiting, state: 'dispatched' }] })
  expect(found.trades[0]?.supplier).not.toBe('')
  expect(nos(await opening('linli.warehouse', sentItem()))).toEqual([])
  expect(await opening('dairy.trader', sentItem())).toEqual({ relation: 'supplier', trades: [] })
})

test('a batch leads to the open trade that carries some of it; an item of it that was never sent, nowhere', async () => {
  expect(nos(await opening('baiwei.warehouse', sentBatch()))).toEqual([waiting])
  expect(await opening('baiwei.warehouse', demo.code('item'))).toEqual({ relation: 'other', trades: [] })
})

test('a trade is told by its sides; between others it is as if there were none', async () => {
  const path = demo.code('trade_accept')
  expect(await opening('baiwei.trader', path)).toMatchObject({ relation: 'buyer', trades: [{ no: waiting }] })
  expect((await opening('linli.warehouse', path)).relation).toBe('other')
  expect(await opening('linli.warehouse', '/s/t/0123456789ABCDEFGHJK')).toEqual({ relation: 'other', trades: [] })
})

test('a foreign link and a torn code are refused by name; nobody asks without a login', async () => {
  const warehouse = await demo.as('baiwei.warehouse')
  const ask = (c: string): Promise<unknown> => refusal(warehouse.call(endpoints.opening, { query: { c } }))
  expect(await ask(`https://trace.example.org${sentItem()}`)).toMatchObject({ code: 'CODE_FOREIGN_HOST' })
  expect(await ask('/s/01/1')).toMatchObject({ code: 'CODE_MALFORMED' })
  const reply = await fetch(`${demo.door.url}/api/v1/codes/opening?c=${encodeURIComponent(sentItem())}`)
  expect(reply.status).toBe(401)
})

test('when the goods are received nobody waits for them any more', async () => {
  const warehouse = await demo.as('baiwei.warehouse')
  const body = { kind: 'final' as const, place: await firstPlaceOf(warehouse), lines: exactCount(trade) }
  await warehouse.act(endpoints.confirmReceipt, { params: { no: waiting }, body })
  expect(nos(await opening('baiwei.warehouse', sentItem()))).toEqual([])
  expect(nos(await opening('baiwei.warehouse', sentBatch()))).toEqual([])
})
