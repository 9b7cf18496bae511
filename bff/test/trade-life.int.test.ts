// A trade's life over HTTP, journey by journey: standing agreement, amendment, void, refusal and return, goods sent back.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { refusal } from './demo-fixture.ts'
import { openTrading } from './trading-fixture.ts'
import type { Goods, Trading } from './trading-fixture.ts'

let trading: Trading

beforeAll(async () => {
  trading = await openTrading()
}, 60_000)
afterAll(() => trading.demo.end())

const pieces = ({ product }: Goods, quantity: string) => [{ product, quantity, unit: 'H87' as const }]
const faultOf = (error: { code: string; details: { faults?: { field: string; rule: string }[] } }): unknown => [
  error.code,
  error.details.faults?.[0]?.field,
  error.details.faults?.[0]?.rule,
]

test('a trade tells who did what when, its documents and its vehicle, to its two parties', async () => {
  const { dairy, distributor, agree, send, view, receive, makeGoods } = trading
  const goods = await makeGoods(10)
  const report = { kind: 'inspection' as const, digest: 'ab'.repeat(32), title: '出厂检验报告' }
  const waybill = { kind: 'other' as const, digest: 'cd'.repeat(32), title: '运单' }
  const no = await agree(dairy, distributor, { lines: pieces(goods, '10'), documents: [report] })
  await send(dairy, no, [{ fills: 1, batch: goods.batch, quantity: '10', units: goods.codes }], {
    vehicle: '浙A·12345',
    temperature: '4',
    documents: [waybill],
  })
  await receive(distributor, no)
  for (const side of [dairy, distributor]) {
    const trade = await view(side, no)
    expect(trade).toMatchObject({
      state: 'received',
      revision: 0,
      agreement: false,
      documents: [report],
      dispatch: { place: dairy.place, vehicle: '浙A·12345', temperature: '4', documents: [waybill] },
      returns: [],
      sentBack: [],
    })
    expect(trade.history.map(({ act, organisation, state }) => [act, organisation, state])).toEqual([
      ['offerTrade', dairy.id, 'offered'],
      ['acceptTrade', distributor.id, 'agreed'],
      ['dispatchTrade', dairy.id, 'dispatched'],
      ['confirmReceipt', distributor.id, 'received'],
    ])
    expect(trade.history[2]?.transaction).toBe(trade.dispatch?.transaction)
  }
  const stranger = trading.shop.trader.call(endpoints.trade, { params: { no } })
  expect((await refusal(stranger)).code).toBe('WRONG_ORGANISATION')
})

describe('a standing agreement', () => {
  test('of the buyer makes covered offers agreed at once until one side closes it', async () => {
    const { dairy, distributor, makeGoods, view } = trading
    const goods = await makeGoods(10)
    const body = { supplier: dairy.id, products: [{ product: goods.product, most: '10' }] }
    await distributor.trader.act(endpoints.openAgreement, { body })
    const listed = await dairy.trader.call(endpoints.agreements, { query: { side: 'supplier' } })
    expect(listed.items).toEqual([
      {
        supplier: expect.objectContaining({ id: dairy.id, name: dairy.name }),
        buyer: expect.objectContaining({ id: distributor.id }),
        products: [{ product: goods.product, productName: expect.any(String), unit: 'H87', most: '10' }],
        state: 'open',
        updatedAt: expect.any(String),
        transaction: expect.any(String),
      },
    ])
    expect((await dairy.trader.call(endpoints.agreements, { query: { side: 'buyer' } })).items).toEqual([])
    const offer = async (quantity: string): Promise<string> => {
      const { no } = await dairy.trader.act(endpoints.offerTrade, {
        body: { buyer: distributor.id, lines: pieces(goods, quantity) },
      })
      return no
    }
    expect(await view(distributor, await offer('10'))).toMatchObject({ state: 'agreed', agreement: true })
    expect(await view(distributor, await offer('11'))).toMatchObject({ state: 'offered', agreement: false })
    const params = { supplier: dairy.id, buyer: distributor.id }
    const stranger = trading.shop.trader.call(endpoints.closeAgreement, { params, body: { reason: 'other' } })
    expect(faultOf(await refusal(stranger))).toEqual(['WRONG_ORGANISATION', 'supplier', 'agreement.party'])
    await dairy.trader.act(endpoints.closeAgreement, { params, body: { reason: 'price' } })
    expect(await view(distributor, await offer('1'))).toMatchObject({ state: 'offered' })
  })

  test('is the buyer’s word: nobody opens one with oneself as supplier for another', async () => {
    const { dairy, makeGoods } = trading
    const goods = await makeGoods(1)
    const own = dairy.trader.call(endpoints.openAgreement, {
      body: { supplier: dairy.id, products: [{ product: goods.product }] },
    })
    expect(faultOf(await refusal(own))).toEqual(['VALIDATION_FAILED', 'supplier', 'supplier.another-organisation'])
  })
})

