// What check-field.ts promises.
import { describe, expect, test } from '@jest/globals'
import { checkGtin, checkLot, checkOptionalGln, checkQuantity, checkTemperature, checkText } from './check-field'

const rule = (faults: { rule: string }[]): string | undefined => faults[0]?.rule

describe('a field', () => {
  test.each([
    ['', 'XCT', 'required'],
    ['0', 'XCT', 'positive'],
    ['0.5', 'XCT', 'whole-units-only'],
    ['1e3', 'KGM', 'plain-decimal'],
    ['-1', 'KGM', 'plain-decimal'],
    ['0.0000001', 'KGM', 'at-most-6-decimals'],
    ['12.5', 'KGM', undefined],
  ])('quantity %j in %s breaks %s', (text, unit, broken) => {
    expect(rule(checkQuantity('quantity', text, unit))).toBe(broken)
  })
  test.each([
    ['', undefined],
    ['6901234567892', undefined],
    ['6901234567893', 'gs1-check-digit'],
    ['69012345', 'gs1-check-digit'],
    ['690', 'gtin-8-12-13-or-14-digits'],
  ])('GTIN %j breaks %s', (text, broken) => {
    expect(rule(checkGtin('gtin', text))).toBe(broken)
  })
  test('keeps its name and its value in the fault', () => {
    expect(checkLot('lot', '批号')).toEqual([{ field: 'lot', rule: 'gs1-character-set-82-at-most-20', value: '批号' }])
  })
  test('of blanks only is empty', () => {
    expect(rule(checkText('name', '  '))).toBe('required')
  })
  test.each([
    ['', undefined],
    ['-18', undefined],
    ['4.5', undefined],
    ['4.55', 'temperature.celsius'],
    ['cold', 'temperature.celsius'],
  ])('temperature %j breaks %s', (text, broken) => {
    expect(rule(checkTemperature('temperature', text))).toBe(broken)
  })
  test('a GLN is 13 digits with its check digit', () => {
    expect(rule(checkOptionalGln('gln', '6901234567892'))).toBeUndefined()
    expect(rule(checkOptionalGln('gln', '123'))).toBe('gln-13-digits')
  })
})
