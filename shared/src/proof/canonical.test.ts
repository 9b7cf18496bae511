import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import vectors from '../../vectors/jcs.json' with { type: 'json' }
import { canonical, canonicalBytes, maxDepth } from './canonical.ts'

const refusal = (field: string) =>
  expect.objectContaining({ code: 'NOT_CANONICAL', details: { faults: [expect.objectContaining({ field })] } })

const fromBits = (ieee754: string): number =>
  new DataView(Uint8Array.from(Buffer.from(ieee754, 'hex')).buffer).getFloat64(0)

describe('published vectors of RFC 8785', () => {
  test.each(vectors.documents)('document $name', ({ input, output }) => {
    expect(canonical(JSON.parse(input))).toBe(output)
    expect(Array.from(canonicalBytes(JSON.parse(input)))).toEqual(Array.from(Buffer.from(output)))
  })

  test.each(vectors.numbers)('number $ieee754 is $output', ({ ieee754, output }) => {
    expect(canonical(fromBits(ieee754))).toBe(output)
  })

  test.each(vectors.refusedNumbers)('number $ieee754 ($rfc8785) is refused', ({ ieee754 }) => {
    expect(() => canonical({ n: fromBits(ieee754) })).toThrow(refusal('n'))
  })

  test.each(vectors.refusedDocuments)('$name is refused', ({ input, field }) => {
    expect(() => canonical(JSON.parse(input))).toThrow(refusal(field))
  })
})

describe('what JSON cannot carry is refused with its path', () => {
  const holes: unknown[] = [1]
  holes[2] = 3
  class Lot {
    lot = 'A'
  }
  const cases: [string, unknown, string][] = [
    ['undefined', undefined, ''],
    ['an undefined property', { a: { b: undefined } }, 'a.b'],
    ['undefined in an array', [1, undefined], '1'],
    ['a hole in an array', { a: holes }, 'a.1'],
    ['a function', { f: () => 1 }, 'f'],
    ['a symbol', { s: Symbol('s') }, 's'],
    ['a symbol as name', { a: { [Symbol('s')]: 1 } }, 'a'],
    ['a bigint', [1n], '0'],
    ['minus infinity', [-Infinity], '0'],
    ['a date', { at: new Date(0) }, 'at'],
    ['a map', { m: new Map() }, 'm'],
    ['a class instance', { x: new Lot() }, 'x'],
    ['a boxed number', { n: Object(1) as unknown }, 'n'],
    ['bytes', { b: new Uint8Array(1) }, 'b'],
    ['2^53', 2 ** 53, ''],
    ['-(2^53)', { n: -(2 ** 53) }, 'n'],
  ]
  test.each(cases)('%s', (_name, value, field) => {
    expect(() => canonical(value)).toThrow(refusal(field))
  })

  test('a cycle ends at the depth limit', () => {
    const cycle: { next?: unknown } = {}
    cycle.next = [cycle, cycle]
    expect(() => canonical(cycle)).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL' }))
  })

  test('64 levels are written, 65 are not', () => {
    const nested = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels))
    expect(canonical(nested(maxDepth))).toBe('['.repeat(64) + ']'.repeat(64))
    expect(() => canonical(nested(maxDepth + 1))).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL' }))
    expect(() => canonical(nested(4000))).toThrow(expect.objectContaining({ code: 'NOT_CANONICAL' }))
  })
})

describe('for every JSON value', () => {
  const json = fc.jsonValue({ maxDepth: 5, stringUnit: 'binary' })

  test('parsing the canonical text gives the value back, and writing that gives the same text', () => {
    fc.assert(
      fc.property(json, (value) => {
        // fast-check's doubles include integers beyond 2^53-1, which are refused by rule.
        fc.pre(!/\d{16}|e\+/.test(JSON.stringify(value)))
        const text = canonical(value)
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)))
        expect(canonical(JSON.parse(text))).toBe(text)
      }),
      { numRuns: 500 },
    )
  })

  test('the order in which members were added does not matter', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.integer()), (members) => {
        const reversed = Object.fromEntries(Object.entries(members).reverse())
        expect(canonical(reversed)).toBe(canonical(members))
      }),
    )
  })

  test('names are ordered by UTF-16 units, not by code points', () => {
    // U+1F602 is \ud83d\ude02 and so comes before U+FB33 (RFC 8785 section 3.2.3).
    expect(canonical({ '\ufb33': 1, '\u{1f602}': 2, __proto__x: 3 })).toBe('{"__proto__x":3,"\u{1f602}":2,"\ufb33":1}')
  })

  test('an object without prototype and a member named __proto__ are plain', () => {
    const bare: Record<string, unknown> = Object.assign(Object.create(null) as object, { b: 1, a: 2 })
    expect(canonical(bare)).toBe('{"a":2,"b":1}')
    expect(canonical(JSON.parse('{"__proto__":1}'))).toBe('{"__proto__":1}')
  })
})
