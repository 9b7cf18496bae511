// The public key of a log as people pin it: C2SP signed-note, Ed25519 (signature type 0x01).
import { ed25519 } from '@noble/curves/ed25519.js'
import { fault, type AppError } from '../errors.ts'
import { base64Decode, base64Encode, concat, equalBytes, hexDecode, hexEncode, utf8Encode } from './bytes.ts'
import { sha256 } from './hash.ts'

/** `name` is the log's origin, `hash` the 4 bytes that mark its signatures, `publicKey` 32 bytes. */
export type VerifierKey = { name: string; hash: Uint8Array; publicKey: Uint8Array }

/** A log signs checkpoints (C2SP signed-note, type 0x01), a witness cosigns them (C2SP tlog-cosignature, type 0x04). */
export type KeyType = 'log' | 'witness'

const typeBytes: Record<KeyType, Uint8Array> = { log: Uint8Array.of(1), witness: Uint8Array.of(4) }

const malformed = (rule: string): AppError => fault('CHECKPOINT_MALFORMED', 'verifierKey', rule)

/** Key names carry neither white space nor plus (C2SP signed-note, "Signatures"). */
export const isKeyName = (name: string): boolean =>
  name.length <= 255 && /^[\u0021-\uffff]+$/.test(name) && !/[\s+\u0085]/.test(name)

/** First 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ public key). */
export const keyHash = (name: string, publicKey: Uint8Array, type: KeyType = 'log'): Uint8Array =>
  sha256(concat(utf8Encode(name), Uint8Array.of(0x0a), typeBytes[type], publicKey)).slice(0, 4)

/** Under a point of small order some signatures hold for many messages, so such a key binds nobody. */
const isUsable = (publicKey: Uint8Array): boolean => {
  try {
    return !ed25519.Point.fromBytes(publicKey, false).isSmallOrder()
  } catch {
    return false
  }
}

/** Throws CHECKPOINT_MALFORMED for a name with space or plus and for bytes that are no Ed25519 key or one of small order. */
export const makeVerifierKey = (name: string, publicKey: Uint8Array, type: KeyType = 'log'): VerifierKey => {
  if (!isKeyName(name)) throw malformed('name without white space and plus')
  if (publicKey.length !== 32 || !isUsable(publicKey)) throw malformed('Ed25519 public key')
  return { name, hash: keyHash(name, publicKey, type), publicKey }
}

/** `name+hexkeyhash+base64(type ‖ public key)`. */
export const formatVerifierKey = (key: VerifierKey, type: KeyType = 'log'): string =>
  `${key.name}+${hexEncode(key.hash)}+${base64Encode(concat(typeBytes[type], key.publicKey))}`

/** Reads what formatVerifierKey writes. Throws CHECKPOINT_MALFORMED for anything else, another type or a wrong key hash. */
export const parseVerifierKey = (text: string, type: KeyType = 'log'): VerifierKey => {
  const parts = /^([^+]{1,255})\+([0-9a-f]{8})\+([A-Za-z0-9+/=]{44})$/.exec(text)
  const [, name = '', hash = '', encoded = ''] = parts ?? []
  if (!parts) throw malformed('name+hash+key')
  const typed = base64Decode(encoded, 'CHECKPOINT_MALFORMED')
  if (typed.length !== 33 || !equalBytes(typed.subarray(0, 1), typeBytes[type])) throw malformed('Ed25519 public key')
  const key = makeVerifierKey(name, typed.slice(1), type)
  if (!equalBytes(key.hash, hexDecode(hash))) throw malformed('key hash')
  return key
}
