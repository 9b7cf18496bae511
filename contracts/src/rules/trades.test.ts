import { describe, expect, test } from '@jest/globals'
import { deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { agreedTrade, dispatchFields, product, tradeNumber, verify, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

const no = tradeNumber('T')
const offer = (w: World, change: Fields = {}, line: Fields = {}, who = w.dairy.trader) =>
  w.chain.act(who, 'offerTrade', {
    no,
    supplier: w.dairy.id,
    buyer: w.shopA.id,
    lines: [{ line: 1, product: w.milk, quantity: '10', unit: 'H87', ...line }],
    deliverTo: w.shopA.place,
    promisedAt: '2025-11-25T18:00:00+08:00',
    requiredCredentials: [],
    documents: [],
    ...change,
  })
const dispatched = async (w: World): Promise<string> => {
  const trade = await agreedTrade(w, w.shopA, 'sent')
  const line = {
    line: 1,
    fills: 1,
    batch: w.batch.id,
    quantity: '10',
    unit: 'H87',
    holdings: [{ id: w.batch.holding, quantity: '10' }],
  }
  await w.chain.act(w.dairy.trader, 'dispatchTrade', dispatchFields(trade, w.dairy.place, w.chain.now(), [line]))
  return trade
}

describe('offerTrade', () => {
  test('keeps what was offered', async () => {
    const w = await world()
    await offer(w)
    expect(w.chain.get(keys.trade(no))).toEqual({
      v: 1,
      no,
      supplier: w.dairy.id,
      buyer: w.shopA.id,
      state: 'offered',
      lines: [{ line: 1, product: w.milk, quantity: '10', unit: 'H87' }],
      deliverTo: w.shopA.place,
      promisedAt: '2025-11-25T18:00:00+08:00',
      requiredCredentials: [],
      documents: [],
      receipts: 0,
      attempts: 0,
    })
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['for another supplier', (w) => ({ supplier: w.shopB.id }), 'WRONG_ORGANISATION', 'supplier'],
    ['to oneself', (w) => ({ buyer: w.dairy.id }), 'VALIDATION_FAILED', 'buyer'],
    ['to an unknown buyer', () => ({ buyer: deriveId('organisation', 'x') }), 'NOT_FOUND', 'buyer'],
    ['to an unknown place', () => ({ deliverTo: deriveId('place', 'x') }), 'NOT_FOUND', 'deliverTo'],
    ['to a place that is not the buyer’s', (w) => ({ deliverTo: w.shopB.place }), 'WRONG_ORGANISATION', 'deliverTo'],
    ['of nothing', () => ({ lines: [] }), 'VALIDATION_FAILED', 'lines'],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => offer(w, change(w)))).toMatchObject({ code, field: arg(field) })
  })

  test.each<[string, Fields, string, string]>([
    ['an unknown product', { product: deriveId('product', 'x') }, 'NOT_FOUND', 'lines.0.product'],
    ['another unit of measure than the product’s', { unit: 'KGM' }, 'VALIDATION_FAILED', 'lines.0.unit'],
    ['no quantity', { quantity: '0' }, 'INVALID_QUANTITY', 'lines.0.quantity'],
    ['half a bottle', { quantity: '1.5' }, 'INVALID_QUANTITY', 'lines.0.quantity'],
    ['a tolerance of everything', { tolerance: '10' }, 'INVALID_QUANTITY', 'lines.0.tolerance'],
    ['a tolerance of half a bottle', { tolerance: '0.5' }, 'INVALID_QUANTITY', 'lines.0.tolerance'],
  ])('a line with %s is refused', async (_title, line, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => offer(w, {}, line))).toMatchObject({ code, field: arg(field) })
  })

  test('a number twice, a trade twice, a suspended buyer and another role are refused', async () => {
    const w = await world()
    const line = { line: 1, product: w.milk, quantity: '1', unit: 'H87' }
    expect(await refused(w.chain, () => offer(w, { lines: [line, line] }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('lines.1.line'),
    })
    expect(await refused(w.chain, () => offer(w, {}, {}, w.dairy.warehouse))).toMatchObject({ code: 'FORBIDDEN' })
    await offer(w)
    expect(await refused(w.chain, () => offer(w))).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('no') })
    await verify(w.chain, w.operator, w.shopB.id, 'suspended')
    const suspended = { no: tradeNumber('S'), buyer: w.shopB.id, deliverTo: w.shopB.place }
    expect(await refused(w.chain, () => offer(w, suspended))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('buyer'),
    })
  })

  test('a product that another made may be offered by who trades with it', async () => {
    const w = await world()
    const tea = await product(w.chain, w.shopB, 'tea')
    await offer(w, {}, { product: tea })
    expect(w.chain.get(keys.trade(no))?.state).toBe('offered')
  })
})

