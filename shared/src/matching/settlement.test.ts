// Which amendments make the lines due agree with a count: worked out by hand, and laws that hold for every delivery and count.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeSerial } from '../codes/serial.ts'
import { formatCode } from '../codes/trace-code.ts'
import { add, compare, isZero, subtract, sum } from '../domain/decimal.ts'
import { AppError } from '../errors.ts'
import { batchId, deriveId } from '../ledger/ids.ts'
import type { State } from '../ledger/state.ts'
import { amendDelivery } from './amend-delivery.ts'
import { expectationOf } from './expectation.ts'
import { match } from './match.ts'
import type { Count, CountedLine, MatchResult, ReceiptKind } from './match.ts'
import { matchSettled, settle } from './settlement.ts'
import type { Change, Fates } from './settlement.ts'

type Delivery = State['delivery']
type Line = Delivery['lines'][number]

const milk = deriveId('product', 'milk')
const flour = deriveId('product', 'flour')
const bread = deriveId('product', 'bread')
const item = (n: number, lot = 'M1', product = milk): string => {
  const serial = makeSerial(
    { key: new Uint8Array(32), keyId: 1 },
    { product, lot, random: Uint8Array.from([0, 0, 0, 0, 0, 0, n]) },
  )
  return formatCode({ kind: 'item', scheme: 'own', product, lot, serial })
}
const items = (from: number, to: number, lot = 'M1'): string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => item(from + i, lot))

const trade = (state: State['trade']['state'] = 'dispatched'): State['trade'] => ({
  v: 1,
  no: 'T',
  supplier: 'S',
  buyer: 'B',
  state,
  lines: [
    { line: 1, product: milk, quantity: '10', unit: 'H87' },
    { line: 2, product: flour, quantity: '100', unit: 'KGM' },
  ],
  requiredCredentials: [],
  documents: [],
  receipts: 0,
  attempts: 0,
})
const line = (number: number, change: Partial<Line> = {}): Line => ({
  line: number,
  product: milk,
  batch: batchId(milk, 'M1'),
  lot: 'M1',
  unit: 'H87',
  dispatched: '10',
  received: '0',
  holding: `H${String(number)}`,
  ...change,
})
const weighed = (number: number, change: Partial<Line> = {}): Line =>
  line(number, { product: flour, batch: batchId(flour, 'F1'), lot: 'F1', unit: 'KGM', dispatched: '100', ...change })
const named = (number: number, units: string[], change: Partial<Line> = {}): Line =>
  line(number, { dispatched: String(units.length), units, receivedUnits: [], ...change })

type Row = Partial<CountedLine>
const row = (change: Row = {}): CountedLine => ({
  product: milk,
  lot: 'M1',
  unit: 'H87',
  accepted: '0',
  rejected: '0',
  missing: '0',
  ...change,
})
const kilos = (change: Row): CountedLine => row({ product: flour, lot: 'F1', unit: 'KGM', ...change })
const count = (lines: CountedLine[], kind: ReceiptKind = 'final'): Count => ({
  receiver: 'B',
  at: '2025-11-22T10:00:00+08:00',
  kind,
  lines,
})

const fates: Fates = { missing: 'not_shipped', rejected: 'returning' }
const goods: Record<string, Pick<State['batch'], 'product' | 'lot'>> = Object.fromEntries(
  [
    [milk, 'M2'],
    [milk, 'M3'],
    [flour, 'F2'],
  ].map(([product = '', lot = '']) => [batchId(product, lot), { product, lot }]),
)

type Settlement = { before: MatchResult; changes: Change[]; delivery: Delivery; after: MatchResult }
const settlement = (lines: Line[], counted: Count, of = trade(), said = fates): Settlement => {
  const delivery: Delivery = { v: 1, trade: 'T', lines }
  const expectation = expectationOf({ trade: of, delivery })
  const changes = settle({ expectation, agreed: of.lines, count: counted, fates: said })
  const amended = amendDelivery({ trade: of, delivery, count: counted, goods }, changes)
  const after = matchSettled(expectationOf({ trade: of, delivery: amended }), counted, changes)
  return { before: match(expectation, counted), changes, delivery: amended, after }
}
const codes = ({ differences }: MatchResult): string[] => differences.map(({ code }) => code)
const dueOf = ({ lines }: Delivery): string[] => lines.map(({ dispatched, received }) => subtract(dispatched, received))

