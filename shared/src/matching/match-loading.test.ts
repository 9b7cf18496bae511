// Loads worked out by hand: each difference that stops a dispatch, and what only warns.
import { describe, expect, test } from '@jest/globals'
import type { State } from '../ledger/state.ts'
import { describeDifference } from './difference-text.ts'
import { matchLoading } from './match-loading.ts'
import type { LoadedLine, LoadingFacts } from './match-loading.ts'

const [dairy, shop] = ['Odairy', 'Oshop']
const item = (n: number): string => `/s/x/P1/10/L1/21/${String(n)}`
const pack = '/s/00/106901234567890123'
const unit = (path: string, change: Partial<State['unit']> = {}): State['unit'] => ({
  v: 1,
  path,
  batch: 'B1',
  holder: dairy,
  state: 'on_hand',
  ...change,
})
const facts = (change: Partial<LoadingFacts> = {}): LoadingFacts => ({
  trade: {
    no: 'T1',
    supplier: dairy,
    lines: [
      { line: 1, product: 'P1', quantity: '10', unit: 'H87' },
      { line: 2, product: 'P2', quantity: '100', unit: 'KGM', tolerance: '0.5' },
    ],
  },
  batches: {
    B1: { product: 'P1', lot: 'L1', expiresOn: '2026-01-31', recalled: false, held: '20' },
    B2: { product: 'P2', lot: 'L2', recalled: false, held: '100.5' },
  },
  units: {},
  stopped: {},
  minted: Object.fromEntries([0, 1, 2, 3].map((n) => [item(n), 'B1'])),
  today: '2026-01-31',
  ...change,
})
const bulk: LoadedLine[] = [
  { fills: 1, batch: 'B1', quantity: '10' },
  { fills: 2, batch: 'B2', quantity: '100' },
]
const second = bulk.slice(1)
const codes = (lines: LoadedLine[], given = facts()): unknown =>
  matchLoading(given, lines).differences.map(({ code, line, field, expected, actual, unit: path }) => [
    code,
    line,
    field,
    expected,
    actual,
    ...(path === undefined ? [] : [path]),
  ])

describe('a load that fills the trade', () => {
  test('agrees, with the numbers of every line', () => {
    expect(matchLoading(facts(), bulk)).toEqual({
      agreed: true,
      lines: [
        { line: 1, product: 'P1', unit: 'H87', agreed: '10', loaded: '10' },
        { line: 2, product: 'P2', unit: 'KGM', agreed: '100', loaded: '100' },
      ],
      differences: [],
      warnings: [],
    })
  })

  test('agrees within the stated tolerance and from several rows', () => {
    const rows: LoadedLine[] = [
      { fills: 1, batch: 'B1', quantity: '4', units: [item(0), item(1), item(2), item(3)] },
      { fills: 2, batch: 'B2', quantity: '100.5' },
      { fills: 1, batch: 'B1', quantity: '6', units: [pack] },
    ]
    const units = { [pack]: unit(pack, { pack: { level: 'carton', quantity: '6', children: [] } }) }
    expect(codes(rows, facts({ units }))).toEqual([])
  })
})

