// Dispatching in bulk, and every reason why a dispatch is refused.
import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, hash, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { agreedTrade, batchFields, membershipOf, product, world } from '../../test/world.ts'
import type { DispatchLine, World } from '../../test/world.ts'
import { bulk, dispatch, received } from '../../test/dispatching.ts'

describe('a bulk dispatch', () => {
  test('sends the holding on its way and writes down what is due', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    const lines = [bulk(w)]
    await dispatch(w, no, lines, { temperature: '4' })
    const { chain } = w
    expect(chain.get(keys.trade(no))?.state).toBe('dispatched')
    expect(chain.get(keys.holding(w.batch.holding))?.state).toBe('spent')
    const holding = holdingId(no, 0)
    expect(chain.get(keys.holding(holding))).toEqual({
      v: 1,
      id: holding,
      owner: w.dairy.id,
      batch: w.batch.id,
      quantity: '10',
      state: 'in_transit',
      trade: no,
    })
    expect(chain.get(keys.delivery(no))).toEqual({
      v: 1,
      trade: no,
      lines: [
        {
          line: 1,
          product: w.milk,
          batch: w.batch.id,
          lot: 'M1',
          unit: 'H87',
          dispatched: '10',
          received: '0',
          expiresOn: '2025-12-20',
          holding,
        },
      ],
    })
    expect(chain.get(keys.dispatch(no))).toEqual({
      v: 1,
      trade: no,
      place: w.dairy.place,
      dispatchedAt: chain.now(),
      units: [{ line: 1, batch: w.batch.id }],
      lines,
      vehicle: { digest: expect.stringMatching(/^[0-9a-f]{64}$/) },
      temperature: '4',
    })
  })

  test('leaves the remainder on hand at its place', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '4' })
    await dispatch(w, no, [bulk(w, { quantity: '4', holdings: [{ id: w.batch.holding, quantity: '4' }] })])
    expect(w.chain.get(keys.holding(holdingId(no, 1)))).toMatchObject({
      quantity: '6',
      state: 'on_hand',
      place: w.dairy.place,
    })
  })

  test('may carry an expired batch: only its receipt is refused', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    w.chain.at('2025-12-25T00:00:00.000Z')
    await dispatch(w, no, [bulk(w)])
    expect(w.chain.get(keys.delivery(no))?.lines[0]?.expiresOn).toBe('2025-12-20')
  })

  test('may fill one agreed line with several, within its tolerance, which then is not granted to each', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '10', tolerance: '1' })
    const part = (line: number, quantity: string) =>
      bulk(w, { line, quantity, holdings: [{ id: w.batch.holding, quantity }] })
    await dispatch(w, no, [part(1, '4'), part(2, '5')])
    expect(w.chain.get(keys.delivery(no))?.lines.map(({ dispatched, tolerance }) => [dispatched, tolerance])).toEqual([
      ['4', undefined],
      ['5', undefined],
    ])
    expect(w.chain.get(keys.holding(holdingId(no, 2)))).toMatchObject({ quantity: '1', state: 'on_hand' })
  })
})

