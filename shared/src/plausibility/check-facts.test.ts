// What the checks of facts promise, one table for each code.
import { describe, expect, test } from '@jest/globals'
import type { BatchFacts, Check, CheckCode, Credential, Facts, Step } from './check.ts'
import { checkFacts, tallyOf } from './check-facts.ts'

const [farm, shop] = [
  { latitude: '30', longitude: '120' },
  { latitude: '31', longitude: '120' },
]
const raw: BatchFacts = { batch: 'raw', record: 'r-raw', producedOn: '2026-11-06', inputs: [] }
const made: BatchFacts = {
  batch: 'made',
  record: 'r-made',
  producedOn: '2026-11-07',
  expiresOn: '2026-12-07',
  inputs: ['raw'],
}
const making = (batch: string, record: string, organisation: string): Step => ({
  record,
  kind: batch === 'raw' ? 'batch' : 'transformation',
  batches: [batch],
  recordedAt: '2026-11-07T08:00:00.000Z',
  organisation,
})
const event = (change: Partial<Step> = {}): Step => ({
  record: 'r-event',
  kind: 'event',
  batches: ['made'],
  time: '2026-11-08T09:30:00+08:00',
  recordedAt: '2026-11-08T01:31:00.000Z',
  organisation: 'plant',
  ...change,
})
const dispatch = (change: Partial<Step> = {}): Step => ({
  record: 'r-dispatch',
  kind: 'dispatch',
  batches: ['made'],
  time: '2026-11-09T08:00:00+08:00',
  recordedAt: '2026-11-09T00:00:10.000Z',
  organisation: 'plant',
  point: farm,
  trade: 'T1',
  ...change,
})
const receipt = (change: Partial<Step> = {}): Step => ({
  record: 'r-receipt',
  kind: 'receipt',
  batches: ['made'],
  time: '2026-11-09T10:00:00+08:00',
  recordedAt: '2026-11-09T02:00:10.000Z',
  organisation: 'shop',
  point: shop,
  trade: 'T1',
  ...change,
})
const facts = (steps: Step[], more: Partial<Facts> = {}): Facts => ({
  batches: [raw, made],
  steps: [making('raw', 'r-raw', 'farm'), making('made', 'r-made', 'plant'), ...steps],
  credentials: [],
  ...more,
})
const found = (code: CheckCode, all: Facts): Check[] => checkFacts(all).filter((check) => check.code === code)
const outcomes = (code: CheckCode, all: Facts): string[] => found(code, all).map(({ outcome }) => outcome)

test('an honest way passes every check that its facts allow', () => {
  const checks = checkFacts(facts([event(), dispatch({ quantity: '3' }), receipt({ quantity: '3' })]))
  expect(checks.map(({ code, outcome }) => `${code} ${outcome}`)).toEqual([
    'expiry_after_production passed',
    'inputs_before_product passed',
    'after_production passed',
    'recorded_after_claim passed',
    'after_production passed',
    'recorded_after_claim passed',
    'after_production passed',
    'receipt_after_dispatch passed',
    'received_at_most_shipped passed',
    'recorded_after_claim passed',
    'travel_likely passed',
    'licence_valid not_checked',
  ])
  expect(tallyOf(checks)).toEqual({ passed: 11, checked: 11, notChecked: 1 })
})

test('of nothing, nothing is said', () => {
  expect(checkFacts({ batches: [], steps: [], credentials: [] })).toEqual([])
})

test.each([
  ['2026-11-06', 'failed'],
  ['2026-11-07', 'passed'],
  ['2026-11-08', 'passed'],
])('a batch of 7 November that expires on %s: %s', (expiresOn, outcome) => {
  expect(found('expiry_after_production', facts([], { batches: [{ ...made, expiresOn }] }))).toEqual([
    { code: 'expiry_after_production', outcome, records: ['r-made'], expected: '2026-11-07', actual: expiresOn },
  ])
})

