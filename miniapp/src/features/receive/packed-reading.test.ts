// Scans of packs and of what lies in them, as the phone reads them from the packs of the trade.
import { describe, expect, test } from '@jest/globals'
import { gs1CheckDigit } from '@ectrace/shared/codes/gs1'
import type { Expectation } from '@ectrace/shared/matching/match'
import { lineCodesOf } from './line-codes'
import { readScan, type Reading } from './reading'

const batch = '/s/01/06901234567892/10/L1'
const item = (n: number): string => `${batch}/21/${String(n).padStart(20, '0')}`
const sscc = (n: number): string => `/s/00/9000000000000000${n}${gs1CheckDigit(`9000000000000000${n}`)}`
const [pallet, box, other, kept] = [sscc(1), sscc(2), sscc(3), sscc(4)]

const expectation: Expectation = {
  trade: '0123456789ABCDEFGHJK',
  state: 'dispatched',
  buyer: 'shop',
  lines: [
    {
      line: 1,
      product: 'P',
      batch: 'B',
      lot: 'L1',
      unit: 'H87',
      due: '4',
      units: [pallet],
      contents: { [pallet]: '4' },
      receivedUnits: [kept],
    },
  ],
  packs: {
    [pallet]: { children: [box, other], quantity: '4' },
    [box]: { children: [item(1), item(2)], quantity: '2' },
    [other]: { children: [item(3), item(4)], quantity: '2' },
    [kept]: { children: [item(5)], quantity: '1' },
  },
}

const read = (path: string, ...counted: string[]): Reading =>
  readScan(path, false, {
    trade: expectation.trade,
    hosts: [],
    expectation,
    codes: lineCodesOf(expectation, new Map([['B', batch]]), new Map()),
    isCounted: (one) => counted.includes(one),
    isShort: () => true,
  })

describe('on a line of packs', () => {
  test.each<[string, string, string[], Partial<Reading>]>([
    ['a pallet counts for all that lies on it', pallet, [], { verdict: 'hit', line: 1, each: '4' }],
    ['a box on it counts for what lies in it', box, [], { verdict: 'hit', line: 1, each: '2' }],
    ['an item in a box counts for one', item(3), [], { verdict: 'hit', line: 1, each: '1' }],
    ['an item whose pallet was counted adds nothing', item(3), [pallet], { verdict: 'hit', line: 1, each: '0' }],
    ['a pallet adds what was not counted of it', pallet, [item(1), other], { verdict: 'hit', line: 1, each: '1' }],
    ['an item of a box that was received before is told so', item(5), [], { verdict: 'received', line: 1, each: '1' }],
    ['an item of the batch that is in none of them is not known', item(9), [], { verdict: 'unknown', line: 1 }],
  ])('%s', (_title, path, counted, reading) => {
    expect(read(path, ...counted)).toMatchObject({ kind: 'unit', path, ...reading })
  })
})
