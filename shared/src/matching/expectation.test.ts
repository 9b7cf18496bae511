import { describe, expect, test } from '@jest/globals'
import type { State } from '../ledger/state.ts'
import { expectationOf, otherTradesOf, unnamedUnits } from './expectation.ts'
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
const bulk: State['delivery']['lines'][number] = {
  line: 1,
  product: 'P',
  batch: 'B1',
  lot: 'L1',
  unit: 'KGM',
  dispatched: '10.5',
  received: '0.25',
  holding: 'H1',
}
const named = {
  ...bulk,
  line: 2,
  batch: 'B2',
  unit: 'H87',
  dispatched: '3',
  received: '1',
  expiresOn: '2025-12-31',
  tolerance: '1',
  units: ['/s/a', '/s/b'],
  receivedUnits: ['/s/c'],
}
const delivery: State['delivery'] = { v: 1, trade: 'T1', lines: [bulk, named] }

describe('expectationOf', () => {
  test('says per line what is still due and which units are named', () => {
    expect(expectationOf({ trade, delivery, recalled: ['B1'], otherTrades: { '/s/x': 'T2' } })).toEqual({
      trade: 'T1',
      state: 'partly_received',
      buyer: 'shop',
      otherTrades: { '/s/x': 'T2' },
      lines: [
        { line: 1, product: 'P', batch: 'B1', lot: 'L1', unit: 'KGM', due: '10.25', recalled: true },
        {
          line: 2,
          product: 'P',
          batch: 'B2',
          lot: 'L1',
          unit: 'H87',
          due: '2',
          expiry: '2025-12-31',
          tolerance: '1',
          units: ['/s/a', '/s/b'],
          receivedUnits: ['/s/c'],
        },
      ],
    })
  })

  test('names missing credentials only where there are any', () => {
    expect(expectationOf({ trade, missingCredentials: ['permit'] }).missingCredentials).toEqual(['permit'])
    expect(expectationOf({ trade, missingCredentials: [] })).not.toHaveProperty('missingCredentials')
  })

  test('has no lines before the dispatch', () => {
    expect(expectationOf({ trade: { ...trade, state: 'agreed' } }).lines).toEqual([])
  })
})

test('units that the delivery does not name are looked up, each once', () => {
  const row = { product: 'P', lot: 'L1', unit: 'H87', accepted: '1', rejected: '0', missing: '0' }
  const count: Count = {
    receiver: 'shop',
    at: '2025-11-22T10:00:00+08:00',
    kind: 'final',
    lines: [
      { ...row, units: ['/s/a', '/s/x', '/s/x'] },
      { ...row, rejectedUnits: ['/s/y', '/s/c'] },
    ],
  }
  expect(unnamedUnits(delivery, count)).toEqual(['/s/x', '/s/y', '/s/c'])
  expect(unnamedUnits(undefined, count)).toEqual(['/s/a', '/s/x', '/s/y', '/s/c'])
})

describe('otherTradesOf', () => {
  const unit = (holder: string, state: State['unit']['state'], no?: string): State['unit'] => ({
    v: 1,
    path: '/s/u',
    batch: 'B1',
    holder,
    state,
    ...(no !== undefined && { trade: no }),
  })

  test.each<[string, State['unit'] | undefined, string | undefined]>([
    ['travels under another trade', unit('farm', 'in_transit', 'T2'), 'T2'],
    ['was brought to another by another trade', unit('other', 'on_hand', 'T2'), 'T2'],
    ['was brought to this supplier by another trade: it may be in his bulk', unit('farm', 'on_hand', 'T2'), undefined],
    ['travels under this trade', unit('farm', 'in_transit', 'T1'), undefined],
    ['was received under this trade', unit('shop', 'on_hand', 'T1'), undefined],
    ['never acted alone', undefined, undefined],
  ])('a unit that %s', (_title, row, expected) => {
    expect(otherTradesOf(trade, [row])).toEqual(expected === undefined ? {} : { '/s/u': expected })
  })
})
