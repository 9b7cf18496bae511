import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AppError } from '../errors.ts'
import { deepest, parseJson } from './json-scan.ts'

const codeOf = (text: string): string => {
  try {
    parseJson(text)
    return 'parsed'
  } catch (error) {
    return error instanceof AppError ? error.code : 'not coded'
  }
}
const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)

describe('JSON from outside', () => {
  test('64 levels are read, 65 are not', () => {
    expect(codeOf(nested(deepest))).toBe('parsed')
    expect(codeOf(nested(deepest + 1))).toBe('JSON_TOO_DEEP')
    expect(codeOf('{"a":'.repeat(65) + '1' + '}'.repeat(65))).toBe('JSON_TOO_DEEP')
  })

  test('100,000 levels are refused before anything is parsed, closed or not', () => {
    expect(codeOf(nested(100_000))).toBe('JSON_TOO_DEEP')
    expect(codeOf('['.repeat(100_000))).toBe('JSON_TOO_DEEP')
  })

  test('brackets inside strings are no levels, and an escaped quote ends no string', () => {
    expect(codeOf(JSON.stringify(`\\"${'['.repeat(1_000)}`))).toBe('parsed')
    expect(codeOf(`"\\\\",${'['.repeat(100)}`)).toBe('JSON_TOO_DEEP')
  })

  test.each(['{', '{"a":1,}', "{'a':1}", '\uFEFF{}', '01', 'NaN', '', '{"a":1}}'])('%j is not JSON', (text) => {
    expect(codeOf(text)).toBe('INVALID_JSON')
  })

  test.each(['{"__proto__":{"admin":true}}', '{"a":[{"\\u005f_proto__":1}]}'])('%s is refused', (text) => {
    expect(codeOf(text)).toBe('INVALID_JSON')
  })

  test('a value that merely speaks of __proto__ is read', () => {
    expect(parseJson('{"a":"__proto__ \\u0041"}')).toEqual({ a: '__proto__ A' })
  })

  test('everything that JSON.stringify writes is read as JSON.parse reads it', () => {
    fc.assert(
      fc.property(
        fc.json({ maxDepth: 5 }).filter((text) => !text.includes('__proto__')),
        (text) => {
          expect(parseJson(text)).toEqual(JSON.parse(text))
        },
      ),
    )
  })
})