describe('accept, decline and cancel', () => {
  test.each(['acceptTrade', 'declineTrade'] as const)('%s is the buyer’s traders’ act', async (name) => {
    const w = await world()
    await offer(w)
    const fields = name === 'acceptTrade' ? { no } : { no, reason: 'price' }
    expect(await refused(w.chain, () => w.chain.act(w.dairy.trader, name, fields))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      rule: 'trade.buyer',
    })
    expect(await refused(w.chain, () => w.chain.act(w.shopB.trader, name, fields))).toMatchObject({
      code: 'WRONG_ORGANISATION',
    })
    expect(await refused(w.chain, () => w.chain.act(w.shopA.warehouse, name, fields))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const { events } = await w.chain.act(w.shopA.trader, name, fields)
    const state = name === 'acceptTrade' ? 'agreed' : 'declined'
    expect(w.chain.get(keys.trade(no))?.state).toBe(state)
    expect(events).toEqual([{ name: 'tradeChanged', payload: { v: 1, trade: no, state } }])
    const again = await refused(w.chain, () => w.chain.act(w.shopA.trader, name, fields))
    expect(again).toMatchObject({ code: 'STATE_CONFLICT', field: arg('no'), details: { state } })
  })

  test('the supplier’s traders cancel before dispatch, and after it while nothing was received', async () => {
    const w = await world()
    await offer(w)
    const cancel = (who = w.dairy.trader, trade = no) => w.chain.act(who, 'cancelTrade', { no: trade, reason: 'stock' })
    expect(await refused(w.chain, () => cancel(w.shopA.trader))).toMatchObject({ code: 'WRONG_ORGANISATION' })
    expect(await refused(w.chain, () => cancel(w.dairy.warehouse))).toMatchObject({ code: 'FORBIDDEN' })
    await cancel()
    expect(w.chain.get(keys.trade(no))?.state).toBe('cancelled')
    const sent = await dispatched(w)
    await cancel(w.dairy.trader, sent)
    expect(w.chain.get(keys.trade(sent))?.state).toBe('cancelled')
    expect(await refused(w.chain, () => cancel(w.dairy.trader, sent))).toMatchObject({ code: 'STATE_CONFLICT' })
  })

  test('an unknown trade is not found', async () => {
    const w = await world()
    for (const name of ['acceptTrade', 'declineTrade', 'cancelTrade'] as const) {
      const fields = name === 'acceptTrade' ? { no } : { no, reason: 'other' }
      expect(await refused(w.chain, () => w.chain.act(w.shopA.trader, name, fields))).toMatchObject({
        code: 'NOT_FOUND',
        field: arg('no'),
      })
    }
  })
})

describe('refuseReceipt', () => {
  test('ends the trade and leaves the goods in transit', async () => {
    const w = await world()
    const trade = await dispatched(w)
    const refuse = (who = w.shopA.warehouse) =>
      w.chain.act(who, 'refuseReceipt', { no: trade, reason: 'damaged', party: 'carrier' })
    expect(await refused(w.chain, () => refuse(w.dairy.trader))).toMatchObject({ code: 'WRONG_ORGANISATION' })
    expect(await refused(w.chain, () => refuse(w.shopA.admin))).toMatchObject({ code: 'FORBIDDEN' })
    await refuse()
    expect(w.chain.get(keys.trade(trade))?.state).toBe('refused')
    expect(w.chain.get(keys.refusal(trade))).toEqual({ v: 1, trade, reason: 'damaged', party: 'carrier' })
    const holding = w.chain.get(keys.delivery(trade))?.lines[0]?.holding ?? ''
    expect(w.chain.get(keys.holding(holding))).toMatchObject({ state: 'in_transit', owner: w.dairy.id, quantity: '10' })
    expect(await refused(w.chain, () => refuse())).toMatchObject({
      code: 'STATE_CONFLICT',
      details: { state: 'refused' },
    })
  })

  test('there is nothing to refuse before dispatch', async () => {
    const w = await world()
    const trade = await agreedTrade(w, w.shopA, 'T2')
    const refusal = await refused(w.chain, () =>
      w.chain.act(w.shopA.trader, 'refuseReceipt', { no: trade, reason: 'other', party: 'buyer' }),
    )
    expect(refusal).toMatchObject({ code: 'STATE_CONFLICT', details: { state: 'agreed' } })
  })
})