test.each([
  ['2026-11-05', 'failed'],
  ['2026-11-06', 'passed'],
])('a product of %s out of a batch of 6 November: %s', (producedOn, outcome) => {
  expect(found('inputs_before_product', facts([], { batches: [raw, { ...made, producedOn }] }))).toEqual([
    {
      code: 'inputs_before_product',
      outcome,
      records: ['r-raw', 'r-made'],
      expected: '2026-11-06',
      actual: producedOn,
    },
  ])
})
test('an input that is not in the records is not judged', () => {
  expect(outcomes('inputs_before_product', facts([], { batches: [made] }))).toEqual([])
})

describe('what happens to a batch', () => {
  test.each([
    ['2026-11-06T23:59:59+08:00', 'failed'],
    ['2026-11-06T16:00:00Z', 'passed'],
    ['2026-11-07T00:00:00+08:00', 'passed'],
  ])('at %s, of a batch made on 7 November in China: %s', (time, outcome) => {
    expect(found('after_production', facts([event({ time })]))).toEqual([
      { code: 'after_production', outcome, records: ['r-made', 'r-event'], expected: '2026-11-07', actual: time },
    ])
  })
  test('is held against each batch that it names, and only against those that are known', () => {
    expect(outcomes('after_production', facts([event({ batches: ['made', 'raw', 'other'] })]))).toHaveLength(2)
  })
})

describe('a receipt', () => {
  test.each([
    ['2026-11-09T07:59:59+08:00', 'failed'],
    ['2026-11-09T00:00:00Z', 'passed'],
    ['2026-11-09T08:00:01+08:00', 'passed'],
  ])('at %s of what left at eight: %s', (time, outcome) => {
    expect(found('receipt_after_dispatch', facts([dispatch(), receipt({ time })]))).toEqual([
      {
        code: 'receipt_after_dispatch',
        outcome,
        records: ['r-dispatch', 'r-receipt'],
        expected: '2026-11-09T08:00:00+08:00',
        actual: time,
      },
    ])
  })
  test('whose dispatch is not in the records is not checked', () => {
    expect(outcomes('receipt_after_dispatch', facts([dispatch({ trade: 'T2' }), receipt()]))).toEqual(['not_checked'])
    expect(outcomes('travel_likely', facts([dispatch({ trade: 'T2' }), receipt()]))).toEqual(['not_checked'])
  })
  test.each([
    ['3', 'passed'],
    ['2.5', 'passed'],
    ['3.000001', 'failed'],
  ])('of %s out of 3 sent: %s', (quantity, outcome) => {
    expect(found('received_at_most_shipped', facts([dispatch({ quantity: '3' }), receipt({ quantity })]))).toEqual([
      {
        code: 'received_at_most_shipped',
        outcome,
        records: ['r-dispatch', 'r-receipt'],
        expected: '3',
        actual: quantity,
      },
    ])
  })
  test('without quantities is not compared', () => {
    expect(outcomes('received_at_most_shipped', facts([dispatch({ quantity: '3' }), receipt()]))).toEqual([
      'not_checked',
    ])
  })
})

describe('sending goods on', () => {
  const onward = (time: string): Step => dispatch({ record: 'r-onward', organisation: 'shop', trade: 'T2', time })
  test.each([
    ['2026-11-09T09:59:59+08:00', 'failed'],
    ['2026-11-09T10:00:00+08:00', 'passed'],
  ])('at %s, what came at ten: %s', (time, outcome) => {
    expect(found('dispatch_after_receipt', facts([dispatch(), receipt(), onward(time)]))).toEqual([
      {
        code: 'dispatch_after_receipt',
        outcome,
        records: ['r-receipt', 'r-onward'],
        expected: '2026-11-09T10:00:00+08:00',
        actual: time,
      },
    ])
  })
  test('is held against the earliest receipt', () => {
    const later = receipt({ record: 'r-later', time: '2026-11-10T10:00:00+08:00' })
    const checks = found('dispatch_after_receipt', facts([later, receipt(), onward('2026-11-09T11:00:00+08:00')]))
    expect(checks.map(({ outcome, records }) => [outcome, ...records])).toEqual([['passed', 'r-receipt', 'r-onward']])
  })
  test('needs no receipt where the goods were made', () => {
    const back = receipt({ organisation: 'plant', time: '2026-11-20T10:00:00+08:00' })
    expect(outcomes('dispatch_after_receipt', facts([dispatch(), back]))).toEqual([])
  })
})

