// Goods that come back: a voided shipment, refused goods, what a discrepancy note sends back, and received goods under a trade of their own.
import { describe, expect, test } from '@jest/globals'
import { deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { bulk, dispatch, named, received } from '../../test/dispatching.ts'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { agreedTrade, countOf, dispatchFields, mintedAs, tradeNumber, world } from '../../test/world.ts'
import type { Organisation, World } from '../../test/world.ts'

const cancel = (w: World, no: string) =>
  w.chain.act(w.dairy.trader, 'cancelTrade', { no, reason: 'stock', party: 'supplier' })
const refuse = (w: World, no: string) =>
  w.chain.act(w.shopA.warehouse, 'refuseReceipt', { no, reason: 'damaged', party: 'carrier' })
const giveBack = (w: World, no: string, change: Fields = {}, who = w.dairy.warehouse) =>
  w.chain.act(who, 'returnGoods', { no, place: w.dairy.place, returnedAt: w.chain.now(), ...change })
/** On hand by owner. */
const onHand = (w: World, { id }: Organisation): string[] =>
  w.chain
    .values()
    .map(([key]) => (key.startsWith('holding/') ? w.chain.get(keys.holding(key.slice('holding/'.length))) : undefined))
    .flatMap((holding) => (holding?.owner === id && holding.state === 'on_hand' ? [holding.quantity] : []))
const sent = async (w: World, label: string, units?: string[]): Promise<string> => {
  const no = await agreedTrade(w, w.shopA, label, { quantity: String(units?.length ?? 10) })
  await dispatch(w, no, [units === undefined ? bulk(w) : named(w, units)])
  return no
}

describe('cancelTrade after dispatch', () => {
  test('puts goods and units back on hand where they were dispatched', async () => {
    const w = await world()
    const units = w.batch.paths.slice(0, 4)
    const no = await sent(w, 'T', units)
    await cancel(w, no)
    expect(w.chain.get(keys.trade(no))?.state).toBe('cancelled')
    expect(w.chain.get(keys.holding(holdingId(no, 0)))).toMatchObject({ state: 'spent', quantity: '4' })
    expect(w.chain.get(keys.holding(holdingId(`${no}/cancellation`, 0)))).toEqual({
      v: 1,
      id: holdingId(`${no}/cancellation`, 0),
      owner: w.dairy.id,
      place: w.dairy.place,
      batch: w.batch.id,
      quantity: '4',
      state: 'on_hand',
    })
    expect(onHand(w, w.dairy)).toEqual(['6', '4'])
    for (const path of units)
      expect(w.chain.get(keys.unit(path))).toEqual({
        v: 1,
        path,
        batch: w.batch.id,
        holder: w.dairy.id,
        state: 'on_hand',
        minted: mintedAs(w, path),
      })
  })

  test('lets the same units be dispatched and received again', async () => {
    const w = await world()
    const units = w.batch.paths.slice(0, 10)
    const no = await sent(w, 'T', units)
    await cancel(w, no)
    const next = await agreedTrade(w, w.shopA, 'T2')
    const holdings = [{ id: holdingId(`${no}/cancellation`, 0), quantity: '10' }]
    await dispatch(w, next, [bulk(w, { units, holdings })])
    await received(w, next, '10', units)
    expect(w.chain.get(keys.trade(next))?.state).toBe('received')
    expect(w.chain.get(keys.unit(units[0] ?? ''))).toMatchObject({ holder: w.shopA.id, state: 'on_hand', trade: next })
  })

  test('moves a pack’s own row and leaves what is in it alone', async () => {
    const w = await world()
    const no = await sent(w, 'T')
    const [pack, child] = ['/s/00/106901234567890123', w.batch.paths[0] ?? '']
    const delivery = w.chain.get(keys.delivery(no))
    if (delivery === undefined) throw new Error('no delivery')
    const row = { v: 1, batch: w.batch.id, holder: w.dairy.id } as const
    const content = { level: 'carton', quantity: '10', children: [child] } as const
    w.chain.seed(keys.delivery(no), { ...delivery, lines: delivery.lines.map((line) => ({ ...line, units: [pack] })) })
    w.chain.seed(keys.unit(pack), {
      ...row,
      path: pack,
      state: 'in_transit',
      trade: no,
      pack: { ...content, children: [child] },
    })
    w.chain.seed(keys.unit(child), { ...row, path: child, state: 'on_hand', parent: pack })
    const before = w.chain.get(keys.unit(child))
    await cancel(w, no)
    expect(w.chain.get(keys.unit(pack))).toEqual({
      ...row,
      path: pack,
      state: 'on_hand',
      pack: { level: 'carton', quantity: '10', children: [child] },
    })
    expect(w.chain.get(keys.unit(child))).toEqual(before)
  })

  test('is refused once something was received', async () => {
    const w = await world()
    const no = await sent(w, 'T')
    await w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
      no,
      place: w.shopA.place,
      receivedAt: w.chain.now(),
      batches: [w.batch.id],
      count: countOf(w.shopA.id, w.chain.now(), 'partial', [
        { product: w.milk, lot: w.batch.lot, unit: 'H87', accepted: '1' },
      ]),
    })
    expect(await refused(w.chain, () => cancel(w, no))).toMatchObject({
      code: 'STATE_CONFLICT',
      details: { state: 'partly_received' },
    })
  })
})

