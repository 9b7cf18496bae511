// Small secrets kept on a device: sealed under a key, and the key sealed under a PIN. Pure: randomness is an argument.
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { hmac } from '@noble/hashes/hmac.js'
import { scryptAsync } from '@noble/hashes/scrypt.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concat, hexDecode, hexEncode, utf8Decode, utf8Encode } from '../proof/bytes.ts'
import type { PinLock } from './pin-lock.ts'

/** 16 MB and well under a second on a phone; a PIN of four digits stays guessable by who copies the device's storage (docs/accounts.md). */
const cost = { N: 2 ** 14, r: 8, p: 1, dkLen: 32 }
const nonceLength = 24

const part = (key: Uint8Array, name: string): Uint8Array => hmac(sha256, key, utf8Encode(`ectrace device v1 ${name}`))

/** XChaCha20-Poly1305; the nonce follows from key and text, so that the same key never meets one nonce with two texts. */
const sealBytes = (key: Uint8Array, plain: Uint8Array): string => {
  const nonce = hmac(sha256, part(key, 'nonce'), plain).slice(0, nonceLength)
  return hexEncode(concat(nonce, xchacha20poly1305(part(key, 'seal'), nonce).encrypt(plain)))
}

/** undefined: another key, or altered. */
const openBytes = (key: Uint8Array, sealed: string): Uint8Array | undefined => {
  try {
    const bytes = hexDecode(sealed)
    const nonce = bytes.slice(0, nonceLength)
    return xchacha20poly1305(part(key, 'seal'), nonce).decrypt(bytes.slice(nonceLength))
  } catch {
    return undefined
  }
}

/** Seals a text under a key of 32 bytes. */
export const sealText = (key: Uint8Array, text: string): string => sealBytes(key, utf8Encode(text))

/** The text; undefined for another key or what was altered. */
export const openText = (key: Uint8Array, sealed: string): string | undefined => {
  const bytes = openBytes(key, sealed)
  return bytes === undefined ? undefined : utf8Decode(bytes)
}

const keyOfPin = (pin: string, salt: Uint8Array): Promise<Uint8Array> => scryptAsync(utf8Encode(pin), salt, cost)

/** `salt`: 16 random bytes; `key`: 32 random bytes that the PIN will open. */
export const lockWithPin = async (pin: string, salt: Uint8Array, key: Uint8Array): Promise<PinLock> => ({
  v: 1,
  salt: hexEncode(salt),
  sealed: sealBytes(await keyOfPin(pin, salt), key),
})

/** The key; undefined for a wrong PIN. Takes a noticeable part of a second on purpose. */
export const openPinLock = async ({ salt, sealed }: PinLock, pin: string): Promise<Uint8Array | undefined> =>
  openBytes(await keyOfPin(pin, hexDecode(salt)), sealed)
