// What format.ts promises.
import { describe, expect, test } from '@jest/globals'
import { formatAmount, formatQuantity, formatTime, shorten } from './format'

describe('formats', () => {
  test('group the digits before the point only', () => {
    expect(formatQuantity('1234567.123456')).toBe('1\u2009234\u2009567.123456')
    expect(formatQuantity('100')).toBe('100')
  })
  test('say a quantity in the number of its unit', () => {
    const amounts = ['1', '0', '1200'].map((quantity) => formatAmount(quantity, 'XBX', 'en'))
    expect(amounts).toEqual(['1 box', '0 boxes', '1\u2009200 boxes'])
    expect(formatAmount('2', 'H87', 'zh')).toBe('2 件')
    expect(formatAmount(undefined, 'H87', 'en')).toBe('— pieces')
  })
  test('show an instant in local time and leave other text alone', () => {
    expect(formatTime('2026-11-22T10:09:00+08:00')).toMatch(/^2026-11-2[12] \d\d:09$/)
    expect(formatTime('yesterday')).toBe('yesterday')
  })
  test('shorten only what is longer than its short form', () => {
    expect(shorten('abcdefghijk')).toBe('abcdefghijk')
    expect(shorten('abcdefghijkl')).toBe('abcdef…ijkl')
  })
})
