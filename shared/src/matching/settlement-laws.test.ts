// Laws that hold for every delivery and every truthful count of it.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { add, compare, isZero, subtract, sum } from '../domain/decimal.ts'
import { batchId } from '../ledger/ids.ts'
import type { CountedLine, ReceiptKind } from './match.ts'
import type { Change } from './settlement.ts'
import { milk, items, trade, line, row, count, settlement, codes } from './settlement-fixture.ts'
import type { Line } from './settlement-fixture.ts'

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
