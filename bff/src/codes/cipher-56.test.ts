// FF1 written plainly as the standard has it, held against its published samples, and the fast one held against that.
import { createCipheriv } from 'node:crypto'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { openCipher56 } from './cipher-56.ts'

type Ff1 = { key: Buffer; radix: number; tweak: Buffer }

const bytesOf = (value: bigint, length: number): Buffer =>
  Buffer.from(value.toString(16).padStart(2 * length, '0'), 'hex')
const numberOf = (digits: readonly number[], radix: number): bigint =>
  digits.reduce((value, digit) => value * BigInt(radix) + BigInt(digit), 0n)
const digitsOf = (value: bigint, radix: number, length: number): number[] =>
  Array.from({ length }, (_none, i) => Number((value / BigInt(radix) ** BigInt(length - 1 - i)) % BigInt(radix)))

/** CIPH_K of one block, and PRF of algorithm 6. */
const prf = (key: Buffer, input: Buffer): Buffer => {
  const cbc = createCipheriv(`aes-${key.length * 8}-cbc`, key, Buffer.alloc(16)).setAutoPadding(false)
  return cbc.update(input).subarray(-16)
}

/** S of step 6.iii: R, and what follows it when more bytes are needed. */
const stretched = (key: Buffer, r: Buffer, d: number): Buffer => {
  const blocks = Array.from({ length: Math.ceil(d / 16) - 1 }, (_none, j) =>
    prf(key, bytesOf(BigInt(`0x${r.toString('hex')}`) ^ BigInt(j + 1), 16)),
  )
  return Buffer.concat([r, ...blocks]).subarray(0, d)
}

/** Algorithm 7, FF1.Encrypt. */
const encrypt = ({ key, radix, tweak }: Ff1, input: readonly number[]): number[] => {
  const n = input.length
  const [u, v] = [Math.floor(n / 2), Math.ceil(n / 2)]
  let [a, b] = [input.slice(0, u), input.slice(u)]
  const length = Math.ceil(Math.ceil(v * Math.log2(radix)) / 8)
  const d = 4 * Math.ceil(length / 4) + 4
  const p = Buffer.concat([
    Buffer.of(1, 2, 1),
    bytesOf(BigInt(radix), 3),
    Buffer.of(10, u % 256),
    bytesOf(BigInt(n), 4),
    bytesOf(BigInt(tweak.length), 4),
  ])
  const zeros = Buffer.alloc((((-tweak.length - length - 1) % 16) + 16) % 16)
  for (let i = 0; i < 10; i++) {
    const q = Buffer.concat([tweak, zeros, Buffer.of(i), bytesOf(numberOf(b, radix), length)])
    const s = stretched(key, prf(key, Buffer.concat([p, q])), d)
    const m = i % 2 === 0 ? u : v
    const c = (numberOf(a, radix) + BigInt(`0x${s.toString('hex')}`)) % BigInt(radix) ** BigInt(m)
    ;[a, b] = [b, digitsOf(c, radix, m)]
  }
  return [...a, ...b]
}

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz'
const text = (digits: readonly number[]): string => digits.map((digit) => alphabet.charAt(digit)).join('')
const digits = (of: string): number[] => Array.from(of, (character) => alphabet.indexOf(character))

const key128 = '2B7E151628AED2A6ABF7158809CF4F3C'
const key192 = `${key128}EF4359D8D580AA4F`
const key256 = `${key192}7F036D6F04FC6A94`
const tens = '39383736353433323130'
const letters = '3737373770717273373737'

describe('FF1 as the standard has it', () => {
  // NIST, "Block Cipher Modes of Operation: FF1 Method for Format-Preserving Encryption", samples 1 to 9.
  test.each([
    [key128, 10, '', '0123456789', '2433477484'],
    [key128, 10, tens, '0123456789', '6124200773'],
    [key128, 36, letters, '0123456789abcdefghi', 'a9tv40mll9kdu509eum'],
    [key192, 10, '', '0123456789', '2830668132'],
    [key192, 10, tens, '0123456789', '2496655549'],
    [key192, 36, letters, '0123456789abcdefghi', 'xbj3kv35jrawxv32ysr'],
    [key256, 10, '', '0123456789', '6657667009'],
    [key256, 10, tens, '0123456789', '1001623463'],
    [key256, 36, letters, '0123456789abcdefghi', 'xs8a0azh2avyalyzuwd'],
  ])('sample: key %s, radix %i, tweak "%s": %s becomes %s', (key, radix, tweak, plain, cipher) => {
    const ff1 = { key: Buffer.from(key, 'hex'), radix, tweak: Buffer.from(tweak, 'hex') }
    expect(text(encrypt(ff1, digits(plain)))).toBe(cipher)
  })
})

const words = fc.record({ high: fc.nat(0xfffffff), low: fc.nat(0xfffffff) })

describe('the cipher over 56 bits', () => {
  test('gives what FF1 with radix 2 gives, many at once, and takes it back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), fc.array(words, { maxLength: 20 }), (key, all) => {
        const cipher = openCipher56(key)
        const numbers = {
          high: Uint32Array.from(all, ({ high }) => high),
          low: Uint32Array.from(all, ({ low }) => low),
        }
        cipher.encipher(numbers)
        const ff1 = { key: Buffer.from(key), radix: 2, tweak: Buffer.alloc(0) }
        const due = all.map(({ high, low }) =>
          encrypt(ff1, [...digitsOf(BigInt(high), 2, 28), ...digitsOf(BigInt(low), 2, 28)]),
        )
        const bits = (i: number): number[] => [
          ...digitsOf(BigInt(numbers.high[i] ?? 0), 2, 28),
          ...digitsOf(BigInt(numbers.low[i] ?? 0), 2, 28),
        ]
        expect(all.map((_one, i) => bits(i))).toEqual(due)
        cipher.decipher(numbers)
        expect(all.map((_one, i) => ({ high: numbers.high[i], low: numbers.low[i] }))).toEqual(all)
      }),
      { numRuns: 50 },
    )
  })
})
