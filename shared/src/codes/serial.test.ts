// Serials against values computed by another implementation, and what the keyed check refuses.

import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { makeSerial, packSerial, serialHolds, serialMac, serialMacInput, serialPrefix, unpackSerial } from './serial.ts'
import { tradeNo } from './trade-no.ts'

type Vectors = {
  serials: {
    keyId: number
    random: string
    key: string
    product: string
    lot: string
    prefix: string
    macInput: string
    mac: string
    serial: string
  }[]
  tradeNumbers: { bytes: string; number: string }[]
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/codes.json', import.meta.url), 'utf8')) as Vectors
const fromHex = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'hex'))
const toHex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (length: number): fc.Arbitrary<Uint8Array> => fc.uint8Array({ minLength: length, maxLength: length })

describe('serial', () => {
  test.each(vectors.serials)('$serial is made as written down', (vector) => {
    const { keyId, product, lot, prefix, serial } = vector
    const [key, random, mac] = [fromHex(vector.key), fromHex(vector.random), fromHex(vector.mac)]
    expect(serialPrefix(keyId, random)).toBe(prefix)
    expect(toHex(serialMacInput(product, lot, prefix))).toBe(vector.macInput)
    expect(toHex(serialMac(key, product, lot, prefix))).toBe(vector.mac)
    expect(packSerial({ keyId, random, mac })).toBe(serial)
    expect(makeSerial({ key, keyId }, { product, lot, random })).toBe(serial)
    expect(unpackSerial(serial)).toEqual({ keyId, random, mac })
  })

  test('the keyed check is HMAC-SHA-256 cut to 40 bits', () => {
    fc.assert(
      fc.property(
        bytes(32),
        fc.stringMatching(/^[A-Z0-9]{1,14}$/),
        fc.stringMatching(/^[!-~]{1,20}$/),
        (key, product, lot) => {
          const prefix = '0'.repeat(12)
          const whole = createHmac('sha256', key)
            .update(serialMacInput(product, lot, prefix))
            .digest()
          expect(toHex(serialMac(key, product, lot, prefix))).toBe(whole.subarray(0, 5).toString('hex'))
        },
      ),
    )
  })

  test('any other product, lot, key or character is refused', () => {
    const item = fc.record({ key: bytes(32), random: bytes(7), keyId: fc.nat(15), at: fc.nat(19) })
    fc.assert(
      fc.property(item, ({ key, random, keyId, at }) => {
        const serial = makeSerial({ key, keyId }, { product: 'RICE', lot: 'A1', random })
        expect(serialHolds(key, 'RICE', 'A1', serial)).toBe(true)
        expect(serialHolds(key, 'RICE', 'A2', serial)).toBe(false)
        expect(serialHolds(key, 'RICEA', '1', serial)).toBe(false)
        expect(
          serialHolds(
            key.map((byte) => byte ^ 1),
            'RICE',
            'A1',
            serial,
          ),
        ).toBe(false)
        const other = serial.slice(0, at) + (serial.charAt(at) === 'Z' ? 'Y' : 'Z') + serial.slice(at + 1)
        expect(serialHolds(key, 'RICE', 'A1', other)).toBe(false)
      }),
    )
  })

  test('the length prefix keeps product and lot apart', () => {
    expect(toHex(serialMacInput('AB', 'C', 'X'))).not.toBe(toHex(serialMacInput('A', 'BC', 'X')))
  })

  test('parts of a wrong size and text that is no serial are refused', () => {
    const [random, mac] = [new Uint8Array(7), new Uint8Array(5)]
    expect(() => packSerial({ keyId: 16, random, mac })).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
    expect(() => packSerial({ keyId: 1, random: mac, mac })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    )
    expect(() => packSerial({ keyId: 1, random, mac: random })).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    )
    expect(() => unpackSerial('0'.repeat(19))).toThrow(expect.objectContaining({ code: 'CODE_MALFORMED' }))
    expect(() => unpackSerial(`${'0'.repeat(19)}o`)).toThrow(expect.objectContaining({ code: 'CODE_MALFORMED' }))
    expect(() => serialMac(new Uint8Array(8), 'A', 'B', 'C')).toThrow(
      expect.objectContaining({ code: 'VALIDATION_FAILED' }),
    )
    expect(() => serialMacInput('A', '批', 'C')).toThrow(expect.objectContaining({ code: 'CODE_MALFORMED' }))
  })
})

describe('trade number', () => {
  test.each(vectors.tradeNumbers)('$bytes is $number', (vector) => {
    expect(tradeNo(fromHex(vector.bytes))).toBe(vector.number)
  })

  test('it needs 13 bytes', () => {
    expect(() => tradeNo(new Uint8Array(12))).toThrow(expect.objectContaining({ code: 'VALIDATION_FAILED' }))
  })
})
