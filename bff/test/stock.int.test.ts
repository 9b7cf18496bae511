// Stock over HTTP: goods are split, merged, retired and adjusted by batch, place and quantity, and nothing is made or lost.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { StockView } from '@ectrace/shared/api/goods-views'
import { sum } from '@ectrace/shared/domain/decimal'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { firstPlaceOf, openDemo, refusal, tradeNoOf } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let trader: Client
let place: string
let product: string

const faultsOf = async (call: Promise<unknown>): Promise<unknown> => {
  const { code, details } = await refusal(call)
  return [code, details.faults?.map(({ field, rule }) => `${field} ${rule}`)]
}
const now = (): string => new Date().toISOString()
const stockOf = async (client: Client, query: { batch?: string } = {}): Promise<StockView[]> =>
  (await client.call(endpoints.stock, { query: { limit: 200, ...query } })).items
/** Lot -> quantity on hand, of the product of these tests. */
const byLot = async (): Promise<Record<string, string>> => {
  const own = (await stockOf(trader)).filter((one) => one.product.id === product)
  return Object.fromEntries(own.map(({ lot, quantity }) => [lot, quantity]))
}
const make = async (lot: string, quantity: string): Promise<string> => {
  const body = { product, lot, producedOn: '2026-01-10', expiresOn: '2099-01-01', place, quantity }
  return (await trader.call(endpoints.createBatch, { body })).batch
}
const retire = (client: Client, body: { batch: string; place: string; quantity: string; units?: string[] }) =>
  client.call(endpoints.retireGoods, { body: { reason: 'sold', retiredAt: now(), ...body } })

beforeAll(async () => {
  demo = await openDemo()
  trader = await demo.as('dairy.trader')
  place = await firstPlaceOf(trader)
  const packing = [{ unit: 'XCT' as const, quantity: '12' }]
  const made = await trader.call(endpoints.createProduct, { body: { name: '杯装布丁', unit: 'H87', packing } })
  product = made.product
}, 60_000)
afterAll(() => demo.end())

test('a product says how it is packed', async () => {
  const { items } = await trader.call(endpoints.products, { query: {} })
  expect(items.find(({ id }) => id === product)?.packing).toEqual([{ unit: 'XCT', quantity: '12' }])
})

