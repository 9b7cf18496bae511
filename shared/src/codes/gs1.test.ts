// Published check digits, and laws of the mod 10 check.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { AppError } from '../errors.ts'
import { checkGln, checkLot, checkSscc, gs1CheckDigit, gs1CheckDigitHolds, normalizeGtin } from './gs1.ts'

type Vectors = {
  gtin: { key: string; gtin14: string }[]
  sscc: string[]
  gln: string[]
  refused: { type: 'gtin' | 'sscc' | 'gln'; key: string; code: string; rule: string }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/gs1.json', import.meta.url), 'utf8')) as Vectors
const checks = { gtin: normalizeGtin, sscc: checkSscc, gln: checkGln }

const refusal = (act: () => unknown): unknown => {
  try {
    return act()
  } catch (error) {
    if (error instanceof AppError) return { code: error.code, faults: error.details.faults }
    throw error
  }
}

describe('GS1 keys', () => {
  test.each(vectors.gtin)('GTIN $key is $gtin14', ({ key, gtin14 }) => {
    expect(normalizeGtin(key)).toBe(gtin14)
    expect(gs1CheckDigit(key.slice(0, -1))).toBe(key.slice(-1))
  })

  test.each(vectors.sscc)('SSCC %s holds', (key) => {
    expect(checkSscc(key)).toBe(key)
  })

  test.each(vectors.gln)('GLN %s holds', (key) => {
    expect(checkGln(key)).toBe(key)
  })

  test.each(vectors.refused)('$type "$key" is refused by $rule', ({ type, key, code, rule }) => {
    expect(refusal(() => checks[type](key, 'here'))).toEqual({ code, faults: [{ field: 'here', rule, value: key }] })
  })

  test('every single wrong digit is found', () => {
    const changed = fc.tuple(fc.stringMatching(/^[0-9]{17}$/), fc.nat(17), fc.integer({ min: 1, max: 9 }))
    fc.assert(
      fc.property(changed, ([digits, at, by]) => {
        const key = digits + gs1CheckDigit(digits)
        const wrong = key.slice(0, at) + String((Number(key.charAt(at)) + by) % 10) + key.slice(at + 1)
        expect(gs1CheckDigitHolds(key)).toBe(true)
        expect(gs1CheckDigitHolds(wrong)).toBe(false)
      }),
    )
  })
})

describe('lots', () => {
  test('character set 82 in full, up to 20 characters', () => {
    const all = '!"%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'
    expect(all.length).toBe(82)
    for (const character of all) expect(checkLot(`L${character}`)).toBe(`L${character}`)
    expect(checkLot(all.slice(0, 20))).toBe(all.slice(0, 20))
  })

  test.each(['', 'A B', '#1', 'A$', '批次', 'Ａ批', 'A'.repeat(21), 'a\n', '~'])('%j is refused', (lot) => {
    expect(refusal(() => checkLot(lot))).toEqual({
      code: 'VALIDATION_FAILED',
      faults: [{ field: 'lot', rule: 'gs1-character-set-82-at-most-20', value: lot.slice(0, 40) }],
    })
  })

  test('ＡＢ１２ is refused, and its half-width form is offered', () => {
    expect(refusal(() => checkLot('ＡＢ１２', 'lines.0.lot'))).toEqual({
      code: 'VALIDATION_FAILED',
      faults: [{ field: 'lines.0.lot', rule: 'half-width-characters', value: 'ＡＢ１２', instead: 'AB12' }],
    })
  })

  test.each(['.', '..'])('%j is refused because browsers remove it from a path', (lot) => {
    expect(() => checkLot(lot)).toThrow(AppError)
    expect(checkLot(`${lot}A`)).toBe(`${lot}A`)
  })
})