describe('a supplier that says yes changes the lines', () => {
  const m2 = batchId(milk, 'M2')
  const cases: [string, Line[], Count, Change[], string[]][] = [
    [
      'by what is missing',
      [line(1)],
      count([row({ accepted: '8', missing: '2' })]),
      [{ change: 'less', line: 1, quantity: '2', fate: 'not_shipped' }],
      ['8'],
    ],
    [
      'by what is lacking though nobody stated it as missing',
      [line(1)],
      count([row({ accepted: '8' })]),
      [{ change: 'less', line: 1, quantity: '2', fate: 'not_shipped' }],
      ['8'],
    ],
    [
      'by what is rejected, of a part too: the rest stays due',
      [line(1)],
      count([row({ accepted: '3', rejected: '1', reason: 'damaged' })], 'partial'),
      [{ change: 'less', line: 1, quantity: '1', fate: 'returning' }],
      ['9'],
    ],
    [
      'by missing and rejected ones of one line apart',
      [line(1)],
      count([row({ accepted: '7', rejected: '2', missing: '1' })]),
      [
        { change: 'less', line: 1, quantity: '1', fate: 'not_shipped' },
        { change: 'less', line: 1, quantity: '2', fate: 'returning' },
      ],
      ['7'],
    ],
    [
      'by what came too many, and of those what is rejected',
      [line(1)],
      count([row({ accepted: '12', rejected: '1' })]),
      [
        { change: 'more', line: 1, batch: batchId(milk, 'M1'), quantity: '3' },
        { change: 'less', line: 1, quantity: '1', fate: 'returning' },
      ],
      ['12'],
    ],
    [
      'not where the tolerance forgives the difference',
      [line(1), weighed(2, { tolerance: '0.5' })],
      count([row({ accepted: '9' }), kilos({ accepted: '99.6' })]),
      [{ change: 'less', line: 1, quantity: '1', fate: 'not_shipped' }],
      ['9', '100'],
    ],
    [
      'by the whole difference where it does not, to the gram',
      [weighed(2, { tolerance: '0.5' })],
      count([kilos({ accepted: '99.499' })]),
      [{ change: 'less', line: 2, quantity: '0.501', fate: 'not_shipped' }],
      ['99.499'],
    ],
    [
      'by a new line of the lot that came instead',
      [line(1)],
      count([row({ accepted: '6' }), row({ lot: 'M2', line: 1, accepted: '4' })]),
      [
        { change: 'more', line: 2, fills: 1, batch: m2, quantity: '4' },
        { change: 'less', line: 1, quantity: '4', fate: 'not_shipped' },
      ],
      ['6', '4'],
    ],
    [
      'with the units of that lot when all of them were scanned',
      [named(1, items(1, 3))],
      count([
        row({ accepted: '2', units: items(1, 2) }),
        row({ lot: 'M2', accepted: '1', rejected: '1', units: items(7, 7, 'M2'), rejectedUnits: items(8, 8, 'M2') }),
      ]),
      [
        { change: 'more', line: 2, fills: 1, batch: m2, quantity: '2', units: items(7, 8, 'M2') },
        { change: 'less', line: 1, quantity: '1', fate: 'not_shipped', units: items(3, 3) },
        { change: 'less', line: 2, quantity: '1', fate: 'returning', units: items(8, 8, 'M2') },
      ],
      ['2', '1'],
    ],
    [
      'unit by unit where they are named: one was never loaded, another one of the batch was',
      [named(1, items(1, 4))],
      count([row({ accepted: '4', units: [...items(1, 3), item(9)] })]),
      [
        { change: 'more', line: 1, batch: batchId(milk, 'M1'), quantity: '1', units: [item(9)] },
        { change: 'less', line: 1, quantity: '1', fate: 'not_shipped', units: [item(4)] },
      ],
      ['4'],
    ],
    [
      'by the unscanned units when the rejected ones could not be scanned any more',
      [named(1, items(1, 4))],
      count([row({ accepted: '2', rejected: '2', units: items(1, 2), rejectedUnits: [item(4)] })]),
      [{ change: 'less', line: 1, quantity: '2', fate: 'returning', units: [item(4), item(3)] }],
      ['2'],
    ],
    [
      'not for goods of no line that are set aside: they never left under this trade',
      [line(1)],
      count([row({ accepted: '8', missing: '2' }), row({ product: bread, lot: 'X', rejected: '2' })]),
      [{ change: 'less', line: 1, quantity: '2', fate: 'not_shipped' }],
      ['8'],
    ],
    [
      'for a row that names the wrong one of two lines where it belongs',
      [line(1), line(2, { batch: m2, lot: 'M2' })],
      count([row({ accepted: '10' }), row({ lot: 'M2', line: 1, accepted: '9' })]),
      [{ change: 'less', line: 2, quantity: '1', fate: 'not_shipped' }],
      ['10', '9'],
    ],
  ]
  test.each(cases)('%s', (_title, lines, counted, changes, due) => {
    const found = settlement(lines, counted)
    expect(found.before.agreed).toBe(false)
    expect(found.changes).toEqual(changes)
    expect(dueOf(found.delivery)).toEqual(due)
    expect([codes(found.after), found.after.agreed]).toEqual([[], true])
  })

  test('by nothing when the only difference are goods of no line that are set aside', () => {
    const counted = count([row({ accepted: '10' }), row({ product: bread, lot: 'X', rejected: '2' })])
    const found = settlement([line(1)], counted)
    expect([codes(found.before), found.changes, found.after.agreed]).toEqual([['extra_line'], [], true])
  })

  test('and closes a trade of which the rest never comes, when some was received before', () => {
    const counted = count([row({ missing: '4' })])
    const rest = [line(1, { received: '6' })]
    expect(settlement(rest, counted, trade('partly_received')).after).toMatchObject({ agreed: true, complete: true })
  })

  test('and settles goods that are all rejected while the rest stays due', () => {
    const found = settlement([line(1)], count([row({ rejected: '2' })], 'partial')).after
    expect(found).toMatchObject({ agreed: true, complete: false })
  })
})