describe('split, merge and retire', () => {
  let source: string

  test('keep the balance: what went in is what is there and what is gone', async () => {
    source = await make('PD-1', '100')
    const parts = [
      { lot: 'PD-1A', quantity: '60' },
      { lot: 'PD-1B', quantity: '30' },
    ]
    const { batches } = await trader.call(endpoints.splitBatch, { params: { id: source }, body: { place, parts } })
    const [a = '', b = ''] = batches
    expect(await byLot()).toEqual({ 'PD-1': '10', 'PD-1A': '60', 'PD-1B': '30' })
    const inputs = [
      { batch: a, quantity: '20' },
      { batch: b, quantity: '30' },
    ]
    const { batch } = await trader.call(endpoints.mergeBatches, { body: { product, lot: 'PD-2', place, inputs } })
    expect(await byLot()).toEqual({ 'PD-1': '10', 'PD-1A': '40', 'PD-2': '50' })
    await retire(trader, { batch, place, quantity: '7' })
    const left = await byLot()
    expect(left).toEqual({ 'PD-1': '10', 'PD-1A': '40', 'PD-2': '43' })
    expect(sum([...Object.values(left), '7'])).toBe('100')
    const { items } = await trader.call(endpoints.retirements, { query: {} })
    expect(items[0]).toMatchObject({ batch, quantity: '7', reason: 'sold', place, units: [] })
    expect((await trader.call(endpoints.batch, { params: { id: batch } })).producedOn).toBe('2026-01-10')
  })

  test('a code of a part leads back through merge and split to the source', async () => {
    const held = await stockOf(trader)
    const batchOf = (lot: string): string => held.find((one) => one.lot === lot)?.batch ?? ''
    const mixture = batchOf('PD-2')
    const { first } = await trader.call(endpoints.mintCodes, { params: { id: mixture }, body: { count: 3 } })
    const reader = createClient({ url: demo.door.url })
    const view = await reader.call(endpoints.trace, { query: { c: first[0] ?? '' } })
    expect(view.verdict).toBe('verified')
    const nameOf = (batch: string): string => view.records[view.subjects.batches[batch] ?? '']?.name ?? 'none'
    expect(Object.keys(view.subjects.batches).map(nameOf).sort()).toEqual([
      'createBatch',
      'mergeBatches',
      'splitBatch',
      'splitBatch',
    ])
    expect([nameOf(mixture), nameOf(batchOf('PD-1A')), nameOf(source)]).toEqual([
      'mergeBatches',
      'splitBatch',
      'createBatch',
    ])
    expect(view.timeline.map(({ kind }) => kind)).toEqual(['batch', 'transformation', 'transformation', 'codes'])
    const split = view.records[view.subjects.batches[batchOf('PD-1A')] ?? '']
    expect(split?.withheld.sort()).toEqual(['inputs', 'quantities'])
  })

  test('what does not fit is refused by field, and nothing moves', async () => {
    const before = await byLot()
    const split = (quantity: string) => {
      const parts = [
        { lot: 'PD-X', quantity },
        { lot: 'PD-Y', quantity: '1' },
      ]
      return trader.call(endpoints.splitBatch, { params: { id: source }, body: { place, parts } })
    }
    expect(await faultsOf(split('10'))).toEqual(['INSUFFICIENT_QUANTITY', ['quantity on-hand']])
    expect(await faultsOf(split('0.5'))).toEqual(['INVALID_QUANTITY', ['parts.0.quantity whole-units-only']])
    expect(await faultsOf(split('１'))).toEqual(['VALIDATION_FAILED', ['parts.0.quantity plain-decimal']])
    expect(await faultsOf(retire(trader, { batch: source, place, quantity: '11' }))).toEqual([
      'INSUFFICIENT_QUANTITY',
      ['quantity on-hand'],
    ])
    const stranger = await demo.as('linli.trader')
    const theirs = { place: await firstPlaceOf(stranger), quantity: '1' }
    expect(await faultsOf(retire(stranger, { batch: source, ...theirs }))).toEqual([
      'INSUFFICIENT_QUANTITY',
      ['quantity on-hand'],
    ])
    expect(await byLot()).toEqual(before)
  })

  test('a shop sells a unit once: it is gone for good, whoever asks', async () => {
    const shop = await demo.as('linli.warehouse')
    const counter = await firstPlaceOf(shop)
    const [item] = (await stockOf(shop)).filter(({ lot }) => lot === 'YL-A0121')
    const sale = { batch: item?.batch ?? '', place: counter, quantity: '1', units: [demo.code('item')] }
    const body = { reason: 'sold' as const, retiredAt: now(), ...sale }
    const first = await shop.call(endpoints.retireGoods, { body, key: 'till-1' })
    expect((await shop.call(endpoints.retireGoods, { body, key: 'till-1' })).transaction).toBe(first.transaction)
    expect(await faultsOf(retire(shop, sale))).toEqual(['UNIT_NOT_HELD', ['units.0 unit.held']])
    expect((await stockOf(shop)).find(({ lot }) => lot === 'YL-A0121')?.quantity).toBe('11')
  })

  test('units that never acted alone bring their proof by themselves', async () => {
    const { items } = await trader.call(endpoints.batches, { query: {} })
    const yoghurt = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
    const free = await trader.call(endpoints.codes, { params: { id: yoghurt }, query: { limit: 3 } })
    const units = free.items.map(({ path }) => path)
    expect(await faultsOf(retire(trader, { batch: yoghurt, place, quantity: '2', units }))).toEqual([
      'QUANTITY_NOT_BALANCED',
      ['units units.as-many-as-quantity'],
    ])
    await retire(trader, { batch: yoghurt, place, quantity: '3', units })
    const after = await trader.call(endpoints.codes, { params: { id: yoghurt }, query: {} })
    expect(after.total).toBe(free.total - 3)
  })
})

