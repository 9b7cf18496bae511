// Ranges as people type them.
import { describe, expect, test } from '@jest/globals'
import { checkRange, countKinds, rangeOf, sizeOf } from './code-range'
import { checkMint, isMany } from './mint-count'

describe('a typed range', () => {
  test('counts from 1 as labels do, and both ends belong to it', () => {
    expect(checkRange({ from: '1', to: '100' }, 100)).toEqual([])
    expect(rangeOf({ from: '1', to: '100' })).toEqual({ from: 0, to: 99 })
    expect(sizeOf({ from: 0, to: 99 })).toBe(100)
  })

  test.each([
    [{ from: '', to: '' }, ['from', 'to'], 'required'],
    [{ from: '0', to: '5' }, ['from'], 'positive'],
    [{ from: '1', to: '101' }, ['to'], 'max.100'],
    [{ from: '1.5', to: '9' }, ['from'], 'whole-units-only'],
    [{ from: '9', to: '1' }, ['to'], 'range.from-to'],
  ])('%j is refused', (typed, fields, rule) => {
    const faults = checkRange(typed, 100)
    expect(faults.map(({ field }) => field)).toEqual(fields)
    expect(faults[0]?.rule).toBe(rule)
  })
})

test('a frozen code counts as frozen, whatever it was before', () => {
  expect(
    countKinds([
      { from: 0, to: 4, state: 'printed' },
      { from: 5, to: 6, state: 'printed', frozen: true },
      { from: 7, to: 9, state: 'active', frozen: true },
      { from: 10, to: 10, state: 'active' },
    ]),
  ).toEqual([
    { kind: 'active', count: 1 },
    { kind: 'printed', count: 5 },
    { kind: 'frozen', count: 5 },
  ])
})

describe('the number of codes to make', () => {
  test('may be a million, and from 10,001 on they are prepared first', () => {
    expect(checkMint('1000000')).toEqual([])
    expect([isMany('10000'), isMany('10001'), isMany('1000001'), isMany('x')]).toEqual([false, true, false, false])
    expect(checkMint('1000001')[0]?.rule).toBe('max.1000000')
  })
})