describe('an amendment', () => {
  test('makes an agreed trade an offer again; the buyer accepts the revision that was read', async () => {
    const { dairy, distributor, agree, makeGoods, view } = trading
    const goods = await makeGoods(10)
    const no = await agree(dairy, distributor, { lines: pieces(goods, '10') })
    const params = { no }
    const amend = (revision: number, quantity: string) =>
      dairy.trader.act(endpoints.amendTrade, { params, body: { revision, lines: pieces(goods, quantity) } })
    expect(await amend(1, '8')).toMatchObject({ state: 'committed', revision: 1 })
    const trade = await view(distributor, no)
    expect([trade.state, trade.revision, trade.lines[0]?.quantity]).toEqual(['offered', 1, '8'])
    const late = await refusal(distributor.trader.call(endpoints.acceptTrade, { params, body: { revision: 0 } }))
    expect([faultOf(late), late.details]).toMatchObject([
      ['STATE_CONFLICT', 'revision', 'revision.in-force'],
      { inForce: 1, read: 0 },
    ])
    const stale = await refusal(amend(1, '7'))
    expect([faultOf(stale), stale.details]).toMatchObject([
      ['STATE_CONFLICT', 'revision', 'revision.next'],
      { inForce: 1, given: 1 },
    ])
    await distributor.trader.act(endpoints.acceptTrade, { params, body: { revision: 1 } })
    expect((await view(dairy, no)).state).toBe('agreed')
  })

  test('two at once end in one revision', async () => {
    const { dairy, distributor, agree, makeGoods, view } = trading
    const goods = await makeGoods(10)
    const no = await agree(dairy, distributor, { lines: pieces(goods, '10') })
    const both = await Promise.allSettled(
      ['4', '5'].map((quantity) =>
        dairy.trader.act(endpoints.amendTrade, {
          params: { no },
          body: { revision: 1, lines: pieces(goods, quantity) },
        }),
      ),
    )
    expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect((await view(dairy, no)).revision).toBe(1)
  })
})

