import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, hash, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import {
  agreedTrade,
  batchFields,
  countOf,
  dispatchFields,
  itemPaths,
  membershipOf,
  product,
  rootOf,
  world,
} from '../../test/world.ts'
import type { DispatchLine, World } from '../../test/world.ts'

const bulk = (w: World, change: Partial<DispatchLine> = {}): DispatchLine => ({
  line: 1,
  fills: 1,
  batch: w.batch.id,
  quantity: '10',
  unit: 'H87',
  holdings: [{ id: w.batch.holding, quantity: '10' }],
  ...change,
})
const named = (w: World, units: string[], change: Partial<DispatchLine> = {}): DispatchLine => {
  const quantity = String(units.length)
  const holdings = [{ id: w.batch.holding, quantity }]
  return bulk(w, { quantity, holdings, units, membership: membershipOf(w.batch.paths, units), ...change })
}
const dispatch = (w: World, no: string, lines: DispatchLine[], change: Fields = {}, who = w.dairy.trader) =>
  w.chain.act(who, 'dispatchTrade', { ...dispatchFields(no, w.dairy.place, w.chain.now(), lines), ...change })

const received = (w: World, no: string, accepted: string, units: string[] = []) =>
  w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
    no,
    place: w.shopA.place,
    receivedAt: w.chain.now(),
    batches: [w.batch.id],
    count: countOf(w.shopA.id, w.chain.now(), 'final', [
      { product: w.milk, lot: w.batch.lot, unit: 'H87', accepted, units },
    ]),
  })

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
      code: 'STATE_CONFLICT',
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

describe('named units', () => {
  const setUp = async (quantity = '3') => {
    const w = await world()
    return { w, no: await agreedTrade(w, w.shopA, 'T', { quantity }), units: w.batch.paths.slice(2, 5) }
  }

  test('are proven to be of the batch and travel under the trade', async () => {
    const { w, no, units } = await setUp()
    await dispatch(w, no, [named(w, [...units].reverse())])
    for (const path of units)
      expect(w.chain.get(keys.unit(path))).toEqual({
        v: 1,
        path,
        batch: w.batch.id,
        holder: w.dairy.id,
        state: 'in_transit',
        trade: no,
      })
    expect(w.chain.get(keys.dispatch(no))?.units).toEqual([
      { line: 1, batch: w.batch.id, root: rootOf([...units].reverse()), count: 3 },
    ])
    expect(w.chain.get(keys.delivery(no))?.lines[0]).toMatchObject({ units: [...units].reverse(), receivedUnits: [] })
  })

  test.each<[string, (w: World, units: string[]) => Partial<DispatchLine>, string]>([
    ['without a proof', () => ({ membership: undefined }) as unknown as Partial<DispatchLine>, 'UNIT_NOT_IN_BATCH'],
    [
      'with a proof of others',
      (w, units) => ({ membership: membershipOf(w.batch.paths, [...units.slice(1), w.batch.paths[9] ?? '']) }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'with a proof of more',
      (w) => ({ membership: membershipOf(w.batch.paths, w.batch.paths.slice(1, 6)) }),
      'VALIDATION_FAILED',
    ],
    [
      'with a wrong position',
      (w, units) => ({
        membership: { ...membershipOf(w.batch.paths, units), units: units.map((path, i) => ({ path, index: i })) },
      }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'with a position beyond the set',
      (w, units) => ({
        membership: {
          ...membershipOf(w.batch.paths, units),
          units: units.map((path, i) => ({ path, index: 900 + i })),
        },
      }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'with a hash left over',
      (w, units) => ({
        membership: {
          ...membershipOf(w.batch.paths, units),
          proof: [...(membershipOf(w.batch.paths, units).proof as string[]), hash('x')],
        },
      }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'of a set that was not minted',
      (w, units) => ({ membership: membershipOf(w.batch.paths, units, 1) }),
      'UNIT_NOT_IN_BATCH',
    ],
    ['fewer than the quantity', (_w, units) => ({ units: units.slice(1) }), 'QUANTITY_NOT_BALANCED'],
    [
      'one of another lot',
      (w, units) => ({ units: [...units.slice(1), ...itemPaths(w.milk, 'M2', 1)] }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'the batch’s own code',
      (w, units) => ({ units: [...units.slice(1), `/s/x/${w.milk}/10/M1`] }),
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'a code that is not canonical',
      (w, units) => ({ units: [...units.slice(1), `/s/x/${w.milk}/10/%4D1/21/${(units[0] ?? '').slice(-20)}`] }),
      'CODE_MALFORMED',
    ],
    ['what is no code', (_w, units) => ({ units: [...units.slice(1), '/s/zz'] }), 'CODE_MALFORMED'],
    ['one twice', (_w, [a = '', b = '']) => ({ units: [a, b, a] }), 'VALIDATION_FAILED'],
  ])('%s are refused', async (_title, change, code) => {
    const { w, no, units } = await setUp()
    const { membership, ...rest } = named(w, units)
    const changed = change(w, units)
    const line: DispatchLine = { ...rest, ...('membership' in changed ? {} : membership && { membership }), ...changed }
    if (line.membership === undefined) delete line.membership
    expect((await refused(w.chain, () => dispatch(w, no, [line]))).code).toBe(code)
  })

  test('a root that was made up is refused', async () => {
    const { w, no, units } = await setUp()
    const made = { units: [{ line: 1, batch: w.batch.id, root: rootOf(w.batch.paths), count: 3 }] }
    expect(await refused(w.chain, () => dispatch(w, no, [named(w, units)], made))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('units.0.root'),
    })
  })

  test('a unit on two lines is refused', async () => {
    const { w, no, units } = await setUp('6')
    const lines = [named(w, units), named(w, units, { line: 2 })]
    expect(await refused(w.chain, () => dispatch(w, no, lines))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('lines.1.units.0'),
      rule: 'once',
    })
  })

  test('a unit that travels or was received by another is not held any more', async () => {
    const { w, no, units } = await setUp()
    await dispatch(w, no, [named(w, units)])
    const next = await agreedTrade(w, w.shopB, 'T2', { quantity: '3' })
    const { membership: _membership, ...line } = named(w, units, {
      holdings: [{ id: holdingId(no, 1), quantity: '3' }],
    })
    const gone = { code: 'UNIT_NOT_HELD', field: arg('lines.0.units.0') }
    expect(await refused(w.chain, () => dispatch(w, next, [line]))).toMatchObject(gone)
    await received(w, no, '3', units)
    expect(await refused(w.chain, () => dispatch(w, next, [line]))).toMatchObject(gone)
  })
})
