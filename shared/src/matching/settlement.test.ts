// Which amendments make the lines due agree with a count, worked out by hand, and what no amendment can settle.
import { describe, expect, test } from '@jest/globals'
import { AppError } from '../errors.ts'
import { batchId } from '../ledger/ids.ts'
import type { Count } from './match.ts'
import type { Change } from './settlement.ts'
import {
  milk,
  bread,
  item,
  itemOf,
  items,
  trade,
  line,
  weighed,
  named,
  row,
  kilos,
  count,
  settlement,
  codes,
  dueOf,
} from './settlement-fixture.ts'
import type { Line, Settlement } from './settlement-fixture.ts'

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

  test('in bulk for a lot of which more units came than an amendment can name', () => {
    const many = Array.from({ length: 501 }, (_, i) => itemOf(i, 'M2'))
    const counted = count([row({ accepted: '10' }), row({ lot: 'M2', accepted: '501', units: many })])
    const { changes, after } = settlement([line(1)], counted)
    expect(changes).toEqual([{ change: 'more', line: 2, fills: 1, batch: batchId(milk, 'M2'), quantity: '501' }])
    expect(after.agreed).toBe(true)
  })

  test('on each of five thousand lines', () => {
    const lots = Array.from({ length: 5_000 }, (_, i) => `L${String(i)}`)
    const lines = lots.map((lot, i) => line(i + 1, { lot, batch: batchId(milk, lot), dispatched: '1000' }))
    const counted = count(lots.map((lot) => row({ lot, accepted: '990', rejected: '4', missing: '6' })))
    const { changes, after } = settlement(lines, counted)
    expect([changes.length, after.agreed]).toEqual([10_000, true])
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