describe('a shipment that is void', () => {
  test('is back on hand; its units go out and are received under the next trade, and the trace forgets the void one', async () => {
    const { dairy, distributor, agree, send, receive, makeGoods, view, onHand, demo } = trading
    const goods = await makeGoods(6)
    const lines = [{ fills: 1, batch: goods.batch, quantity: '6', units: goods.codes }]
    const first = await agree(dairy, distributor, { lines: pieces(goods, '6') })
    await send(dairy, first, lines)
    expect(await onHand(dairy, goods.batch)).toBe('0')
    await dairy.trader.act(endpoints.cancelTrade, {
      params: { no: first },
      body: { reason: 'delay', party: 'carrier' },
    })
    expect([(await view(distributor, first)).state, await onHand(dairy, goods.batch)]).toEqual(['cancelled', '6'])
    const second = await agree(dairy, distributor, { lines: pieces(goods, '6') })
    await send(dairy, second, lines)
    await receive(distributor, second)
    expect(await onHand(distributor, goods.batch)).toBe('6')
    const trace = await demo.door.get(`trace?c=${encodeURIComponent(goods.codes[0] ?? '')}`)
    const { timeline } = trace.json as { timeline: { kind: string }[] }
    expect(timeline.filter(({ kind }) => kind === 'dispatch')).toHaveLength(1)
  })

  test('is refused once the buyer has received, and tells the counting buyer that the trade is closed', async () => {
    const { dairy, distributor, agree, send, receive, makeGoods } = trading
    const goods = await makeGoods(4)
    const cancel = (no: string) =>
      dairy.trader.act(endpoints.cancelTrade, { params: { no }, body: { reason: 'other' } })
    const lines = [{ fills: 1, batch: goods.batch, quantity: '2' }]
    const received = await agree(dairy, distributor, { lines: pieces(goods, '2') })
    await send(dairy, received, lines)
    await receive(distributor, received)
    expect(await refusal(cancel(received))).toMatchObject({ code: 'STATE_CONFLICT', details: { state: 'received' } })
    const counting = await agree(dairy, distributor, { lines: pieces(goods, '2') })
    await send(dairy, counting, lines)
    const { expectation } = await trading.view(distributor, counting)
    await cancel(counting)
    const due = expectation?.lines[0]
    const count = [
      {
        line: 1,
        product: goods.product,
        lot: due?.lot ?? '',
        unit: 'H87' as const,
        accepted: '2',
        rejected: '0',
        missing: '0',
      },
    ]
    const late = await refusal(
      distributor.warehouse.call(endpoints.confirmReceipt, {
        params: { no: counting },
        body: { kind: 'final', place: distributor.place, lines: count },
      }),
    )
    expect([late.code, late.details['result']]).toMatchObject([
      'RECEIPT_REFUSED',
      { differences: [{ code: 'trade_closed', expected: 'dispatched', actual: 'cancelled' }] },
    ])
  })

  test('keeps reason and party in the signed record, the acting side’s when nothing is said', async () => {
    const { dairy, distributor, agree, makeGoods, demo } = trading
    const goods = await makeGoods(2)
    const partyOf = async (transaction: string): Promise<unknown> =>
      (await demo.door.deps.ledger.transaction(transaction))?.openings[0]?.['party']?.value
    const offered = await dairy.trader.act(endpoints.offerTrade, {
      body: { buyer: distributor.id, lines: pieces(goods, '1') },
    })
    const declined = await distributor.trader.act(endpoints.declineTrade, {
      params: { no: offered.no },
      body: { reason: 'price' },
    })
    const no = await agree(dairy, distributor, { lines: pieces(goods, '1') })
    const cancelled = await dairy.trader.act(endpoints.cancelTrade, { params: { no }, body: { reason: 'stock' } })
    const third = await agree(dairy, distributor, { lines: pieces(goods, '1') })
    const blamed = await dairy.trader.act(endpoints.cancelTrade, {
      params: { no: third },
      body: { reason: 'delay', party: 'carrier' },
    })
    expect([
      await partyOf(declined.transaction),
      await partyOf(cancelled.transaction),
      await partyOf(blamed.transaction),
    ]).toEqual(['buyer', 'supplier', 'carrier'])
  })
})

describe('refused goods', () => {
  test('stay in transit until the supplier has them back, then are sold again', async () => {
    const { dairy, distributor, agree, send, receive, makeGoods, view, onHand } = trading
    const goods = await makeGoods(5)
    const lines = [{ fills: 1, batch: goods.batch, quantity: '5', units: goods.codes }]
    const no = await agree(dairy, distributor, { lines: pieces(goods, '5') })
    await send(dairy, no, lines)
    const params = { no }
    const nothing = dairy.warehouse.call(endpoints.returnGoods, { params, body: { place: dairy.place } })
    expect(faultOf(await refusal(nothing))).toEqual(['STATE_CONFLICT', 'no', 'delivery.returning'])
    await distributor.warehouse.act(endpoints.refuseReceipt, { params, body: { reason: 'damaged', party: 'carrier' } })
    expect(await onHand(dairy, goods.batch)).toBe('0')
    const back = await dairy.warehouse.act(endpoints.returnGoods, { params, body: { place: dairy.place } })
    expect(back).toMatchObject({ state: 'committed', n: 0 })
    const trade = await view(dairy, no)
    expect([trade.state, trade.returns.map(({ n, place }) => [n, place])]).toEqual(['returned', [[0, dairy.place]]])
    expect(await onHand(dairy, goods.batch)).toBe('5')
    const next = await agree(dairy, distributor, { lines: pieces(goods, '5') })
    await send(dairy, next, lines)
    await receive(distributor, next)
    expect(await onHand(distributor, goods.batch)).toBe('5')
  })
})