test.each([
  ['2026-11-08T09:36:00+08:00', 'passed'],
  ['2026-11-08T09:36:00.001+08:00', 'failed'],
])('a time of %s, signed at 09:31: %s', (time, outcome) => {
  expect(found('recorded_after_claim', facts([event({ time })]))).toEqual([
    {
      code: 'recorded_after_claim',
      outcome,
      records: ['r-event'],
      expected: '2026-11-08T01:31:00.000Z',
      actual: time,
    },
  ])
})

describe('travel of 111 km', () => {
  const way = (time: string, change: Partial<Step> = {}): Check[] =>
    checkFacts(facts([dispatch(), receipt({ time, ...change })])).filter(({ code }) => code.startsWith('travel'))
  const records = ['r-dispatch', 'r-receipt']
  test.each([
    ['2026-11-09T08:00:00+08:00', 'travel_possible', 'failed', '401', '0'],
    ['2026-11-09T08:01:40+08:00', 'travel_possible', 'failed', '401', '100'],
    ['2026-11-09T08:01:41+08:00', 'travel_likely', 'failed', '3080', '101'],
    ['2026-11-09T08:46:19+08:00', 'travel_likely', 'failed', '3080', '2779'],
    ['2026-11-09T08:46:20+08:00', 'travel_likely', 'passed', '3080', '2780'],
  ])('that ends at %s: %s %s', (time, code, outcome, expected, actual) => {
    expect(way(time)).toEqual([{ code, outcome, records, expected, actual }])
  })
  test('without coordinates, or with broken ones, is not checked', () => {
    const lost = { latitude: '?', longitude: '0' }
    expect(way('2026-11-09T08:00:00+08:00', { point: lost })).toEqual([
      { code: 'travel_likely', outcome: 'not_checked', records },
    ])
    const { point: _nowhere, ...nowhere } = dispatch()
    expect(outcomes('travel_likely', facts([nowhere, receipt()]))).toEqual(['not_checked'])
  })
})

describe('a licence', () => {
  const licence = (change: Partial<Credential> = {}): Credential => ({
    record: 'c-1',
    type: 'food-production',
    subject: 'plant',
    validFrom: '2026-11-08',
    validTo: '2026-11-08',
    status: 'valid',
    ...change,
  })
  const licences = (time: string, ...credentials: Credential[]): Check[] =>
    found('licence_valid', { batches: [made], steps: [event({ time })], credentials })
  test.each([
    ['2026-11-07T23:59:59+08:00', 'failed', '2026-11-07'],
    ['2026-11-08T00:00:00+08:00', 'passed', '2026-11-08'],
    ['2026-11-08T23:59:59+08:00', 'passed', '2026-11-08'],
    ['2026-11-08T16:00:00Z', 'failed', '2026-11-09'],
  ])('for 8 November at %s: %s', (time, outcome, actual) => {
    const expected = '2026-11-08/2026-11-08'
    expect(licences(time, licence())).toEqual([
      { code: 'licence_valid', outcome, records: ['c-1', 'r-event'], expected, actual },
    ])
  })
  test.each(['suspended', 'revoked'] as const)('that is %s does not count', (status) => {
    expect(licences('2026-11-08T12:00:00+08:00', licence({ status }))).toMatchObject([
      { outcome: 'failed', expected: `2026-11-08/2026-11-08 ${status}` },
    ])
  })
  test('that was renewed counts by whichever covers the day, one check for each kind', () => {
    const old = licence({ record: 'c-0', validFrom: '2020-01-01', validTo: '2020-12-31' })
    const { validTo: _open, ...unlimited } = licence({ record: 'c-2', type: 'transport' })
    const checks = licences('2026-11-08T12:00:00+08:00', old, licence(), unlimited)
    expect(checks.map(({ outcome, records: [which] }) => [outcome, which])).toEqual([
      ['passed', 'c-1'],
      ['passed', 'c-2'],
    ])
  })
  test('of somebody else says nothing', () => {
    expect(licences('2026-11-08T12:00:00+08:00', licence({ subject: 'shop' }))).toEqual([
      { code: 'licence_valid', outcome: 'not_checked', records: [] },
    ])
  })
})