describe('returnGoods', () => {
  test('of a refused trade puts everything still due on hand and ends the trade', async () => {
    const w = await world()
    const units = w.batch.paths.slice(0, 4)
    const no = await sent(w, 'T', units)
    await refuse(w, no)
    const { events } = await giveBack(w, no)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'returned', returns: 1 })
    expect(w.chain.get(keys.return(no, 0))).toEqual({
      v: 1,
      trade: no,
      n: 0,
      place: w.dairy.place,
      returnedAt: w.chain.now(),
    })
    expect(onHand(w, w.dairy)).toEqual(['6', '4'])
    expect(w.chain.get(keys.unit(units[0] ?? ''))).toMatchObject({ holder: w.dairy.id, state: 'on_hand' })
    expect(events.map(({ name }) => name)).toEqual(['tradeChanged', 'goodsReturned'])
    const again = await refused(w.chain, () => giveBack(w, no))
    expect(again).toMatchObject({ code: 'STATE_CONFLICT', details: { state: 'returned' } })
  })

  test('leaves what was received before the refusal with the buyer', async () => {
    const w = await world()
    const no = await sent(w, 'T', w.batch.paths.slice(0, 4))
    const units = w.batch.paths.slice(0, 1)
    await w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
      no,
      place: w.shopA.place,
      receivedAt: w.chain.now(),
      batches: [w.batch.id],
      count: countOf(w.shopA.id, w.chain.now(), 'partial', [
        { product: w.milk, lot: w.batch.lot, unit: 'H87', accepted: '1', units },
      ]),
    })
    await refuse(w, no)
    await giveBack(w, no)
    expect([onHand(w, w.dairy), onHand(w, w.shopA)]).toEqual([['6', '3'], ['1']])
    expect(w.chain.get(keys.unit(units[0] ?? ''))?.holder).toBe(w.shopA.id)
  })

  test('brings back what a discrepancy note sends back, in any state, and clears it', async () => {
    const w = await world()
    const no = await sent(w, 'T')
    const delivery = w.chain.get(keys.delivery(no))
    if (delivery === undefined) throw new Error('no delivery')
    const holding = deriveId('holding', 'returning')
    w.chain.seed(keys.holding(holding), {
      v: 1,
      id: holding,
      owner: w.dairy.id,
      batch: w.batch.id,
      quantity: '2',
      state: 'in_transit',
      trade: no,
    })
    w.chain.seed(keys.delivery(no), { ...delivery, returning: [{ batch: w.batch.id, holding }] })
    await giveBack(w, no)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'dispatched', returns: 1 })
    expect(w.chain.get(keys.delivery(no))).toEqual(delivery)
    expect(onHand(w, w.dairy)).toEqual(['2'])
    expect(w.chain.get(keys.holding(holdingId(no, 0)))?.state).toBe('in_transit')
    expect(await refused(w.chain, () => giveBack(w, no))).toMatchObject({
      code: 'STATE_CONFLICT',
      rule: 'delivery.returning',
    })
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['at a place of the buyer', (w) => ({ place: w.shopA.place }), 'WRONG_ORGANISATION', 'place'],
    ['in the future', () => ({ returnedAt: '2025-11-22T02:05:00.001Z' }), 'VALIDATION_FAILED', 'returnedAt'],
    ['before it was dispatched', () => ({ returnedAt: '2025-11-22T01:59:59Z' }), 'VALIDATION_FAILED', 'returnedAt'],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    const no = await sent(w, 'T')
    await refuse(w, no)
    expect(await refused(w.chain, () => giveBack(w, no, change(w)))).toMatchObject({ code, field: arg(field) })
  })

  test('by the buyer, another role, or before dispatch is refused', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    expect(await refused(w.chain, () => giveBack(w, no))).toMatchObject({ code: 'STATE_CONFLICT' })
    expect(await refused(w.chain, () => giveBack(w, no, {}, w.shopA.warehouse))).toMatchObject({
      code: 'WRONG_ORGANISATION',
    })
    expect(await refused(w.chain, () => giveBack(w, no, {}, w.dairy.inspector))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('sending received goods back', () => {
  const back = (w: World, of: string, quantity: string, label: string, change: Fields = {}) =>
    w.chain.act(w.shopA.trader, 'offerTrade', {
      no: tradeNumber(label),
      supplier: w.shopA.id,
      buyer: w.dairy.id,
      lines: [{ line: 1, product: w.milk, quantity, unit: 'H87' }],
      requiredCredentials: [],
      documents: [],
      returnOf: of,
      ...change,
    })
  const all = async (): Promise<{ w: World; no: string; units: string[] }> => {
    const w = await world()
    const units = w.batch.paths
    const no = await sent(w, 'T', units)
    await received(w, no, '10', units)
    return { w, no, units }
  }
  const tooMuch = (received_: string, sentBack: string, asked: string) => ({
    code: 'INSUFFICIENT_QUANTITY',
    field: arg('lines.0.quantity'),
    rule: 'at-most-received',
    details: { received: received_, sentBack, asked },
  })

  test('goes under a trade of its own, as often as something is left to be sent back', async () => {
    const { w, no } = await all()
    await back(w, no, '4', 'R1')
    expect(w.chain.get(keys.trade(tradeNumber('R1')))).toMatchObject({ returnOf: no, state: 'offered' })
    expect(w.chain.get(keys.returned(no))).toEqual({ v: 1, trade: no, lines: [{ product: w.milk, quantity: '4' }] })
    expect(await refused(w.chain, () => back(w, no, '7', 'R2'))).toMatchObject(tooMuch('10', '4', '7'))
    await back(w, no, '6', 'R2')
    expect(w.chain.get(keys.returned(no))?.lines).toEqual([{ product: w.milk, quantity: '10' }])
  })

  test('of what was never received is refused', async () => {
    const w = await world()
    const no = await sent(w, 'T')
    expect(await refused(w.chain, () => back(w, no, '1', 'R1'))).toMatchObject(tooMuch('0', '0', '1'))
    const agreed = await agreedTrade(w, w.shopA, 'T2')
    expect(await refused(w.chain, () => back(w, agreed, '1', 'R1'))).toMatchObject(tooMuch('0', '0', '1'))
  })

  test('under a trade of other parties, or under none, is refused', async () => {
    const { w, no } = await all()
    expect(await refused(w.chain, () => back(w, no, '1', 'R1', { buyer: w.shopB.id }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('returnOf'),
      rule: 'parties.exchanged',
    })
    expect(await refused(w.chain, () => back(w, tradeNumber('none'), '1', 'R1'))).toMatchObject({
      code: 'NOT_FOUND',
      field: arg('returnOf'),
    })
  })

  test.each<[string, (w: World, no: string) => Promise<unknown>]>([
    ['declined', (w, no) => w.chain.act(w.dairy.trader, 'declineTrade', { no, reason: 'quality', party: 'buyer' })],
    ['cancelled', (w, no) => w.chain.act(w.shopA.trader, 'cancelTrade', { no, reason: 'other', party: 'supplier' })],
  ])('a return that is %s frees its quantity', async (_title, end) => {
    const { w, no } = await all()
    await back(w, no, '10', 'R1')
    await end(w, tradeNumber('R1'))
    expect(w.chain.get(keys.returned(no))?.lines).toEqual([{ product: w.milk, quantity: '0' }])
    await back(w, no, '10', 'R2')
  })

  test('amending a return counts the new quantity instead of the old one', async () => {
    const { w, no } = await all()
    await back(w, no, '10', 'R1')
    const amend = (quantity: string, revision: number) =>
      w.chain.act(w.shopA.trader, 'amendTrade', {
        no: tradeNumber('R1'),
        revision,
        lines: [{ line: 1, product: w.milk, quantity, unit: 'H87' }],
        requiredCredentials: [],
        documents: [],
      })
    await amend('3', 1)
    expect(w.chain.get(keys.returned(no))?.lines).toEqual([{ product: w.milk, quantity: '3' }])
    expect(await refused(w.chain, () => amend('11', 2))).toMatchObject(tooMuch('10', '0', '11'))
  })

  test('units come back, are sold again, and a return that is refused may be sent once more', async () => {
    const { w, no, units } = await all()
    const some = units.slice(0, 4)
    const [r1, r2] = [tradeNumber('R1'), tradeNumber('R2')]
    const sendBack = async (trade: string, holding: string, quantity: string): Promise<void> => {
      await w.chain.act(w.dairy.trader, 'acceptTrade', { no: trade })
      const line = bulk(w, { quantity: '4', units: some, holdings: [{ id: holding, quantity }] })
      await w.chain.act(w.shopA.trader, 'dispatchTrade', dispatchFields(trade, w.shopA.place, w.chain.now(), [line]))
    }
    await back(w, no, '4', 'R1')
    await sendBack(r1, holdingId(`${no}/0`, 0), '4')
    await w.chain.act(w.dairy.warehouse, 'refuseReceipt', { no: r1, reason: 'documents', party: 'supplier' })
    expect(w.chain.get(keys.returned(no))?.lines).toEqual([{ product: w.milk, quantity: '4' }])
    await w.chain.act(w.shopA.warehouse, 'returnGoods', {
      no: r1,
      place: w.shopA.place,
      returnedAt: w.chain.now(),
    })
    expect(w.chain.get(keys.returned(no))?.lines).toEqual([{ product: w.milk, quantity: '0' }])
    await back(w, no, '4', 'R2')
    await sendBack(r2, holdingId(`${r1}/return/0`, 0), '4')
    await w.chain.act(w.dairy.warehouse, 'confirmReceipt', {
      no: r2,
      place: w.dairy.place,
      receivedAt: w.chain.now(),
      batches: [w.batch.id],
      count: countOf(w.dairy.id, w.chain.now(), 'final', [
        { product: w.milk, lot: w.batch.lot, unit: 'H87', accepted: '4', units: some },
      ]),
    })
    const again = await agreedTrade(w, w.shopA, 'T9', { quantity: '4' })
    const holdings = [{ id: holdingId(`${r2}/0`, 0), quantity: '4' }]
    await dispatch(w, again, [bulk(w, { quantity: '4', units: some, holdings })])
    await received(w, again, '4', some)
    expect([onHand(w, w.dairy), onHand(w, w.shopA)]).toEqual([[], ['6', '4']])
  })
})
