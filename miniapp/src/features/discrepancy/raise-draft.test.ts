// What raise-draft.ts and note-numbers.ts promise.
import { describe, expect, test } from '@jest/globals'
import { askedBy, checkRaise, firstRaise, raiseBody } from './raise-draft'
import { numbersOf } from './note-numbers'

const difference = (code: 'short' | 'damaged' | 'over' | 'wrong_lot' | 'units_not_counted') => ({ code })

describe('a note', () => {
  test('asks what became of missing goods and what is to become of rejected ones, where there are any', () => {
    expect(askedBy([difference('short'), difference('units_not_counted')])).toEqual({ missing: true, rejected: false })
    expect(askedBy([difference('damaged')])).toEqual({ missing: false, rejected: true })
    expect(askedBy([difference('over')])).toEqual({ missing: false, rejected: false })
  })
  test('begins with the reason of its gravest difference and wants the rest said', () => {
    const asked = askedBy([difference('damaged')])
    const draft = firstRaise([difference('damaged')])
    expect(draft.reason).toBe('damaged')
    expect(firstRaise([difference('wrong_lot')]).reason).toBe('wrong_goods')
    expect(checkRaise(draft, asked).map(({ field }) => field)).toEqual(['rejected', 'party', 'place'])
  })
  test('is about a kept attempt, and says nothing of goods that are not in question', () => {
    const draft = {
      ...firstRaise([difference('short')]),
      place: 'S',
      party: 'carrier',
      missing: 'lost',
      rejected: 'returning',
    }
    expect(raiseBody({ ...draft, note: ' 少两件 ' }, 3, { missing: true, rejected: false })).toEqual({
      attempt: 3,
      place: 'S',
      reason: 'quantity',
      party: 'carrier',
      missing: 'lost',
      note: '少两件',
    })
  })
})

describe('the numbers of a count', () => {
  const line = (n: number, lot: string, due: string) => ({ line: n, product: 'P', lot, unit: 'H87', due })
  const row = (lot: string, accepted: string, more: object = {}) => ({
    ...{ product: 'P', lot, unit: 'H87', accepted, rejected: '0', missing: '0' },
    ...more,
  })
  test('stand lot by lot: lines of one lot together, goods of another lot beside them without a due', () => {
    const due = [line(1, 'L1', '4'), line(2, 'L1', '2')]
    const count = [row('L1', '3', { missing: '1' }), row('L1', '1', { rejected: '1' }), row('L9', '2')]
    expect(
      numbersOf(due, count).map(({ lot, due: of, accepted, rejected, missing }) => [
        lot,
        of,
        accepted,
        rejected,
        missing,
      ]),
    ).toEqual([
      ['L1', '6', '4', '1', '1'],
      ['L9', undefined, '2', '0', '0'],
    ])
  })
  test('a lot that was due and of which nothing came stays in sight', () => {
    expect(numbersOf([line(1, 'L1', '4')], []).map(({ due, accepted }) => [due, accepted])).toEqual([['4', '0']])
  })
})
