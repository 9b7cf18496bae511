import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { CountAct, CountOperation, Goods } from './operation.ts'
import { brokenNumbers, countRows } from './count-rows.ts'
import { parseOperation } from './parse-operation.ts'
import { lineCount, reduceCount } from './reduce-count.ts'

const trade = '0123456789ABCDEFGHJK'
const product = 'PMILKAAAAAAAAAAAAAAA'
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`
const item = (n: number): string => `/s/01/06901234567892/10/L1/21/${String(n).padStart(20, '0')}`
const at = (second: number): string => new Date(1_764_000_000_000 + second * 1000).toISOString()

/** A device with its own sequence; `second` is what its clock says. */
const device = (n: number, by = `U${'ABCDEFG'.charAt(n).repeat(19)}`) => {
  let sequence = 0
  return (act: CountAct, second = sequence): CountOperation => {
    sequence += 1
    return { id: uuid(n * 1000 + sequence), trade, device: uuid(n), sequence, at: at(second), by, ...act }
  }
}
const scan = (n: number, rejected = false, line = 1): CountAct => ({
  kind: 'scan',
  unit: item(n),
  verdict: 'hit',
  rejected,
  line,
  each: '1',
})
const enter = (text: string, beside = '0', line = 2): CountAct => ({
  kind: 'enter',
  field: 'accepted',
  text,
  beside,
  line,
})
const other: Goods = { product, name: 'Milk', lot: 'L9', unit: 'H87' }

describe('after a receipt on chain', () => {
  test('what it has taken counts no more, on whatever phone; what was counted later does, whichever is heard first', () => {
    const [anna, ben] = [device(1), device(2)]
    const [first, second] = [anna(scan(1)), ben(enter('4', '0', 1))]
    const taken = anna({ kind: 'taken', upTo: { [first.device]: 1, [second.device]: 1 } })
    const later = ben(scan(2))
    for (const heard of [
      [first, second, taken, later],
      [later, taken, second, first],
    ]) {
      const counted = reduceCount(heard)
      expect(counted.units.map(({ path }) => path)).toEqual([item(2)])
      expect(lineCount(counted, 1).accepted).toBe('1')
    }
  })
})

describe('two people who count one trade', () => {
  test('scan one unit: it counts once, and the later one is told who was first', () => {
    const [anna, ben] = [device(1), device(2)]
    const first = anna(scan(1), 10)
    const again = ben(scan(1, true), 20)
    const counted = reduceCount([again, first])
    expect(lineCount(counted, 1)).toMatchObject({ accepted: '1', rejected: '0' })
    expect(counted.duplicates).toEqual([
      {
        unit: item(1),
        first: { operation: first.id, device: first.device, by: first.by, at: first.at },
        again: { operation: again.id, device: again.device, by: again.by, at: again.at },
        rejected: true,
      },
    ])
  })

  test('type a number each for one line: both are added up', () => {
    const [anna, ben] = [device(1), device(2)]
    const counted = reduceCount([anna(enter('5')), ben(enter('7'))])
    expect(lineCount(counted, 2).accepted).toBe('12')
    expect(counted.typed['line 2']?.map(({ text }) => text)).toEqual(['5', '7'])
  })

  test('correct their own number without touching the other one', () => {
    const [anna, ben] = [device(1), device(2)]
    const operations = [anna(enter('5')), ben(enter('7')), anna(enter('6'), 9)]
    expect(lineCount(reduceCount(operations), 2).accepted).toBe('13')
  })

  test('see the sum and type a new one: only the rest is their own', () => {
    const [anna, ben] = [device(1), device(2)]
    const operations = [anna(enter('5'), 1), ben(enter('8', '5'), 2)]
    expect(lineCount(reduceCount(operations), 2).accepted).toBe('8')
    expect(lineCount(reduceCount([...operations, anna(enter('6', '3'), 3)]), 2).accepted).toBe('6')
  })

  test('one takes its scan back: the unit stays as long as the other one holds it', () => {
    const [anna, ben] = [device(1), device(2)]
    const [first, second] = [anna(scan(1), 1), ben(scan(1), 2)]
    const undo = anna({ kind: 'undo', of: first.id }, 3)
    expect(lineCount(reduceCount([undo, first, second]), 1).accepted).toBe('1')
    const both = [undo, first, second, ben({ kind: 'undo', of: second.id }, 4)]
    expect(reduceCount(both).units).toEqual([])
  })

  test('one never stops the other with a number that was left unfinished', () => {
    const [anna, ben] = [device(1), device(2)]
    const left = anna(enter('1.'), 1)
    expect(lineCount(reduceCount([left]), 2).accepted).toBe('1.')
    expect(lineCount(reduceCount([left, ben(enter('3'), 2)]), 2).accepted).toBe('3')
  })

  test('one begins again: what the other counted stays', () => {
    const [anna, ben] = [device(1), device(2)]
    const before = [anna(scan(1)), anna(enter('5')), ben(scan(2)), ben(enter('2'))]
    const counted = reduceCount([...before, anna({ kind: 'clear' }), anna(scan(3))])
    expect(counted.units.map(({ path }) => path).sort()).toEqual([item(2), item(3)])
    expect(lineCount(counted, 2).accepted).toBe('2')
  })

  test('fill two lines of one bulk batch in turn: what is too many on the first goes to the second', () => {
    const [anna, ben] = [device(1), device(2)]
    const lines = [1, 2].map((line) => ({ line, product, lot: 'L1', unit: 'H87', due: line === 1 ? '2' : '4' }))
    const operations = [
      ...[1, 2].map((n) => anna(scan(n))),
      anna(scan(3, false, 2)),
      ...[4, 5].map((n) => ben(scan(n))),
      ben(scan(6, false, 2)),
    ]
    const rows = countRows(lines, reduceCount(operations))
    expect(rows.map(({ accepted }) => accepted)).toEqual(['2', '4'])
    expect(rows.map(({ units }) => units?.length)).toEqual([2, 4])
  })
})

describe('one device', () => {
  test('that puts its clock back keeps the order in which it acted', () => {
    const anna = device(1)
    const operations = [
      anna(scan(1), 100),
      anna({ kind: 'move', unit: item(1), rejected: true }, 50),
      anna({ kind: 'move', unit: item(1), rejected: false }, 20),
    ]
    expect(reduceCount(operations).units[0]?.rejected).toBe(false)
  })

  test('scans, and types less than that: later scans add to the number that was typed', () => {
    const anna = device(1)
    const operations = [anna(scan(1)), anna(scan(2)), anna(scan(3)), anna(enter('2', '3', 1))]
    expect(lineCount(reduceCount(operations), 1).accepted).toBe('2')
    expect(lineCount(reduceCount([...operations, anna(scan(4))]), 1).accepted).toBe('3')
  })

  test('types 5.0 and reads 5.0, so that 5.05 can be typed', () => {
    expect(lineCount(reduceCount([device(1)(enter('5.0'))]), 2).accepted).toBe('5.0')
  })

  test('types more than can be added up: the number is broken, and nothing throws', () => {
    const [anna, ben] = [device(1), device(2)]
    const counted = reduceCount([anna(enter('999999999999')), ben(enter('999999999999'))])
    const lines = [{ line: 2, product, lot: 'L1', unit: 'H87' }]
    expect(brokenNumbers(lines, counted)).toEqual([
      { line: 2, field: 'accepted', text: '>999999999999', rule: 'plain-decimal' },
    ])
    expect(countRows(lines, counted)[0]?.accepted).toBe('0')
  })

  test('clears goods that are not listed: its number is gone, the scans of others stay', () => {
    const [anna, ben] = [device(1), device(2)]
    const stray: CountAct = {
      kind: 'scan',
      unit: item(9),
      verdict: 'wrong_lot',
      rejected: false,
      goods: other,
      each: '1',
    }
    const typed: CountAct = { kind: 'enter', field: 'accepted', text: '4', beside: '0', goods: other }
    const operations = [anna(typed), ben(stray), anna({ kind: 'clear', goods: other }, 5)]
    expect(reduceCount(operations).extras).toMatchObject([{ lot: 'L9', quantity: '1' }])
    expect(countRows([], reduceCount(operations))).toEqual([
      { product, lot: 'L9', unit: 'H87', accepted: '1', rejected: '0', missing: '0', units: [item(9)] },
    ])
  })
})

const acts: fc.Arbitrary<CountAct> = fc.oneof(
  fc.record({ n: fc.nat(6), rejected: fc.boolean() }).map(({ n, rejected }) => scan(n, rejected)),
  fc
    .record({ n: fc.nat(6), rejected: fc.boolean() })
    .map(({ n, rejected }): CountAct => ({ kind: 'move', unit: item(n), rejected })),
  fc
    .record({ d: fc.nat(2), s: fc.integer({ min: 1, max: 9 }) })
    .map(({ d, s }): CountAct => ({ kind: 'undo', of: uuid((d + 1) * 1000 + s) })),
  fc
    .record({ text: fc.constantFrom('0', '3', '5.0', '', '1e3', '12'), beside: fc.constantFrom('0', '2', '7') })
    .map(({ text, beside }) => enter(text, beside)),
  fc.constantFrom<CountAct>(
    { kind: 'clear' },
    { kind: 'taken', upTo: { [uuid(1)]: 3 } },
    { kind: 'clear', goods: other },
    { kind: 'reason', line: 1, reason: 'quality' },
    { kind: 'reason', line: 1, reason: 'temperature' },
    { kind: 'enter', field: 'accepted', text: '2', beside: '0', goods: other },
    { kind: 'scan', unit: item(8), verdict: 'wrong_lot', rejected: false, goods: other, each: '1' },
    { kind: 'learn', unit: item(1), other: trade },
  ),
)

/** Each act by one of three devices, at any second. */
const histories = fc
  .array(fc.record({ who: fc.nat(2), act: acts, second: fc.nat(30) }), { maxLength: 40 })
  .map((steps) => {
    const devices = [device(1), device(2), device(3)]
    return steps.flatMap(({ who, act, second }) => devices[who]?.(act, second) ?? [])
  })

test('the same operations in any order, and however often, make the same count', () => {
  fc.assert(
    fc.property(
      histories.chain((operations) =>
        fc.record({
          operations: fc.constant(operations),
          shuffled: fc.shuffledSubarray(operations, { minLength: operations.length }),
          again: fc.subarray(operations),
        }),
      ),
      ({ operations, shuffled, again }) => {
        expect(reduceCount([...again, ...shuffled, ...again])).toEqual(reduceCount(operations))
      },
    ),
    { numRuns: 500 },
  )
})

test('what is read back from JSON is the operation that was written', () => {
  fc.assert(
    fc.property(histories, (operations) => {
      expect(operations.map((one) => parseOperation(JSON.parse(JSON.stringify(one)), 'operations.0'))).toEqual(
        operations,
      )
    }),
  )
})

describe('an operation from outside', () => {
  const good = device(1)(scan(1))
  test.each([
    ['no object', 7, 'VALIDATION_FAILED', ''],
    ['an id that is no uuid', { ...good, id: 'x' }, 'VALIDATION_FAILED', 'id'],
    ['a sequence of 0', { ...good, sequence: 0 }, 'VALIDATION_FAILED', 'sequence'],
    ['a time without offset', { ...good, at: '2026-01-01T00:00:00' }, 'INVALID_TIME', 'at'],
    ['an unknown kind', { ...good, kind: 'steal' }, 'VALIDATION_FAILED', 'kind'],
    ['a member too many', { ...good, more: 1 }, 'VALIDATION_FAILED', ''],
    ['a code that is none', { ...good, unit: '/s/hello' }, 'CODE_MALFORMED', 'unit'],
    ['neither line nor goods', { ...good, line: undefined }, 'VALIDATION_FAILED', 'line'],
    ['both', { ...good, goods: other }, 'VALIDATION_FAILED', 'line'],
    [
      'a lot in full-width characters',
      { ...good, line: undefined, goods: { ...other, lot: 'ＡＢ１２' } },
      'VALIDATION_FAILED',
      'goods.lot',
    ],
    ['a quantity that is none', { ...good, each: '1e3' }, 'INVALID_QUANTITY', 'each'],
  ])('is refused for %s', (_name, value, code, field) => {
    const without = (from: unknown): unknown => JSON.parse(JSON.stringify(from))
    try {
      parseOperation(without(value), '')
    } catch (error) {
      expect(error).toMatchObject({ code, details: { faults: [{ field }] } })
      return
    }
    throw new Error('it was taken')
  })
})
