import { expect, test } from '@jest/globals'
import type { Expectation } from '../matching/receipt-types.ts'
import { judgeOffline } from './judge-offline.ts'

const trade = '0123456789ABCDEFGHJK'
const item = (lot: string, n: number): string => `/s/01/06901234567892/10/${lot}/21/${String(n).padStart(20, '0')}`
const sscc = '/s/00/106141412345678908'
const otherSscc = '/s/00/306141412345678902'
const named: Expectation = {
  trade,
  state: 'dispatched',
  buyer: 'OAAAAAAAAAAAAAAAAAAA',
  lines: [
    {
      line: 1,
      product: 'P1',
      batch: 'B1',
      lot: 'L1',
      unit: 'H87',
      due: '25',
      units: [item('L1', 1), sscc],
      receivedUnits: [item('L1', 2)],
      contents: { [sscc]: '24' },
    },
  ],
  packs: { [sscc]: { children: Array.from({ length: 24 }, (_, i) => item('L1', 100 + i)), quantity: '24' } },
}
const withBulk: Expectation = {
  ...named,
  lines: [...named.lines, { line: 2, product: 'P2', batch: 'B2', lot: 'L2', unit: 'H87', due: '5' }],
}
const none = (): boolean => false

test.each([
  ['a unit that the manifest names', named, item('L1', 1), none, { verdict: 'hit', line: 1 }],
  ['a carton that it names', named, sscc, none, { verdict: 'hit', line: 1 }],
  ['a unit in a carton that it names', named, item('L1', 100), none, { verdict: 'hit', line: 1 }],
  [
    'a unit in a carton that was counted',
    named,
    item('L1', 100),
    (path: string) => path === sscc,
    { verdict: 'duplicate', line: 1 },
  ],
  ['a unit that is in the count already', named, item('L1', 1), () => true, { verdict: 'duplicate', line: 1 }],
  ['a unit that was received before', named, item('L1', 2), none, { verdict: 'not_on_manifest' }],
  ['a unit of the batch that was not sent', named, item('L1', 3), none, { verdict: 'not_on_manifest' }],
  ['a unit of another lot', named, item('L9', 1), none, { verdict: 'not_on_manifest' }],
  ['another carton', named, otherSscc, none, { verdict: 'not_on_manifest' }],
  ['a unit of goods in bulk', withBulk, item('L2', 1), none, { verdict: 'not_checked', line: 2 }],
  ['another carton, where goods came in bulk', withBulk, otherSscc, none, { verdict: 'not_checked', line: 2 }],
  ['a unit of another lot, where goods came in bulk', withBulk, item('L9', 1), none, { verdict: 'not_on_manifest' }],
  ['another trade', withBulk, '/s/t/ZZZZZZZZZZZZZZZZZZZZ', none, { verdict: 'not_on_manifest' }],
  ['a batch code in bulk', withBulk, '/s/01/06901234567892/10/L2', none, { verdict: 'not_checked', line: 2 }],
])('%s', (_name, expectation, path, isCounted, judgement) => {
  expect(judgeOffline(expectation, { path, isCounted })).toEqual(judgement)
})
