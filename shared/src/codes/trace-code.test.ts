// Links that parse, links that are refused and by which rule, and the round trip of every code.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AppError } from '../errors.ts'
import { base32Alphabet } from './base32.ts'
import { gs1CheckDigit } from './gs1.ts'
import { formatCode, parseCode, parsePath } from './trace-code.ts'
import type { CodeParts, TraceCode } from './trace-code.ts'
import { normalizeTyped } from './typed-code.ts'

type Vectors = {
  hosts: string[]
  parsed: { name: string; text: string; code: TraceCode }[]
  refused: { name: string; text: string; code: string; field: string; rule: string }[]
  typed: { name: string; text: string; folded: string }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/codes.json', import.meta.url), 'utf8')) as Vectors
const { hosts } = vectors

const refusal = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const [first] = error.details.faults ?? []
    return { code: error.code, field: first?.field, rule: first?.rule }
  }
}

describe('parseCode', () => {
  test.each(vectors.parsed)('reads $name', ({ text, code }) => {
    expect(parseCode(text, { hosts })).toEqual(code)
  })

  test.each(vectors.refused)('refuses $name', ({ text, code, field, rule }) => {
    expect(refusal(() => parseCode(text, { hosts }))).toEqual({ code, field, rule })
  })

  test('no accepted host means that only paths are read', () => {
    expect(refusal(() => parseCode('https://trace.example.cn/s/00/106141412345678908', { hosts: [] }))).toEqual({
      code: 'CODE_FOREIGN_HOST',
      field: 'host',
      rule: 'accepted-host',
    })
    expect(parseCode('/s/00/106141412345678908', { hosts: [] }).kind).toBe('logistics')
  })

  test('whatever is scanned, the answer is a code or a coded error', () => {
    const noise = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc
        .array(
          fc.constantFrom(
            '/',
            's',
            '01',
            '10',
            '21',
            '00',
            't',
            'x',
            '%',
            '..',
            '06291041500213',
            'https://',
            hosts[0] ?? '',
            '@',
            '\\',
          ),
        )
        .map((parts) => parts.join('')),
    )
    fc.assert(
      fc.property(noise, (text) => {
        try {
          const code = parseCode(text, { hosts })
          expect(parsePath(code.path)).toEqual(code)
        } catch (error) {
          expect(error).toBeInstanceOf(AppError)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('an accepted link has an accepted host for the URL parser of browsers too', () => {
    const prefixes = fc.array(
      fc.constantFrom('trace.example.cn', 'evil.example', '@', ':', '\\', '/', '.', '%2e', '\t', '?', '#', ':443', 'a'),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(prefixes, (parts) => {
        const text = `https://${parts.join('')}/s/00/106141412345678908`
        if (refusal(() => parseCode(text, { hosts }).kind) !== 'logistics') return
        expect(new URL(text).host).toBe('trace.example.cn')
      }),
      { numRuns: 2000, examples: [[['trace.example.cn']], [['trace.example.cn', '\\', '@', 'evil.example']]] },
    )
  })
})

describe('normalizeTyped', () => {
  test.each(vectors.typed)('folds $name', ({ text, folded }) => {
    expect(normalizeTyped(text)).toBe(folded)
  })
})

const number = fc
  .array(fc.constantFrom(...Array.from(base32Alphabet)), { minLength: 20, maxLength: 20 })
  .map((all) => all.join(''))
const lot = fc
  .stringMatching(/^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/)
  .filter((text) => text !== '.' && text !== '..')
const gtin = fc.stringMatching(/^[0-9]{12}[1-9]$/).map((digits) => digits + gs1CheckDigit(digits))
const sscc = fc.stringMatching(/^[0-9]{16}[1-9]$/).map((digits) => digits + gs1CheckDigit(digits))
const product = fc.oneof(
  fc.record({ scheme: fc.constant('gtin' as const), product: gtin }),
  fc.record({ scheme: fc.constant('own' as const), product: fc.stringMatching(/^[A-Z][0-9A-Z-]{0,31}$/) }),
)
const parts: fc.Arbitrary<CodeParts> = fc.oneof(
  fc.record({ kind: fc.constant('logistics' as const), sscc }),
  fc.record({ kind: fc.constant('trade' as const), trade: number }),
  fc.tuple(product, lot).map(([of, from]) => ({ kind: 'batch' as const, ...of, lot: from })),
  fc.tuple(product, lot, number).map(([of, from, serial]) => ({ kind: 'item' as const, ...of, lot: from, serial })),
)

describe('formatCode', () => {
  test('every code survives writing and reading, also through a browser', () => {
    fc.assert(
      fc.property(parts, (code) => {
        const path = formatCode(code)
        expect(parseCode(`https://trace.example.cn${path}`, { hosts })).toEqual({ ...code, path })
        expect(new URL(`https://trace.example.cn${path}`).pathname).toBe(path)
      }),
      { numRuns: 500 },
    )
  })

  test('it writes no code that would not be read', () => {
    expect(refusal(() => formatCode({ kind: 'logistics', sscc: '106141412345678909' }))).toEqual({
      code: 'CODE_CHECK_DIGIT',
      field: 'sscc',
      rule: 'gs1-check-digit',
    })
    expect(refusal(() => formatCode({ kind: 'trade', trade: 'short' }))).toEqual({
      code: 'CODE_MALFORMED',
      field: 'trade',
      rule: '20-characters-of-base-32',
    })
    expect(refusal(() => formatCode({ kind: 'batch', scheme: 'own', product: 'RICE', lot: '批' }))).toEqual({
      code: 'CODE_MALFORMED',
      field: 'lot',
      rule: 'gs1-character-set-82-at-most-20',
    })
  })
})
