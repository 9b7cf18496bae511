// Hidden codes: what is printed is read back however people type it, and what cannot be one is told apart from a wrong one.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { base32OfRandom, foldHidden, groupedByFour } from './hidden-code.ts'

const bytes = fc.uint8Array({ minLength: 6, maxLength: 16 })

describe('a hidden code', () => {
  test('has a character for each random byte, none of I, L, O, U', () => {
    fc.assert(fc.property(bytes, (random) => /^[0-9A-HJKMNP-TV-Z]{6,16}$/.test(base32OfRandom(random))))
    expect(base32OfRandom(Uint8Array.of(0, 31, 32, 255))).toBe('0Z0Z')
  })

  test.each([
    ['ABCDEF', 'ABCD-EF'],
    ['ABCDEFGH', 'ABCD-EFGH'],
    ['ABCDEFGHJKMNPQRS', 'ABCD-EFGH-JKMN-PQRS'],
  ])('%s is printed as %s', (code, printed) => {
    expect(groupedByFour(code)).toBe(printed)
  })

  test('that was printed is read back as it was made', () => {
    fc.assert(
      fc.property(bytes, (random) => foldHidden(groupedByFour(base32OfRandom(random))) === base32OfRandom(random)),
    )
  })

  test.each([
    ['7k3m-q0zd', 'lower case'],
    ['７Ｋ３Ｍ－Ｑ０ＺＤ', 'full-width'],
    [' 7K3M Q0ZD\n', 'blanks'],
    ['7K3M–QOZD', 'a dash, and O for 0'],
    ['7K3M\u200bq0zd', 'an invisible space'],
  ])('typed as %j (%s) is folded', (text) => {
    expect(foldHidden(text)).toBe('7K3MQ0ZD')
  })

  test('reads I and L as 1', () => {
    expect(foldHidden('ILil1111')).toBe('11111111')
  })

  test.each(['', '12345', '12345678901234567', '7K3M-Q0ZU', '七七七七七七', '7K3M/Q0ZD', '7K3M\u0000Q0ZD'])(
    'can %j not be',
    (text) => {
      expect(foldHidden(text)).toBeUndefined()
    },
  )
})