describe('an adjustment takes two persons', () => {
  const adjust = (client: Client, body: { batch: string; quantity: string; direction: 'increase' | 'decrease' }) =>
    client.call(endpoints.adjustStock, { body: { place, reason: 'miscounted', note: '盘点', ...body } })
  const decide = (client: Client, id: string, decision: 'approve' | 'reject') =>
    client.call(endpoints.decideAdjustment, { params: { id }, body: { decision } })

  test('nothing moves until another person approves; the proposer cannot', async () => {
    const batch = await make('PD-3', '20')
    const { adjustment } = await adjust(trader, { batch, quantity: '4', direction: 'decrease' })
    expect((await byLot())['PD-3']).toBe('20')
    const open = await trader.call(endpoints.adjustments, { query: { state: 'proposed' } })
    expect(open.items.map(({ id }) => id)).toEqual([adjustment])
    expect(await faultsOf(decide(trader, adjustment, 'approve'))).toEqual([
      'FORBIDDEN',
      ['id adjustment.by-another-person'],
    ])
    const admin = await demo.as('dairy.admin')
    await decide(admin, adjustment, 'approve')
    expect((await byLot())['PD-3']).toBe('16')
    const found = await adjust(admin, { batch, quantity: '1', direction: 'increase' })
    await decide(trader, found.adjustment, 'approve')
    expect((await byLot())['PD-3']).toBe('17')
    expect(await faultsOf(decide(trader, found.adjustment, 'approve'))).toEqual([
      'STATE_CONFLICT',
      ['id adjustment.proposed'],
    ])
  })

  test('goods that moved meanwhile are named; it stays proposed and can be rejected', async () => {
    const batch = await make('PD-4', '20')
    const { adjustment } = await adjust(trader, { batch, quantity: '4', direction: 'decrease' })
    await retire(trader, { batch, place, quantity: '1' })
    const admin = await demo.as('dairy.admin')
    expect(await faultsOf(decide(admin, adjustment, 'approve'))).toEqual([
      'STATE_CONFLICT',
      ['inputs.0.holding holding.on-hand'],
    ])
    const open = await trader.call(endpoints.adjustments, { query: { state: 'proposed' } })
    expect(open.items.map(({ id, state }) => [id, state])).toEqual([[adjustment, 'proposed']])
    await decide(admin, adjustment, 'reject')
    expect((await byLot())['PD-4']).toBe('19')
  })

  test('nobody finds goods of which it never had any; who had some may', async () => {
    const [own] = (await stockOf(trader)).filter(({ lot }) => lot === 'PD-4')
    const stranger = await demo.as('linli.trader')
    const counter = await firstPlaceOf(stranger)
    const find = (client: Client, at: string, batch: string) =>
      client.call(endpoints.adjustStock, {
        body: { batch, place: at, quantity: '1', direction: 'increase', reason: 'found' },
      })
    expect(await faultsOf(find(stranger, counter, own?.batch ?? ''))).toEqual([
      'VALIDATION_FAILED',
      ['batch holding.of-increase'],
    ])
    const [held] = await stockOf(stranger)
    const { adjustment } = await find(stranger, counter, held?.batch ?? '')
    await decide(await demo.as('linli.admin'), adjustment, 'approve')
    expect((await stockOf(stranger, { batch: held?.batch ?? '' }))[0]?.quantity).toBe('12')
  })
})

describe('the stock list', () => {
  test('shows each batch, place and state once, page by page', async () => {
    const whole = await trader.call(endpoints.stock, { query: { limit: 200 } })
    const seen: StockView[] = []
    for (let after: string | undefined, more = true; more;) {
      const page = await trader.call(endpoints.stock, {
        query: { limit: 2, ...(after === undefined ? {} : { after }) },
      })
      seen.push(...page.items)
      after = page.next
      more = after !== undefined
    }
    expect(seen).toEqual(whole.items)
    expect(whole.total).toBe(seen.length)
    expect(new Set(seen.map(({ batch, place: at, state }) => `${batch} ${at ?? ''} ${state}`)).size).toBe(seen.length)
  })

  test('tells what is on its way from what is on hand', async () => {
    const distributor = await demo.as('shunda.trader')
    const held = await stockOf(distributor)
    expect(held.map(({ lot, state, quantity }) => [lot, state, quantity]).sort()).toEqual([
      ['YL-A0121', 'in_transit', '6'],
      ['YL-A0121', 'on_hand', '42'],
    ])
    const { items } = await distributor.call(endpoints.stock, { query: { state: 'in_transit' } })
    const no = tradeNoOf(demo.code('trade_accept'))
    const trade = await distributor.call(endpoints.trade, { params: { no } })
    expect(items[0]?.place).toBe(trade.deliverTo)
  })
})
