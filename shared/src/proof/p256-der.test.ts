// Both forms of a P-256 signature, against an independent library, also where numbers are short or have their first bit set.
import { describe, expect, test } from '@jest/globals'
import { p256 } from '@noble/curves/nist.js'
import fc from 'fast-check'
import { derOfSignature, signatureOfDer } from './p256-der.ts'

/** 32 bytes of a number below the order, often a short one. */
const number = fc
  .tuple(fc.integer({ min: 1, max: 32 }), fc.uint8Array({ minLength: 32, maxLength: 32 }))
  .map(([length, bytes]) => Uint8Array.from(bytes, (byte, i) => (i < 32 - length ? 0 : i === 31 ? byte | 1 : byte)))
  .filter((bytes) => bytes[0] !== 0xff)
const pair = fc.tuple(number, number).map(([r, s]) => Uint8Array.of(...r, ...s))

describe('a signature as DER', () => {
  test('is what the other library makes of it, and leads back', () => {
    fc.assert(
      fc.property(pair, (raw) => {
        const der = derOfSignature(raw)
        expect(der).toEqual(p256.Signature.fromBytes(raw, 'compact').toBytes('der'))
        expect(signatureOfDer(der)).toEqual(raw)
      }),
      { numRuns: 500 },
    )
  })

  test.each([0, 63, 65])('of %i bytes is none', (length) => {
    expect(() => derOfSignature(new Uint8Array(length))).toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }))
  })

  test('is refused when a byte is missing, too many or of another kind', () => {
    const der = derOfSignature(new Uint8Array(64).fill(0x91))
    const refused = (bytes: Uint8Array): void =>
      expect(() => signatureOfDer(bytes)).toThrow(expect.objectContaining({ code: 'SIGNATURE_INVALID' }))
    for (let length = 0; length < der.length; length++) refused(der.subarray(0, length))
    refused(Uint8Array.of(...der, 0))
    for (const at of [0, 1, 2, 3, 37, 38]) refused(der.map((byte, i) => (i === at ? byte ^ 1 : byte)))
  })
})