describe('is refused', () => {
  const cases: [string, (w: World) => Partial<DispatchLine>, string, string][] = [
    ['a line that was not agreed', () => ({ fills: 2 }), 'VALIDATION_FAILED', 'lines.0.fills'],
    ['another unit of measure', () => ({ unit: 'KGM' }), 'VALIDATION_FAILED', 'lines.0.unit'],
    ['an unknown batch', () => ({ batch: batchId('x', 'y') }), 'NOT_FOUND', 'lines.0.batch'],
    [
      'an unknown holding',
      () => ({ holdings: [{ id: deriveId('holding', 'x', 0), quantity: '10' }] }),
      'NOT_FOUND',
      'lines.0.holdings.0.id',
    ],
    [
      'more than is held',
      (w) => ({ quantity: '11', holdings: [{ id: w.batch.holding, quantity: '11' }] }),
      'QUANTITY_NOT_BALANCED',
      'lines',
    ],
    [
      'holdings that do not sum up to the line',
      (w) => ({ holdings: [{ id: w.batch.holding, quantity: '9' }] }),
      'QUANTITY_NOT_BALANCED',
      'lines.0.holdings',
    ],
    [
      'less than was agreed',
      (w) => ({ quantity: '9', holdings: [{ id: w.batch.holding, quantity: '9' }] }),
      'QUANTITY_NOT_BALANCED',
      'lines',
    ],
    ['nothing', () => ({ quantity: '0' }), 'INVALID_QUANTITY', 'lines.0.quantity'],
    ['a part of a bottle', () => ({ quantity: '9.5' }), 'INVALID_QUANTITY', 'lines.0.quantity'],
    [
      'a membership of no units',
      (w) => ({ membership: membershipOf(w.batch.paths, w.batch.paths.slice(0, 1)) }),
      'VALIDATION_FAILED',
      'lines.0.membership',
    ],
  ]
  test.each(cases)('%s', async (_title, change, code, field) => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    expect(await refused(w.chain, () => dispatch(w, no, [bulk(w, change(w))]))).toMatchObject({
      code,
      field: arg(field),
    })
  })

  test('more than the holding has, even if it was agreed', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '12' })
    const line = bulk(w, {
      quantity: '12',
      holdings: [
        { id: w.batch.holding, quantity: '6' },
        { id: w.batch.holding, quantity: '6' },
      ],
    })
    const refusal = await refused(w.chain, () => dispatch(w, no, [line]))
    expect(refusal).toMatchObject({
      code: 'INSUFFICIENT_QUANTITY',
      field: arg('lines.0.holdings.0.id'),
      details: { held: '10', asked: '12' },
    })
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['an unknown place', () => ({ place: deriveId('place', 'x') }), 'NOT_FOUND', 'place'],
    ['a place of the buyer', (w) => ({ place: w.shopA.place }), 'WRONG_ORGANISATION', 'place'],
    [
      'a time more than five minutes ahead',
      () => ({ dispatchedAt: '2025-11-22T02:05:00.001Z' }),
      'VALIDATION_FAILED',
      'dispatchedAt',
    ],
    [
      'a time before the batch was made',
      () => ({ dispatchedAt: '2025-11-19T23:59:59+08:00' }),
      'VALIDATION_FAILED',
      'dispatchedAt',
    ],
    [
      'commitments of too many lines',
      (w) => ({
        units: [
          { line: 1, batch: w.batch.id },
          { line: 2, batch: w.batch.id },
        ],
      }),
      'VALIDATION_FAILED',
      'units',
    ],
    [
      'a commitment to another line',
      (w) => ({ units: [{ line: 2, batch: w.batch.id }] }),
      'VALIDATION_FAILED',
      'units.0.line',
    ],
    [
      'a commitment to another batch',
      () => ({ units: [{ line: 1, batch: batchId('x', 'y') }] }),
      'VALIDATION_FAILED',
      'units.0.batch',
    ],
    [
      'a root over units that the line does not name',
      (w) => ({ units: [{ line: 1, batch: w.batch.id, root: hash('x'), count: 1 }] }),
      'VALIDATION_FAILED',
      'units.0.root',
    ],
  ])('%s', async (_title, change, code, field) => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    expect(await refused(w.chain, () => dispatch(w, no, [bulk(w)], change(w)))).toMatchObject({
      code,
      field: arg(field),
    })
  })

  test('another product than agreed', async () => {
    const w = await world()
    const tea = await product(w.chain, w.dairy, 'tea')
    await w.chain.act(w.dairy.trader, 'createBatch', batchFields(tea, 'T1', w.dairy.place, '10'))
    const no = await agreedTrade(w, w.shopA, 'T')
    const id = batchId(tea, 'T1')
    const line = bulk(w, { batch: id, holdings: [{ id: holdingId(id, 0), quantity: '10' }] })
    expect(await refused(w.chain, () => dispatch(w, no, [line]))).toMatchObject({
      code: 'VALIDATION_FAILED',
      rule: 'product.agreed',
    })
  })

  test('a recalled batch', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    w.chain.seed(keys.recall(w.batch.id), { v: 1, batch: w.batch.id, class: 1, reason: 'salmonella' })
    expect(await refused(w.chain, () => dispatch(w, no, [bulk(w)]))).toMatchObject({
      code: 'BATCH_RECALLED',
      field: arg('lines.0.batch'),
      rule: 'batch.not-recalled',
    })
  })

  test('what is not agreed yet, sent already, or sent by another party or role', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    expect(await refused(w.chain, () => dispatch(w, no, [bulk(w)], {}, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      rule: 'trade.supplier',
    })
    expect(await refused(w.chain, () => dispatch(w, no, [bulk(w)], {}, w.dairy.warehouse))).toMatchObject({
      code: 'FORBIDDEN',
    })
    await dispatch(w, no, [bulk(w)])
    expect(await refused(w.chain, () => dispatch(w, no, [bulk(w)]))).toMatchObject({
      code: 'STATE_CONFLICT',
      details: { state: 'dispatched' },
    })
    const next = await agreedTrade(w, w.shopA, 'T2')
    expect(await refused(w.chain, () => dispatch(w, next, [bulk(w)]))).toMatchObject({
      code: 'STATE_CONFLICT',
      rule: 'holding.on-hand',
    })
  })

  test('goods that are in another’s hands by now', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await dispatch(w, no, [bulk(w)])
    await received(w, no, '10')
    const next = await agreedTrade(w, w.shopB, 'T2')
    const line = bulk(w, { holdings: [{ id: holdingId(`${no}/0`, 0), quantity: '10' }] })
    expect(await refused(w.chain, () => dispatch(w, next, [line]))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('lines.0.holdings.0.id'),
    })
  })

  test('a line number twice', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    const half = bulk(w, { quantity: '5', holdings: [{ id: w.batch.holding, quantity: '5' }] })
    expect(await refused(w.chain, () => dispatch(w, no, [half, half]))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('lines.1.line'),
    })
  })
})