describe('a supplier that says yes cannot settle', () => {
  const cases: [string, Line[], Count, string][] = [
    [
      'units counted twice',
      [named(1, items(1, 3))],
      count([row({ accepted: '3', units: [item(1), item(1), item(2)] })]),
      'unit_counted_twice',
    ],
    ['named units that nobody scanned', [named(1, items(1, 3))], count([row({ accepted: '2' })]), 'units_not_counted'],
    [
      'rejected units that cannot be told from the missing ones',
      [named(1, items(1, 4))],
      count([row({ accepted: '2', rejected: '1', missing: '1', units: items(1, 2) })]),
      'damaged',
    ],
    [
      'goods in a unit of measure that nobody can convert',
      [line(1)],
      count([row({ unit: 'KGM', accepted: '4' })]),
      'wrong_unit_of_measure',
    ],
    [
      'goods of no line that the buyer keeps',
      [line(1)],
      count([row({ accepted: '10' }), row({ product: bread, lot: 'X', accepted: '1' })]),
      'extra_line',
    ],
    [
      'numbers that do not add up',
      [line(1), weighed(2)],
      count([row({ accepted: '8', missing: '2' }), kilos({ accepted: '99', missing: '2' })]),
      'count_mismatch',
    ],
    [
      'a delivery of which nothing is left: it is refused as a whole',
      [line(1)],
      count([row({ missing: '10' })]),
      'nothing_counted',
    ],
    ['a count of nothing', [line(1)], count([row()], 'partial'), 'nothing_counted'],
    [
      'an expired lot, whatever else differs',
      [line(1, { expiresOn: '2025-11-21' })],
      count([row({ accepted: '8' })]),
      'expired',
    ],
  ]
  test.each(cases)('%s', (_title, lines, counted, code) => {
    const { after } = settlement(lines, counted)
    expect(after.agreed).toBe(false)
    expect(codes(after)).toContain(code)
  })

  test.each([
    ['missing', count([row({ accepted: '8' })])],
    ['rejected', count([row({ accepted: '8', rejected: '2' })])],
  ])('%s goods without a word on what became of them', (field, counted) => {
    const act = (): Settlement => settlement([line(1)], counted, trade(), {})
    expect(act).toThrow(AppError)
    expect(act).toThrow(expect.objectContaining({ details: { faults: [{ field, rule: 'fate.needed' }] } }))
  })
})

