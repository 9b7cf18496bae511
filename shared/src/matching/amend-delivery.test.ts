// What a supplier's correction makes of the lines due, and what it cannot name.
import { describe, expect, test } from '@jest/globals'
import { batchId } from '../ledger/ids.ts'
import { amendDelivery } from './amend-delivery.ts'
import { expectationOf } from './expectation.ts'
import type { Count, MatchResult } from './match.ts'
import { matchSettled } from './settlement.ts'
import type { Change } from './settlement.ts'
import { milk, flour, item, items, trade, line, named, row, count, goods } from './settlement-fixture.ts'
import type { Delivery, Line } from './settlement-fixture.ts'

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