describe('a load differs by', () => {
  test('too little, too much, nothing on a line, and what tolerance does not forgive', () => {
    expect(codes([{ fills: 1, batch: 'B1', quantity: '9' }, ...second])).toEqual([['short', 1, 'quantity', '10', '9']])
    expect(codes([{ fills: 1, batch: 'B1', quantity: '11' }, ...second])).toEqual([['over', 1, 'quantity', '10', '11']])
    expect(codes(second)).toEqual([['missing_line', 1, 'quantity', '10', '0']])
    expect(codes([...bulk.slice(0, 1), { fills: 2, batch: 'B2', quantity: '99.499999' }])).toEqual([
      ['short', 2, 'quantity', '100', '99.499999'],
    ])
  })

  test('a line that nobody agreed to', () => {
    expect(codes([...bulk, { fills: 3, batch: 'B1', quantity: '1' }])).toEqual([
      ['extra_line', 3, 'batch', undefined, 'B1'],
    ])
  })

  test('another product, an unknown batch, another unit of measure', () => {
    const first = (change: Partial<LoadedLine>): LoadedLine[] => [
      { fills: 1, batch: 'B1', quantity: '10', ...change },
      ...second,
    ]
    const other = { B3: { product: 'P3', lot: 'L3', recalled: false, held: '10' } }
    const given = facts({ batches: { ...facts().batches, ...other } })
    expect(codes(first({ batch: 'B3' }), given)).toEqual([['wrong_product', 1, 'product', 'P1', 'P3']])
    expect(codes(first({ batch: 'B9' }))).toEqual([['wrong_lot', 1, 'batch', undefined, 'B9']])
    expect(codes(first({ unit: 'XCT' }))).toEqual([['wrong_unit_of_measure', 1, 'unit', 'H87', 'XCT']])
  })

  test('more of a batch than lies at the place, over all its rows', () => {
    const batches = { ...facts().batches, B1: { product: 'P1', lot: 'L1', recalled: false, held: '9' } }
    const rows: LoadedLine[] = [
      { fills: 1, batch: 'B1', quantity: '5' },
      { fills: 1, batch: 'B1', quantity: '5' },
      ...second,
    ]
    expect(codes(rows, facts({ batches }))).toEqual([['not_held', 1, 'quantity', '9', '10']])
  })

  test('a recalled batch; an expired one only warns', () => {
    const batches = {
      ...facts().batches,
      B1: { product: 'P1', lot: 'L1', expiresOn: '2026-01-30', recalled: true, held: '20' },
    }
    const check = matchLoading(facts({ batches }), bulk)
    expect(check.differences.map(({ code }) => code)).toEqual(['recalled'])
    expect(check.warnings).toEqual([
      {
        code: 'expired',
        disposition: 'expired',
        line: 1,
        field: 'expiry',
        expected: '2026-01-30',
        actual: '2026-01-31',
      },
    ])
    expect(matchLoading(facts(), bulk).warnings).toEqual([])
  })

  test.each<[string, Record<string, State['unit']>, unknown[]]>([
    ['held by another', { [item(0)]: unit(item(0), { holder: shop }) }, ['unit_not_held', 1, 'holder', dairy, shop]],
    [
      'retired',
      { [item(0)]: unit(item(0), { state: 'retired' }) },
      ['unit_not_held', 1, 'state', 'on_hand', 'retired'],
    ],
    [
      'still in a pack',
      { [item(0)]: unit(item(0), { parent: pack }) },
      ['unit_not_held', 1, 'parent', undefined, pack],
    ],
    [
      'of another batch',
      { [item(0)]: unit(item(0), { batch: 'B7' }) },
      ['unit_of_other_batch', 1, 'units', 'B1', 'B7'],
    ],
    [
      'in another trade',
      { [item(0)]: unit(item(0), { state: 'in_transit', trade: 'T2' }) },
      ['unit_of_other_trade', 1, 'units', 'T1', 'T2'],
    ],
  ])('a unit %s', (_title, units, difference) => {
    const rows: LoadedLine[] = [
      { fills: 1, batch: 'B1', quantity: '9' },
      { fills: 1, batch: 'B1', quantity: '1', units: [item(0)] },
      ...second,
    ]
    expect(codes(rows, facts({ units }))).toEqual([[...difference, item(0)]])
  })

  test('a code that is not in use, and a pack that holds one: the stopped code is named', () => {
    const rows: LoadedLine[] = [
      { fills: 1, batch: 'B1', quantity: '9' },
      { fills: 1, batch: 'B1', quantity: '1', units: [item(0)] },
      ...second,
    ]
    const own = { [item(0)]: { path: item(0), why: 'printed' as const } }
    expect(codes(rows, facts({ stopped: own }))).toEqual([['unit_not_in_use', 1, 'code', 'active', 'printed', item(0)]])
    const inside = { [item(0)]: { path: item(3), why: 'frozen' as const } }
    const units = { [item(0)]: unit(item(0)) }
    expect(codes(rows, facts({ stopped: inside, units }))).toEqual([
      ['unit_not_in_use', 1, 'code', 'active', 'frozen', item(3)],
    ])
  })

  test('a unit that was never minted, one named twice, and fewer units than pieces', () => {
    const rows = (units: string[]): LoadedLine[] => [
      { fills: 1, batch: 'B1', quantity: '8' },
      { fills: 1, batch: 'B1', quantity: '2', units },
      ...second,
    ]
    expect(codes(rows([item(0), item(9)]))).toEqual([['unit_unknown', 1, 'units', undefined, undefined, item(9)]])
    expect(codes(rows([item(0), item(0)]))).toEqual([['unit_counted_twice', 1, 'units', undefined, undefined, item(0)]])
    expect(codes(rows([item(0)]))).toEqual([['count_mismatch', 1, 'units', '1', '2']])
  })
})

test('every difference of a load has a sentence in both languages', () => {
  const unit_ = item(0)
  expect(
    describeDifference(
      { code: 'unit_not_in_use', disposition: null, field: 'code', expected: 'active', actual: 'frozen', unit: unit_ },
      'zh',
    ),
  ).toBe(`这个码未处于启用状态，不能装车：应为 已启用，实为 已冻结（${unit_}）`)
  expect(
    describeDifference({ code: 'unit_not_held', disposition: null, field: 'parent', actual: pack, unit: unit_ }, 'zh'),
  ).toBe(`这件货不能装车，实为 ${pack}（${unit_}）`)
  expect(
    describeDifference(
      { code: 'not_held', disposition: null, line: 2, field: 'quantity', expected: '9', actual: '10' },
      'en',
    ),
  ).toBe('Line 2: Not enough on hand: 9 held, 10 loaded')
})