describe('a supplier that corrects', () => {
  const corrected = (lines: Line[], counted: Count, changes: Change[]): { delivery: Delivery; after: MatchResult } => {
    const delivery = amendDelivery(
      { trade: trade(), delivery: { v: 1, trade: 'T', lines }, count: counted, goods },
      changes,
    )
    return { delivery, after: matchSettled(expectationOf({ trade: trade(), delivery }), counted, changes) }
  }

  test('leaves the rest of what the buyer rejects standing as a difference', () => {
    const counted = count([row({ accepted: '7', rejected: '3', reason: 'damaged' })])
    const { after } = corrected([line(1)], counted, [{ change: 'less', line: 1, quantity: '2', fate: 'destroyed' }])
    expect(after.differences).toEqual([
      { code: 'damaged', disposition: 'damaged', line: 1, field: 'rejected', expected: '0', actual: '1' },
    ])
  })

  test('leaves what is still lacking as short', () => {
    const counted = count([row({ accepted: '7', missing: '3' })])
    const { after } = corrected([line(1)], counted, [{ change: 'less', line: 1, quantity: '2', fate: 'lost' }])
    expect(after.differences).toMatchObject([{ code: 'short', line: 1, expected: '8', actual: '7' }])
  })

  const counted = count([row({ accepted: '2', units: items(1, 2) })])
  const refusals: [string, Change, string, string, string][] = [
    [
      'more than is due',
      { change: 'less', line: 1, quantity: '5', fate: 'lost' },
      'INSUFFICIENT_QUANTITY',
      'quantity',
      'at-most-due',
    ],
    ['nothing', { change: 'less', line: 1, quantity: '0', fate: 'lost' }, 'INVALID_QUANTITY', 'quantity', 'positive'],
    [
      'half a piece',
      { change: 'less', line: 1, quantity: '0.5', fate: 'lost' },
      'INVALID_QUANTITY',
      'quantity',
      'whole-units-only',
    ],
    [
      'a line that there is not',
      { change: 'less', line: 7, quantity: '1', fate: 'lost' },
      'VALIDATION_FAILED',
      'line',
      'line.of-delivery',
    ],
    [
      'fewer units than quantity',
      { change: 'less', line: 1, quantity: '2', fate: 'lost', units: [item(4)] },
      'QUANTITY_NOT_BALANCED',
      'units',
      'units.as-many-as-quantity',
    ],
    [
      'no units of a line that names them',
      { change: 'less', line: 1, quantity: '1', fate: 'lost' },
      'QUANTITY_NOT_BALANCED',
      'units',
      'units.as-many-as-quantity',
    ],
    [
      'a unit that is not due',
      { change: 'less', line: 1, quantity: '1', fate: 'lost', units: [item(9)] },
      'VALIDATION_FAILED',
      'units.0',
      'unit.due-on-line',
    ],
    [
      'a unit that the buyer has accepted',
      { change: 'less', line: 1, quantity: '1', fate: 'lost', units: [item(1)] },
      'VALIDATION_FAILED',
      'units.0',
      'unit.not-accepted',
    ],
    [
      'one unit twice',
      { change: 'less', line: 1, quantity: '2', fate: 'lost', units: [item(4), item(4)] },
      'VALIDATION_FAILED',
      'units',
      'distinct',
    ],
    [
      'another batch on a line',
      { change: 'more', line: 1, quantity: '1', batch: batchId(milk, 'M2'), units: [item(9, 'M2')] },
      'VALIDATION_FAILED',
      'batch',
      'batch.of-line',
    ],
    [
      'an agreed line for a line that is there',
      { change: 'more', line: 1, fills: 1, quantity: '1', batch: batchId(milk, 'M1'), units: [item(9)] },
      'VALIDATION_FAILED',
      'fills',
      'fills.of-new-line',
    ],
    [
      'a new line for none that was agreed',
      { change: 'more', line: 2, fills: 9, quantity: '1', batch: batchId(milk, 'M2') },
      'VALIDATION_FAILED',
      'fills',
      'line.agreed',
    ],
    [
      'a batch that there is not',
      { change: 'more', line: 2, fills: 1, quantity: '1', batch: batchId(milk, 'M9') },
      'NOT_FOUND',
      'batch',
      'exists',
    ],
    [
      'a batch of another product',
      { change: 'more', line: 2, fills: 1, quantity: '1', batch: batchId(flour, 'F2') },
      'VALIDATION_FAILED',
      'batch',
      'product.agreed',
    ],
  ]
  test.each(refusals)('cannot name %s', (_title, change, code, field, rule) => {
    const act = (): unknown => corrected([named(1, items(1, 4))], counted, [change])
    const faults = [expect.objectContaining({ field: `amendments.0.${field}`, rule })]
    expect(act).toThrow(expect.objectContaining({ code, details: expect.objectContaining({ faults }) }))
  })

  test('cannot name units of a line in bulk', () => {
    const change: Change = { change: 'less', line: 1, quantity: '1', fate: 'lost', units: [item(1)] }
    const act = (): unknown => corrected([line(1)], counted, [change])
    const faults = [{ field: 'amendments.0.units', rule: 'units.of-named-line' }]
    expect(act).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED', details: { faults } }))
  })
})

