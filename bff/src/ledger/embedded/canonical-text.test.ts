// The quick canonical form is the canonical form, and is refused where that one is.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AppError } from '@ectrace/shared/errors'
import { canonical } from '@ectrace/shared/proof/canonical'
import { canonicalOfParsed } from './canonical-text.ts'

const attempt = (write: (value: unknown) => string, text: string): string => {
  const value: unknown = JSON.parse(text)
  try {
    return write(value)
  } catch (error) {
    if (error instanceof AppError) return `refused ${error.code}`
    throw error
  }
}

const expectSame = (text: string): void => {
  expect(attempt(canonicalOfParsed, text)).toBe(attempt(canonical, text))
}

const isJson = (text: string): boolean => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('the quick canonical form is that of canonical()', () => {
  test.each([
    ...[
      '{"a":1,"b":[true,null,"x"]}',
      '{"b":1,"a":2}',
      '{"a":1,"a":1}',
      '{"a": 1}',
      '{"10":1,"9":2}',
      '{"9":2,"10":1}',
    ],
    ...['{"__proto__":1,"a":2}', '{"toJSON":1}', '[1.0]', '[-0]', '[1e+21]', '[1e21]', '[1e-7]', '[1.5]', '[1e400]'],
    ...['[9007199254740991]', '[9007199254740993]', '["\\u0041"]', '["\\u0007"]', '["\\ud800"]', '{"\\udfff":1}'],
    ...['["\\\\ud800"]', '["\u{1f600}"]', '["\\/"]', '{"\ufb33":1,"\u{1f600}":2}', '{"\u{1f600}":2,"\ufb33":1}'],
  ])('of %s', (text) => expectSame(text))

  test('at the deepest nesting and one level more', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(attempt(canonicalOfParsed, nested(64))).toBe(nested(64))
    expect(attempt(canonicalOfParsed, nested(65))).toBe('refused NOT_CANONICAL')
  })

  test('of any JSON', () => {
    fc.assert(fc.property(fc.json({ maxDepth: 4 }), expectSame), { numRuns: 500 })
  })

  test('of a canonical text with one character changed', () => {
    const characters = fc.constantFrom(...Array.from(' 0198.,-eE+"\\/{}[]:ud8'))
    const changed = fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.nat(), characters).map(([value, at, character]) => {
      const text = JSON.stringify(value)
      const place = at % (text.length + 1)
      return text.slice(0, place) + character + text.slice(place + 1)
    })
    fc.assert(fc.property(changed.filter(isJson), expectSame), { numRuns: 500 })
  })
})
