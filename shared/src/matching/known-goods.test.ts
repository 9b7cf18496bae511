import { describe, expect, test } from '@jest/globals'
import { keys } from '../ledger/keys.ts'
import type { StateKey } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'
import type { GetState } from '../ledger/keys.ts'
import { knownGoods } from './known-goods.ts'
import type { Count } from './match.ts'

const trade: State['trade'] = {
  v: 1,
  no: 'T1',
  supplier: 'farm',
  buyer: 'shop',
  state: 'partly_received',
  lines: [],
  requiredCredentials: [],
  documents: [],
  receipts: 1,
  attempts: 0,
}
const delivery: State['delivery'] = {
  v: 1,
  trade: 'T1',
  lines: [
    {
      line: 1,
      product: 'P',
      batch: 'B1',
      lot: 'L1',
      unit: 'H87',
      dispatched: '12',
      received: '2',
      units: ['/s/a', '/s/00/1'],
      receivedUnits: ['/s/00/9'],
      contents: { '/s/00/1': '4' },
      holding: 'H1',
    },
  ],
}

type Row = Partial<State['unit']> & { path: string }
const unit = (row: Row): State['unit'] => ({ v: 1, batch: 'B1', holder: 'farm', state: 'on_hand', ...row })
const packOf = (children: string[]): NonNullable<State['unit']['pack']> => ({
  level: 'carton',
  quantity: String(children.length),
  children,
})

/** A chain of unit rows, and how many values were read of it. */
const chainOf = (rows: readonly Row[], products: State['product'][] = []): { get: GetState; reads: () => string[] } => {
  const values = new Map<string, unknown>([
    ...rows.map((row) => [keys.unit(row.path), unit(row)] as const),
    ...products.map((product) => [keys.product(product.id), product] as const),
  ])
  const read: string[] = []
  const get = <T>(key: StateKey<T>): Promise<T | undefined> => {
    read.push(key)
    return Promise.resolve(values.get(key) as T | undefined)
  }
  return { get, reads: () => read }
}

/** Pallet 1 is due: cartons 2 and 3 of two items each. Carton 9 was received. */
const pallet: Row[] = [
  { path: '/s/00/1', state: 'in_transit', trade: 'T1', pack: packOf(['/s/00/2', '/s/00/3']) },
  { path: '/s/00/2', parent: '/s/00/1', pack: packOf(['/s/c', '/s/d']) },
  { path: '/s/00/3', parent: '/s/00/1', pack: packOf(['/s/e', '/s/f']) },
  ...['/s/c', '/s/d'].map((path) => ({ path, parent: '/s/00/2' })),
  ...['/s/e', '/s/f'].map((path) => ({ path, parent: '/s/00/3' })),
  { path: '/s/00/9', holder: 'shop', trade: 'T1', pack: packOf(['/s/x', '/s/y']) },
  { path: '/s/x', parent: '/s/00/9' },
  { path: '/s/y', parent: '/s/00/9' },
]
const count = (units: string[], rejectedUnits: string[] = []): Count => ({
  receiver: 'shop',
  at: '2025-11-22T10:00:00+08:00',
  kind: 'final',
  lines: [{ product: 'P', lot: 'L1', unit: 'H87', accepted: '1', rejected: '0', missing: '0', units, rejectedUnits }],
})
const tree = {
  '/s/00/1': { children: ['/s/00/2', '/s/00/3'], quantity: '2' },
  '/s/00/2': { children: ['/s/c', '/s/d'], quantity: '2' },
  '/s/00/3': { children: ['/s/e', '/s/f'], quantity: '2' },
}

