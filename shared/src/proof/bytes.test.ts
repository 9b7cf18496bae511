import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import {
  base32Encode,
  base64Decode,
  base64Encode,
  concat,
  equalBytes,
  hexDecode,
  hexEncode,
  isWellFormed,
  utf8Decode,
  utf8Encode,
} from './bytes.ts'

const bytes = () => fc.uint8Array({ maxLength: 80 })
const refusal = (code: string) => expect.objectContaining({ code })

describe('UTF-8', () => {
  test('encodes any well-formed text as TextEncoder does, and decodes it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(Array.from(utf8Encode(text))).toEqual(Array.from(new TextEncoder().encode(text)))
        expect(utf8Decode(utf8Encode(text))).toBe(text)
      }),
      { numRuns: 1000 },
    )
  })

  test('encodes the first and last code point of each length', () => {
    for (const text of [
      '\u0000',
      '\u007f',
      '\u0080',
      '\u07ff',
      '\u0800',
      '\ud7ff',
      '\ue000',
      '\uffff',
      '\u{10000}',
      '\u{10ffff}',
    ])
      expect(Array.from(utf8Encode(text))).toEqual(Array.from(new TextEncoder().encode(text)))
  })

  test('refuses lone surrogates wherever they stand', () => {
    for (const text of ['\ud800', 'a\udc00', '\ud83d\ud83d\ude02', '\ude02\ud83d', 'x\udbff']) {
      expect(isWellFormed(text)).toBe(false)
      expect(() => utf8Encode(text)).toThrow(refusal('NOT_CANONICAL'))
    }
  })

  test('accepts and refuses byte strings exactly as a strict TextDecoder', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const expected = (input: Uint8Array): string | undefined => {
      try {
        return strict.decode(input)
      } catch {
        return undefined
      }
    }
    // Bytes around the limits of RFC 3629 meet far more often here than in uniform noise.
    const edge = fc.constantFrom(
      0x41,
      0x7f,
      0x80,
      0x8f,
      0x90,
      0x9f,
      0xa0,
      0xbf,
      0xc0,
      0xc1,
      0xc2,
      0xdf,
      0xe0,
      0xed,
      0xef,
      0xf0,
      0xf4,
      0xf5,
      0xff,
    )
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 6 }), (values) => {
        const input = Uint8Array.from(values)
        const text = expected(input)
        if (text === undefined) expect(() => utf8Decode(input)).toThrow(refusal('PROOF_MALFORMED'))
        else expect(utf8Decode(input)).toBe(text)
      }),
      { numRuns: 5000 },
    )
  })
})

describe('hexadecimal and base 64', () => {
  test('round trip and agree with Buffer', () => {
    fc.assert(
      fc.property(bytes(), (input) => {
        expect(hexEncode(input)).toBe(Buffer.from(input).toString('hex'))
        expect(base64Encode(input)).toBe(Buffer.from(input).toString('base64'))
        expect(equalBytes(hexDecode(hexEncode(input)), input)).toBe(true)
        expect(equalBytes(base64Decode(base64Encode(input)), input)).toBe(true)
      }),
    )
  })

  test('hexadecimal has one spelling: no upper case, no half byte, no spaces, no prefix', () => {
    for (const text of ['0', 'AB', 'aB', ' ab ', '0x00', 'gg', '00\n'])
      expect(() => hexDecode(text)).toThrow(refusal('PROOF_MALFORMED'))
  })

  test('base 64 has one spelling: padding needed, trailing bits zero, standard alphabet', () => {
    for (const text of ['QQ', 'QQ=', 'QR==', 'QUJ=', 'QQ==\n', 'Q===', '====', 'QQ==QQ==', '_-8=', ' QQ='])
      expect(() => base64Decode(text)).toThrow(refusal('PROOF_MALFORMED'))
    expect(() => base64Decode('QR==', 'CHECKPOINT_MALFORMED')).toThrow(refusal('CHECKPOINT_MALFORMED'))
  })
})

test('base 32 gives the answers of RFC 4648 section 10, without padding', () => {
  const answers = {
    '': '',
    f: 'MY',
    fo: 'MZXQ',
    foo: 'MZXW6',
    foob: 'MZXW6YQ',
    fooba: 'MZXW6YTB',
    foobar: 'MZXW6YTBOI',
  }
  for (const [text, base32] of Object.entries(answers)) expect(base32Encode(utf8Encode(text))).toBe(base32)
})

test('concat joins in order and equalBytes sees every difference', () => {
  fc.assert(
    fc.property(bytes(), bytes(), (a, b) => {
      expect(Array.from(concat(a, b))).toEqual([...a, ...b])
      expect(equalBytes(a, b)).toBe(hexEncode(a) === hexEncode(b))
    }),
  )
})
