// A recall over HTTP: the raw milk is called back, and everything made of it is stopped wherever it is, at once.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { RefusalDetails, TraceView } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { exactCount, firstPlaceOf, openDemo, refusal, tradeNoOf } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let farm: Client
let raw: string

const verdictOf = async (path: string): Promise<TraceView['verdict']> =>
  (await createClient({ url: demo.door.url }).call(endpoints.trace, { query: { c: path } })).verdict
const batchOf = async (client: Client, lot: string): Promise<string> => {
  const { items } = await client.call(endpoints.stock, { query: { limit: 200 } })
  return items.find((one) => one.lot === lot)?.batch ?? ''
}
const recall = (client: Client, batches: string[], level: 1 | 2 | 3, key?: string) =>
  client.call(endpoints.openRecall, {
    body: { batches, class: level, reason: 'safety', note: '留样检出沙门氏菌' },
    ...(key === undefined ? {} : { key }),
  })

beforeAll(async () => {
  demo = await openDemo()
  farm = await demo.as('farm.trader')
  const { items } = await farm.call(endpoints.batches, { query: {} })
  raw = items.find(({ lot }) => lot === 'RM-A1')?.id ?? ''
}, 60_000)
afterAll(() => demo.end())

describe('before it', () => {
  test('nobody but the maker may open one', async () => {
    const shop = await demo.as('shunda.trader')
    const error = await refusal(recall(shop, [raw], 1))
    expect([error.code, error.details.faults?.[0]?.field]).toEqual(['WRONG_ORGANISATION', 'batches.0'])
  })
  test('the cup is genuine and its trade would be received', async () => {
    expect(await verdictOf(demo.code('item'))).toBe('verified')
    const warehouse = await demo.as('baiwei.warehouse')
    const no = tradeNoOf(demo.code('trade_accept'))
    const trade = await warehouse.call(endpoints.trade, { params: { no } })
    const body = { kind: 'final' as const, lines: exactCount(trade) }
    expect((await warehouse.call(endpoints.matchTrade, { params: { no }, body })).agreed).toBe(true)
  })
})