/** What happened on the road to a line: how many came, of them rejected, and what came beside it. */
type Road = { sent: number; before: number; came: number; rejected: number; other: number; isNamed: boolean }
const road: fc.Arbitrary<Road> = fc.record({
  sent: fc.integer({ min: 1, max: 8 }),
  before: fc.integer({ min: 0, max: 8 }),
  came: fc.integer({ min: 0, max: 10 }),
  rejected: fc.integer({ min: 0, max: 4 }),
  other: fc.constantFrom(0, 0, 1, 3),
  isNamed: fc.boolean(),
})

/** A line and the truthful rows of who counted it: goods of its lot, and of a lot that was not announced. */
const told = (
  { sent, before, came, rejected, other, isNamed }: Road,
  i: number,
): { line: Line; rows: CountedLine[] } => {
  const lot = `M${String(i + 10)}`
  const all = items(i * 20 + 1, i * 20 + 20, lot)
  const gone = Math.min(before, sent)
  const bad = Math.min(rejected, came)
  const scanned = all.slice(gone, gone + came)
  const units = { units: scanned.slice(bad), rejectedUnits: scanned.slice(0, bad) }
  const batch = { batch: batchId(milk, lot), lot, received: String(gone) }
  const due = { units: all.slice(gone, sent), receivedUnits: all.slice(0, gone) }
  const quantities = { accepted: String(came - bad), rejected: String(bad) }
  const stray = row({ lot: i % 2 === 0 ? 'M2' : 'M3', accepted: String(other), line: i + 1 })
  return {
    line: line(i + 1, { ...batch, dispatched: String(sent), ...(isNamed ? due : {}) }),
    rows: [row({ lot, ...quantities, ...(isNamed ? units : {}) }), ...(other > 0 ? [stray] : [])],
  }
}

const kind: fc.Arbitrary<ReceiptKind> = fc.constantFrom('final', 'partial')
const sentBy = (lines: readonly Line[]): string => sum(lines.map(({ dispatched }) => dispatched))
const by = (changes: readonly Change[], change: Change['change']): string =>
  sum(changes.filter((one) => one.change === change).map(({ quantity }) => quantity))

describe('laws', () => {
  test('a truthful count always agrees with the lines that a yes leaves, unless nothing was counted or is left', () => {
    let settled = 0
    fc.assert(
      fc.property(fc.array(road, { minLength: 1, maxLength: 4 }), kind, (roads, of) => {
        const parts = roads.map(told)
        const counted = count(
          parts.flatMap(({ rows }) => rows),
          of,
        )
        const started = parts.some((part) => !isZero(part.line.received))
        const { after, changes, before } = settlement(
          parts.map((part) => part.line),
          counted,
          trade(started ? 'partly_received' : 'dispatched'),
        )
        if (!before.agreed && changes.length > 0) settled += 1
        if (!after.agreed) expect([codes(after), started && changes.length > 0]).toEqual([['nothing_counted'], false])
      }),
      { numRuns: 1_000 },
    )
    expect(settled).toBeGreaterThan(500)
  })

  test('goods are conserved: what was sent, plus what more, less what not, is what the lines say; named units stay as many', () => {
    fc.assert(
      fc.property(fc.array(road, { minLength: 1, maxLength: 4 }), kind, (roads, of) => {
        const parts = roads.map(told)
        const lines = parts.map((part) => part.line)
        const { delivery, changes } = settlement(
          lines,
          count(
            parts.flatMap(({ rows }) => rows),
            of,
          ),
        )
        const balance = subtract(add(sentBy(lines), by(changes, 'more')), by(changes, 'less'))
        expect(sentBy(delivery.lines)).toBe(balance)
        for (const { dispatched, received, units } of delivery.lines) {
          expect(compare(received, dispatched)).toBeLessThanOrEqual(0)
          if (units !== undefined) expect(String(units.length)).toBe(subtract(dispatched, received))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