describe('sending received goods back', () => {
  test('is a trade of its own, never of more than came in, and frees its quantity when it is declined', async () => {
    const { dairy, distributor, agree, send, receive, makeGoods, view, onHand } = trading
    const goods = await makeGoods(8)
    const no = await agree(dairy, distributor, { lines: pieces(goods, '8') })
    await send(dairy, no, [{ fills: 1, batch: goods.batch, quantity: '8', units: goods.codes }])
    const back = (quantity: string) =>
      distributor.trader.act(endpoints.offerTrade, {
        body: { buyer: dairy.id, lines: pieces(goods, quantity), returnOf: no },
      })
    const early = await refusal(back('1'))
    expect([faultOf(early), early.details]).toMatchObject([
      ['INSUFFICIENT_QUANTITY', 'lines.0.quantity', 'at-most-received'],
      { received: '0', sentBack: '0', asked: '1' },
    ])
    await receive(distributor, no)
    const first = await back('5')
    expect((await view(dairy, no)).sentBack).toEqual([{ product: goods.product, quantity: '5' }])
    expect((await refusal(back('4'))).details).toMatchObject({ received: '8', sentBack: '5', asked: '4' })
    await dairy.trader.act(endpoints.declineTrade, { params: { no: first.no }, body: { reason: 'quality' } })
    const second = await back('8')
    expect((await view(distributor, second.no)).returnOf).toBe(no)
    await dairy.trader.act(endpoints.acceptTrade, { params: { no: second.no }, body: {} })
    await send(distributor, second.no, [{ fills: 1, batch: goods.batch, quantity: '8', units: goods.codes }])
    await receive(dairy, second.no)
    expect([await onHand(dairy, goods.batch), await onHand(distributor, goods.batch)]).toEqual(['8', '0'])
    const again = await agree(dairy, distributor, { lines: pieces(goods, '8') })
    await send(dairy, again, [{ fills: 1, batch: goods.batch, quantity: '8', units: goods.codes }])
    await receive(distributor, again)
    expect(await onHand(distributor, goods.batch)).toBe('8')
  })

  test('of somebody else’s trade is refused', async () => {
    const { dairy, distributor, shop, agree, makeGoods } = trading
    const goods = await makeGoods(1)
    const no = await agree(dairy, distributor, { lines: pieces(goods, '1') })
    const foreign = shop.trader.call(endpoints.offerTrade, {
      body: { buyer: dairy.id, lines: pieces(goods, '1'), returnOf: no },
    })
    expect(faultOf(await refusal(foreign))).toEqual(['VALIDATION_FAILED', 'returnOf', 'parties.exchanged'])
  })
})

test('trades are found by product, by the other party and by when they changed', async () => {
  const { dairy, distributor, shop, agree, makeGoods } = trading
  const goods = await makeGoods(3)
  const before = new Date(Date.now() - 60_000).toISOString()
  const [one, two] = [
    await agree(dairy, distributor, { lines: pieces(goods, '1') }),
    await agree(dairy, shop, { lines: pieces(goods, '1') }),
  ]
  const found = async (query: { product?: string; partner?: string; since?: string }) =>
    (await dairy.trader.call(endpoints.trades, { query })).items.map(({ no }) => no)
  expect(await found({ product: goods.product })).toEqual([two, one])
  expect(await found({ product: goods.product, partner: distributor.id })).toEqual([one])
  expect(await found({ product: goods.product, since: before })).toEqual([two, one])
  expect(await found({ since: new Date(Date.now() + 60_000).toISOString() })).toEqual([])
})
