// The serial of an item code: 20 characters holding a key id, 56 random bits and a keyed check that refuses noise without a look-up.

import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { fault } from '../errors.ts'
import { decodeBase32, encodeBase32, fromNibbles, toNibbles } from './base32.ts'

/** `keyId` 0 to 15, `random` 7 bytes, `mac` 5 bytes: 4 + 56 + 40 = 100 bits. */
export type SerialParts = { keyId: number; random: Uint8Array; mac: Uint8Array }

/** Shape of a serial and of its part before the keyed check (4 + 56 bits are exactly 12 characters). */
export const serialGrammar = /^[0-9A-HJKMNP-TV-Z]{20}$/
const prefixLength = 12
const macTag = 'ectrace-serial-v1'

/** The first 12 characters: key id and random bits, which the keyed check covers. */
export const serialPrefix = (keyId: number, random: Uint8Array): string => {
  if (!Number.isInteger(keyId) || keyId < 0 || keyId > 15) throw fault('VALIDATION_FAILED', 'keyId', '0-to-15')
  if (random.length !== 7) throw fault('VALIDATION_FAILED', 'random', '7-bytes')
  return encodeBase32([keyId, ...toNibbles(random)])
}

/** Writes a serial, 20 characters. Throws VALIDATION_FAILED when a part has the wrong size. */
export const packSerial = ({ keyId, random, mac }: SerialParts): string => {
  if (mac.length !== 5) throw fault('VALIDATION_FAILED', 'mac', '5-bytes')
  return serialPrefix(keyId, random) + encodeBase32(toNibbles(mac))
}

/** Reads a serial back. Throws CODE_MALFORMED when it is not 20 upper-case characters of the alphabet. */
export const unpackSerial = (serial: string): SerialParts => {
  const nibbles = serialGrammar.test(serial) ? decodeBase32(serial) : undefined
  if (nibbles === undefined) throw fault('CODE_MALFORMED', 'serial', '20-characters-of-base-32', serial.slice(0, 40))
  return { keyId: nibbles[0] ?? 0, random: fromNibbles(nibbles.slice(1, 15)), mac: fromNibbles(nibbles.slice(15)) }
}

/** Two bytes of length, then one byte a character: every part is ASCII by the grammar of codes. */
const lengthPrefixed = (field: string, text: string): number[] => {
  const bytes = Array.from(text, (character) => character.charCodeAt(0))
  if (bytes.length > 0xffff || bytes.some((byte) => byte > 0x7e || byte < 0x20))
    throw fault('CODE_MALFORMED', field, 'ascii')
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes]
}

/**
 * The bytes under the keyed check: tag, product (GTIN-14 or own product id), lot (decoded) and the serial's first 12
 * characters, each length-prefixed so that no two triples give the same bytes. A whole serial may be passed.
 */
export const serialMacInput = (product: string, lot: string, serialWithoutMac: string): Uint8Array =>
  Uint8Array.from([
    ...lengthPrefixed('tag', macTag),
    ...lengthPrefixed('product', product),
    ...lengthPrefixed('lot', lot),
    ...lengthPrefixed('serial', serialWithoutMac.slice(0, prefixLength)),
  ])

/** First 40 bits of HMAC-SHA-256 under the signer's key (at least 16 bytes). */
export const serialMac = (key: Uint8Array, product: string, lot: string, serialWithoutMac: string): Uint8Array => {
  if (key.length < 16) throw fault('VALIDATION_FAILED', 'key', 'at-least-16-bytes')
  return hmac(sha256, key, serialMacInput(product, lot, serialWithoutMac)).slice(0, 5)
}

/** Makes the serial of one item; only the signer, which holds the key, calls this. */
export const makeSerial = (
  signer: { key: Uint8Array; keyId: number },
  item: { product: string; lot: string; random: Uint8Array },
): string => {
  const prefix = serialPrefix(signer.keyId, item.random)
  return packSerial({
    keyId: signer.keyId,
    random: item.random,
    mac: serialMac(signer.key, item.product, item.lot, prefix),
  })
}

/** Whether the keyed check of a serial holds, compared without an early exit. */
export const serialHolds = (key: Uint8Array, product: string, lot: string, serial: string): boolean => {
  const { mac } = unpackSerial(serial)
  const expected = serialMac(key, product, lot, serial)
  return expected.reduce((difference, byte, i) => difference | (byte ^ (mac[i] ?? 0)), 0) === 0
}