describe('with a count', () => {
  test('a due pack of which something inside was counted is opened with all that lies in it', async () => {
    const { get } = chainOf(pallet)
    expect(await knownGoods(get, { trade, delivery, count: count(['/s/e']) })).toEqual({
      otherTrades: {},
      packs: tree,
      ratios: {},
    })
  })

  test('units that are due by their own names are not looked up, nor is anything twice', async () => {
    const { get, reads } = chainOf(pallet)
    await knownGoods(get, { trade, delivery, count: count(['/s/a', '/s/00/1']) })
    expect(reads()).toEqual([keys.product('P')])
    await knownGoods(get, { trade, delivery, count: count(['/s/c', '/s/d', '/s/c'], ['/s/d']) })
    const again = reads().slice(1)
    expect(new Set(again).size).toBe(again.length)
  })

  test.each<[string, Row[], string, unknown]>([
    ['travels under another trade', [{ path: '/s/u', state: 'in_transit', trade: 'T2' }], '/s/u', { other: 'T2' }],
    ['another trade brought to others', [{ path: '/s/u', holder: 'other', trade: 'T2' }], '/s/u', { other: 'T2' }],
    [
      'another trade brought to this supplier: it may be in his bulk',
      [{ path: '/s/u', trade: 'T2' }],
      '/s/u',
      undefined,
    ],
    [
      'lies in a pack of another trade',
      [
        { path: '/s/u', parent: '/s/00/5' },
        { path: '/s/00/5', parent: '/s/00/6' },
        { path: '/s/00/6', state: 'in_transit', trade: 'T2' },
      ],
      '/s/u',
      { other: 'T2' },
    ],
    ['was received in its pack', [], '/s/x', { is: 'received' }],
    [
      'was received, and taken out of its pack since',
      [{ path: '/s/u', holder: 'shop', trade: 'T1', takenOutOf: '/s/00/9' }],
      '/s/u',
      { is: 'received' },
    ],
    [
      'lies in another pack of the supplier',
      [{ path: '/s/u', parent: '/s/00/5' }, { path: '/s/00/5' }],
      '/s/u',
      { is: 'in_other_pack', pack: '/s/00/5' },
    ],
    [
      'was taken out of a carton of a due pallet',
      [{ path: '/s/u', takenOutOf: '/s/00/2' }],
      '/s/u',
      { is: 'taken_out', pack: '/s/00/2' },
    ],
    [
      'was taken out of a pack that was received',
      [{ path: '/s/u', takenOutOf: '/s/00/9' }],
      '/s/u',
      { is: 'taken_out', pack: '/s/00/9' },
    ],
    [
      'was taken out of a pack that has nothing to do with the trade',
      [{ path: '/s/u', takenOutOf: '/s/00/5' }, { path: '/s/00/5' }],
      '/s/u',
      undefined,
    ],
    ['is a pack that was not sent', [{ path: '/s/00/5', pack: packOf(['/s/q']) }], '/s/00/5', { is: 'not_held' }],
    ['is held by somebody else and never travelled', [{ path: '/s/u', holder: 'other' }], '/s/u', { is: 'not_held' }],
    ['is gone for good', [{ path: '/s/u', state: 'retired' }], '/s/u', { is: 'not_held' }],
    [
      'travels under this trade without being due: it is on its way back',
      [{ path: '/s/u', state: 'in_transit', trade: 'T1' }],
      '/s/u',
      { is: 'not_held' },
    ],
    ['never acted alone', [], '/s/u', undefined],
  ])('a unit that %s', async (_title, rows, path, expected) => {
    const { get } = chainOf([...pallet, ...rows])
    const { otherTrades = {}, elsewhere = {} } = await knownGoods(get, { trade, delivery, count: count([path]) })
    expect(otherTrades[path] === undefined ? elsewhere[path] : { other: otherTrades[path] }).toEqual(expected)
  })
})

describe('without a count', () => {
  test('all packs of the trade are opened, those that were received too', async () => {
    const { get } = chainOf(pallet)
    const { packs } = await knownGoods(get, { trade, delivery })
    expect(packs).toEqual({ ...tree, '/s/00/9': { children: ['/s/x', '/s/y'], quantity: '2' } })
  })

  test('a trade that is over has none to count', async () => {
    const { packs } = await knownGoods(chainOf(pallet).get, { trade: { ...trade, state: 'received' }, delivery })
    expect(packs).toBeUndefined()
  })

  test('so much is read and no more: what is left is known by its pack only', async () => {
    const many = Array.from({ length: 101 }, (_none, i) => `/s/00/1${String(i)}`)
    const big = Array.from({ length: 500 }, (_none, i) => `/s/i${String(i)}`)
    const { get } = chainOf(many.map((path) => ({ path, pack: packOf(big) })))
    const [line] = delivery.lines
    const lines = line === undefined ? [] : [{ ...line, units: many, receivedUnits: [] }]
    const { packs = {} } = await knownGoods(get, { trade, delivery: { ...delivery, lines } })
    expect(Object.keys(packs)).toEqual(many.slice(0, 100))
  })

  test('packing ratios are those of the products', async () => {
    const product = { v: 1, id: 'P', organisation: 'farm', name: 'P', unit: 'H87' } as const
    const { get } = chainOf([], [{ ...product, packing: [{ unit: 'XCT', quantity: '24' }] }])
    const { ratios } = await knownGoods(get, { trade, delivery })
    expect(ratios).toEqual({ P: { unit: 'H87', packing: { XCT: '24' } } })
    expect((await knownGoods(chainOf([], [product]).get, { trade, delivery })).ratios).toEqual({})
  })

  test('before the dispatch there is nothing to know', async () => {
    expect(await knownGoods(chainOf([]).get, { trade, delivery: undefined })).toEqual({ otherTrades: {}, ratios: {} })
  })
})
