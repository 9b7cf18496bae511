// C2SP tlog-cosignature v1: what a witness signs under a checkpoint - "at this time this was the largest consistent tree I had seen".
import { AppError } from '../errors.ts'
import { base64Encode, concat, utf8Encode } from './bytes.ts'
import { claimedBy, isEd25519, parseNote, type SignedNote } from './signed-note.ts'
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts'

/** Which witness, and when by its own clock (ISO 8601, UTC). */
export type Cosignature = { name: string; time: string }

/** Header line, timestamp line, then the whole body of the checkpoint, extension lines included. */
const messageOf = (body: string, seconds: number): Uint8Array => utf8Encode(`cosignature/v1\ntime ${seconds}\n${body}`)

const uint64 = (value: number): Uint8Array =>
  Uint8Array.from({ length: 8 }, (_, at) => Math.floor(value / 2 ** (8 * (7 - at))) % 256)

/** Last second whose instant JavaScript can write: 9999-12-31T23:59:59Z. */
const lastSecond = 253_402_300_799

const numberOf = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0)

/**
 * One signature line, newline included, to be put under a checkpoint whose text is `body`. `seconds` since the epoch; `sign` makes a
 * 64-byte Ed25519 signature with the private key of `key` (a witness' key).
 */
export const cosignatureLine = (
  body: string,
  key: VerifierKey,
  seconds: number,
  sign: (bytes: Uint8Array) => Uint8Array,
): string => `— ${key.name} ${base64Encode(concat(key.hash, uint64(seconds), sign(messageOf(body, seconds))))}\n`

/** The second at which `signature` was made, or a throw. */
const secondOf = (note: SignedNote, key: VerifierKey, signature: Uint8Array): number => {
  const seconds = numberOf(signature.subarray(0, 8))
  const sound = signature.length === 72 && seconds <= lastSecond
  if (!sound || !isEd25519(signature.subarray(8), messageOf(note.body, seconds), key.publicKey))
    throw new AppError('COSIGNATURE_INVALID', { details: { witness: key.name } })
  return seconds
}

/**
 * The cosignatures of the witnesses `keys` (verifier keys, type 0x04) under a checkpoint, the newest of each; those of witnesses
 * that are not named are passed over. Throws CHECKPOINT_MALFORMED, or COSIGNATURE_INVALID when one that claims to be by a named witness
 * does not hold. The checkpoint itself is verifyCheckpoint's business.
 */
export const verifyCosignatures = (checkpoint: string, keys: readonly string[]): Cosignature[] => {
  const note = parseNote(checkpoint)
  return keys.flatMap((text) => {
    const key = parseVerifierKey(text, 'witness')
    const seconds = claimedBy(note, key).map(({ signature }) => secondOf(note, key, signature))
    if (seconds.length === 0) return []
    return [{ name: key.name, time: new Date(Math.max(...seconds) * 1000).toISOString() }]
  })
}
