// Exact decimals against BigInt, and every spelling that is refused.

import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { add, compare, isZero, multiply, parseQuantity, subtract, sum } from './decimal.ts'

const refused = (rule: string): unknown =>
  expect.objectContaining({
    code: 'INVALID_QUANTITY',
    details: { faults: [expect.objectContaining({ field: 'lines.0.quantity', rule })] },
  })

describe('parseQuantity', () => {
  test.each([
    ['0', '0'],
    ['0.0', '0'],
    ['12', '12'],
    ['1.50', '1.5'],
    ['100.002', '100.002'],
    ['999999999999.999999', '999999999999.999999'],
    ['0.000001', '0.000001'],
  ])('%s is %s', (text, canonical) => {
    expect(parseQuantity(text, 'q')).toBe(canonical)
  })

  test.each([
    ['1e3', 'plain-decimal'],
    ['1E3', 'plain-decimal'],
    ['-1', 'plain-decimal'],
    ['+1', 'plain-decimal'],
    ['１０', 'plain-decimal'],
    ['.5', 'plain-decimal'],
    ['1.', 'plain-decimal'],
    ['', 'plain-decimal'],
    [' 1', 'plain-decimal'],
    ['1\n', 'plain-decimal'],
    ['1,000', 'plain-decimal'],
    ['0x10', 'plain-decimal'],
    ['NaN', 'plain-decimal'],
    ['Infinity', 'plain-decimal'],
    ['٣', 'plain-decimal'],
    ['1.2.3', 'plain-decimal'],
    ['01', 'no-leading-zero'],
    ['00', 'no-leading-zero'],
    ['1000000000000', 'at-most-12-integer-digits'],
    ['0.1234567', 'at-most-6-decimals'],
    ['0.1000000000001', 'at-most-6-decimals'],
  ])('%j is refused by %s', (text, rule) => {
    expect(() => parseQuantity(text, 'lines.0.quantity')).toThrow(refused(rule))
  })

  test.each([[1], [null], [undefined], [['1']], [{}]])('%j is refused: not text', (value) => {
    expect(() => parseQuantity(value, 'lines.0.quantity')).toThrow(refused('text'))
  })

  test.each(['0.1000000000001', '0.5', '3.000001'])('%s of a counted unit is refused by its own rule', (text) => {
    expect(() => parseQuantity(text, 'lines.0.quantity', { decimals: 0 })).toThrow(refused('whole-units-only'))
  })

  test('5.0 of a counted unit is 5', () => {
    expect(parseQuantity('5.0', 'q', { decimals: 0 })).toBe('5')
  })

  test('a unit may allow fewer decimals', () => {
    expect(parseQuantity('1.125', 'q', { decimals: 3 })).toBe('1.125')
    expect(() => parseQuantity('1.1255', 'lines.0.quantity', { decimals: 3 })).toThrow(refused('at-most-3-decimals'))
  })
})

/** Millionths, as BigInt: the other implementation. */
const micro = (text: string): bigint => {
  const [integer = '0', fraction = ''] = text.split('.')
  return BigInt(integer) * 1_000_000n + BigInt(fraction.padEnd(6, '0'))
}
const text = (value: bigint): string => {
  const fraction = (value % 1_000_000n).toString().padStart(6, '0').replace(/0+$/, '')
  return `${(value / 1_000_000n).toString()}${fraction === '' ? '' : `.${fraction}`}`
}
const limit = 10n ** 18n
const quantity = fc.oneof(fc.bigInt({ min: 0n, max: limit - 1n }), fc.bigInt({ min: 0n, max: 2_000_000n })).map(text)

describe('arithmetic', () => {
  test('0.1 + 0.2 = 0.3', () => {
    expect(add('0.1', '0.2')).toBe('0.3')
    expect(sum(['0.1', '0.2', '0.7'])).toBe('1')
    expect(sum([])).toBe('0')
    expect(subtract('1', '0.9')).toBe('0.1')
    expect(isZero(subtract('0.30', '0.3'))).toBe(true)
    expect(isZero('0.000001')).toBe(false)
    expect(multiply('2', '24')).toBe('48')
    expect(multiply('0.001', '0.001')).toBe('0.000001')
  })

  test('add, subtract and compare agree with BigInt', () => {
    fc.assert(
      fc.property(quantity, quantity, (a, b) => {
        const [x, y] = [micro(a), micro(b)]
        expect(compare(a, b)).toBe(x < y ? -1 : x > y ? 1 : 0)
        if (x + y < limit) expect(add(a, b)).toBe(text(x + y))
        else expect(() => add(a, b)).toThrow(expect.objectContaining({ code: 'INVALID_QUANTITY' }))
        if (x >= y) expect(subtract(a, b)).toBe(text(x - y))
        else expect(() => subtract(a, b)).toThrow(expect.objectContaining({ code: 'INVALID_QUANTITY' }))
      }),
      { numRuns: 1000 },
    )
  })

  test('multiply agrees with BigInt or refuses to round', () => {
    const factor = fc.oneof(
      quantity,
      fc.nat(9999).map(String),
      fc.constantFrom('0', '1', '0.5', '0.25', '1000000', '999999999999.999999'),
    )
    fc.assert(
      fc.property(factor, factor, (a, b) => {
        const product = micro(a) * micro(b)
        const exact = product % 1_000_000n === 0n && product / 1_000_000n < limit
        if (exact) expect(multiply(a, b)).toBe(text(product / 1_000_000n))
        else expect(() => multiply(a, b)).toThrow(expect.objectContaining({ code: 'INVALID_QUANTITY' }))
      }),
      { numRuns: 1000 },
    )
  })

  test('arithmetic on what is no quantity throws instead of guessing', () => {
    for (const bad of ['1e3', '-1', '', '1.2345678']) {
      expect(() => add(bad, '1')).toThrow(expect.objectContaining({ code: 'INVALID_QUANTITY' }))
    }
  })
})
