import { describe, expect, test } from '@jest/globals'
import type { State } from '../ledger/state.ts'
import { expectationOf } from './expectation.ts'

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
    expect(
      expectationOf({ trade, delivery, recalled: ['B1'], known: { otherTrades: { '/s/x': 'T2' }, ratios: {} } }),
    ).toEqual({
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

  test('brings in packs, what is elsewhere, and packing ratios where the line is in the product’s own unit', () => {
    const packed = { ...named, units: ['/s/00/1'], contents: { '/s/00/1': '2' } }
    const packs = { '/s/00/1': { children: ['/s/a', '/s/b'], quantity: '2' } }
    const elsewhere = { '/s/d': { is: 'taken_out' as const, pack: '/s/00/1' } }
    const known = { otherTrades: {}, packs, elsewhere, ratios: { P: { unit: 'H87', packing: { XCT: '2' } } } }
    const made = expectationOf({ trade, delivery: { ...delivery, lines: [bulk, packed] }, known })
    expect([made.packs, made.elsewhere]).toEqual([packs, elsewhere])
    expect(made.lines.map(({ contents, packing }) => [contents, packing])).toEqual([
      [undefined, undefined],
      [{ '/s/00/1': '2' }, { XCT: '2' }],
    ])
  })

  test('has no lines before the dispatch', () => {
    expect(expectationOf({ trade: { ...trade, state: 'agreed' } }).lines).toEqual([])
  })
})