describe('the raw milk is recalled', () => {
  let id: string
  let yoghurt: string

  beforeAll(async () => {
    id = (await recall(farm, [raw], 2, 'recall-1')).recall
    yoghurt = await batchOf(await demo.as('dairy.trader'), 'YL-A0121')
  })

  test('the very next scan of a cup made of it is red, and so is its batch code', async () => {
    expect(await verdictOf(demo.code('item'))).toBe('recalled')
    const { path } = await (await demo.as('dairy.trader')).call(endpoints.batch, { params: { id: yoghurt } })
    expect(await verdictOf(path)).toBe('recalled')
  })

  test('a repeat of the request is the same recall, another one of it a conflict', async () => {
    expect((await recall(farm, [raw], 2, 'recall-1')).recall).toBe(id)
    expect((await refusal(recall(farm, [raw], 3))).code).toBe('STATE_CONFLICT')
  })

  test('what is on its way is refused by the buyer’s own count, and the attempt is kept', async () => {
    const warehouse = await demo.as('baiwei.warehouse')
    const no = tradeNoOf(demo.code('trade_accept'))
    const trade = await warehouse.call(endpoints.trade, { params: { no } })
    expect(trade.expectation?.lines.map(({ recalled }) => recalled)).toEqual([true])
    const place = await firstPlaceOf(warehouse)
    const body = { kind: 'final' as const, place, lines: exactCount(trade) }
    const error = await refusal(warehouse.call(endpoints.confirmReceipt, { params: { no }, body }))
    expect(error.code).toBe('RECEIPT_REFUSED')
    const { result, attempt } = error.details as unknown as RefusalDetails
    expect(result.differences.map(({ code }) => code)).toEqual(['recalled'])
    expect(attempt?.state).toBe('committed')
  })

  test('it is dispatched no more and sold no more, but can be destroyed', async () => {
    const distributor = await demo.as('shunda.trader')
    const shop = await demo.as('linli.trader')
    const buyer = (await shop.call(endpoints.me, {})).organisation.id
    const { items } = await distributor.call(endpoints.stock, { query: { state: 'on_hand' } })
    const [heap] = items
    expect(heap).toMatchObject({ lot: 'YL-A0121', recalled: 2 })
    const { no } = await distributor.call(endpoints.offerTrade, {
      body: { buyer, lines: [{ product: heap?.product.id ?? '', quantity: '2', unit: 'H87' }] },
    })
    await shop.call(endpoints.acceptTrade, { params: { no }, body: {} })
    const place = heap?.place ?? ''
    const lines = [{ fills: 1, batch: yoghurt, quantity: '2' }]
    const dispatchedAt = new Date().toISOString()
    const error = await refusal(
      distributor.call(endpoints.dispatchTrade, { params: { no }, body: { place, dispatchedAt, lines } }),
    )
    expect([error.code, error.details.faults]).toEqual([
      'BATCH_RECALLED',
      [{ field: 'lines.0.batch', rule: 'batch.not-recalled', value: yoghurt }],
    ])
    const gone = { batch: yoghurt, place, quantity: '2', retiredAt: dispatchedAt }
    const sale = await refusal(distributor.call(endpoints.retireGoods, { body: { ...gone, reason: 'sold' } }))
    expect(sale.code).toBe('BATCH_RECALLED')
    await distributor.call(endpoints.retireGoods, { body: { ...gone, reason: 'destroyed' } })
    const after = await distributor.call(endpoints.stock, { query: { state: 'on_hand' } })
    expect(after.items[0]?.quantity).toBe('40')
  })

  test('what is made of it later is recalled from the start', async () => {
    const dairy = await demo.as('dairy.trader')
    const place = await firstPlaceOf(dairy)
    const parts = [
      { lot: 'YL-A0121-1', quantity: '30' },
      { lot: 'YL-A0121-2', quantity: '30' },
    ]
    const { batches } = await dairy.call(endpoints.splitBatch, { params: { id: yoghurt }, body: { place, parts } })
    const [part = ''] = batches
    const { first } = await dairy.call(endpoints.mintCodes, { params: { id: part }, body: { count: 5 } })
    expect(await verdictOf(first[0] ?? '')).toBe('recalled')
    const found = await dairy.call(endpoints.recall, { params: { id } })
    expect(found).toMatchObject({ id, batches: [raw], class: 2, reason: 'safety' })
    expect(found.reached.map(({ lot, inheritedFrom }) => [lot, inheritedFrom])).toEqual([
      ['RM-A1', undefined],
      ['YL-A0121', raw],
      ['YL-A0121-1', yoghurt],
      ['YL-A0121-2', yoghurt],
    ])
  })

  test('a graver one comes over it; the first still says what it reached', async () => {
    const dairy = await demo.as('dairy.trader')
    const grave = await recall(dairy, [yoghurt], 1)
    const { items } = await dairy.call(endpoints.recalls, { query: {} })
    expect(items.map((one) => [one.id, one.class])).toEqual([
      [grave.recall, 1],
      [id, 2],
    ])
    const { reached } = await dairy.call(endpoints.recall, { params: { id } })
    expect(reached.map(({ lot, overtakenBy }) => [lot, overtakenBy])).toEqual([
      ['RM-A1', undefined],
      ['YL-A0121', grave.recall],
    ])
    const { items: stock } = await dairy.call(endpoints.stock, { query: { limit: 200 } })
    expect(stock.filter(({ lot }) => lot.startsWith('YL-A0121')).map(({ recalled }) => recalled)).toEqual([1, 1])
  })

  test('goods that it does not reach go on', async () => {
    expect((await refusal(farm.call(endpoints.recall, { params: { id: 'C'.padEnd(20, 'A') } }))).code).toBe('NOT_FOUND')
    const { items } = await farm.call(endpoints.batches, { query: {} })
    const other = items.find(({ lot }) => lot === 'RM-B2')
    expect(await verdictOf(other?.path ?? '')).toBe('verified')
  })
})
