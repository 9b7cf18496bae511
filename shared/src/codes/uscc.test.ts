// Credit codes of the standard and of public registers, wrong ones, and the identifiers built on them.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { AppError } from '../errors.ts'
import { checkIdentifier } from './identifier.ts'
import type { IdentifierScheme } from './identifier.ts'
import { brokenUsccRule, organisationCodeCheckCharacter, usccCheckCharacter } from './uscc.ts'

type Vectors = { valid: string[]; refused: { value: string; rule: string }[] }
const vectors = JSON.parse(readFileSync(new URL('../../vectors/uscc.json', import.meta.url), 'utf8')) as Vectors

describe('unified social credit code', () => {
  test("the standard's example: inner check 4, outer check 3", () => {
    expect(organisationCodeCheckCharacter('M000100Y')).toBe('4')
    expect(usccCheckCharacter('91350100M000100Y4')).toBe('3')
  })

  test.each(vectors.valid)('%s holds', (code) => {
    expect(brokenUsccRule(code)).toBeUndefined()
  })

  test.each(vectors.refused)('$value is refused by $rule', ({ value, rule }) => {
    expect(brokenUsccRule(value)).toBe(rule)
  })

  test('every single wrong character is found', () => {
    const code = '91350100M000100Y43'
    for (let at = 0; at < 18; at += 1) {
      for (const other of '0123456789ABCDEFGHJKLMNPQRTUWXY') {
        if (other === code.charAt(at)) continue
        expect(brokenUsccRule(code.slice(0, at) + other + code.slice(at + 1))).toBeDefined()
      }
    }
  })
})

describe('organisation identifier', () => {
  const good: [IdentifierScheme, string, string][] = [
    ['uscc', ' 91350100m000100y43 ', '91350100M000100Y43'],
    ['gln', '0614141000012', '0614141000012'],
    ['foreign', 'nz-9429036975273', 'NZ-9429036975273'],
    ['foreign', 'DE-HRB-86891', 'DE-HRB-86891'],
    ['individual', 'FARMER7Q2M9X', 'FARMER7Q2M9X'],
  ]
  test.each(good)('%s %s is %s', (scheme, value, canonical) => {
    expect(checkIdentifier({ scheme, value })).toEqual({ scheme, value: canonical })
  })

  const wrong: [IdentifierScheme, string, string][] = [
    ['uscc', '91350100M000100Y44', 'gb-32100-check'],
    ['uscc', '', 'uscc-18-characters'],
    ['gln', '0614141000013', 'gs1-check-digit'],
    ['gln', '0000000000000', 'gln-13-digits'],
    ['foreign', 'CN-91350100M000100Y43', 'country-hyphen-register-number'],
    ['foreign', '9429036975273', 'country-hyphen-register-number'],
    ['individual', 'A1', 'pseudonym-8-to-32-letters-and-digits'],
  ]
  test.each(wrong)('%s "%s" is refused by %s', (scheme, value, rule) => {
    expect(() => checkIdentifier({ scheme, value }, 'supplier')).toThrow(
      expect.objectContaining({
        code: 'IDENTIFIER_INVALID',
        details: { faults: [expect.objectContaining({ field: 'supplier', rule })] },
      }),
    )
  })

  test("a citizen's identity number is refused and not repeated in the error", () => {
    expect(() => checkIdentifier({ scheme: 'individual', value: '11010519491231002x' })).toThrow(
      expect.objectContaining({ details: { faults: [{ field: 'value', rule: 'no-identity-number' }] } }),
    )
    expect(() => checkIdentifier({ scheme: 'individual', value: '11010519491231002x' })).toThrow(AppError)
  })
})
