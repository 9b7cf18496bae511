// C2SP signed-note: a text and the signatures under it. Signatures of unknown keys are kept, never trusted.
import { ed25519 } from '@noble/curves/ed25519.js'
import { AppError, fault } from '../errors.ts'
import { base64Decode, base64Encode, concat, equalBytes, utf8Encode } from './bytes.ts'
import { isKeyName, type VerifierKey } from './verifier-key.ts'

export type NoteSignature = { name: string; keyHash: Uint8Array; signature: Uint8Array }

/** `body` ends with a newline and is what the signatures cover. */
export type SignedNote = { body: string; signatures: NoteSignature[] }

const maxLength = 64 * 1024
const maxSignatures = 64

const malformed = (rule: string): AppError => fault('CHECKPOINT_MALFORMED', 'note', rule)

const parseSignature = (line: string): NoteSignature => {
  const [dash, name = '', encoded = '', ...more] = line.split(' ')
  if (dash !== '—' || !isKeyName(name) || more.length > 0) throw malformed('signature lines: — name base64')
  const bytes = base64Decode(encoded, 'CHECKPOINT_MALFORMED')
  if (bytes.length < 5) throw malformed('signature of at least one byte after the key hash')
  return { name, keyHash: bytes.slice(0, 4), signature: bytes.slice(4) }
}

/** Splits a note of at most 64 KiB and 64 signatures. Throws CHECKPOINT_MALFORMED. */
export const parseNote = (note: string): SignedNote => {
  // Length in UTF-16 units first, so that a huge text is refused before it is encoded.
  if (note.length > maxLength || utf8Length(note) > maxLength) throw malformed(`at most ${maxLength} bytes`)
  // C2SP signed-note: no characters below U+0020 but the newline.
  if (!/^[\n\u0020-\uffff]*$/.test(note)) throw malformed('no control characters')
  const split = note.lastIndexOf('\n\n')
  if (split < 0 || !note.endsWith('\n')) throw malformed('text, an empty line, signature lines')
  const lines = note.slice(split + 2, -1).split('\n')
  if (lines.length > maxSignatures) throw malformed(`at most ${maxSignatures} signatures`)
  return { body: note.slice(0, split + 1), signatures: lines.map(parseSignature) }
}

const utf8Length = (note: string): number => {
  try {
    return utf8Encode(note).length
  } catch (cause) {
    throw new AppError('CHECKPOINT_MALFORMED', { cause })
  }
}

/** One signature line, newline included. `sign` makes a 64-byte Ed25519 signature with the private key of `key`. */
export const signatureLine = (body: string, key: VerifierKey, sign: (bytes: Uint8Array) => Uint8Array): string =>
  `— ${key.name} ${base64Encode(concat(key.hash, sign(utf8Encode(body))))}\n`

/** The note that carries `body` (which ends with a newline) and one signature. */
export const signNote = (body: string, key: VerifierKey, sign: (bytes: Uint8Array) => Uint8Array): string =>
  `${body}\n${signatureLine(body, key, sign)}`

/** RFC 8032 and not ZIP 215: the library's default admits keys and points that other implementations refuse. */
export const isEd25519 = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean =>
  signature.length === 64 && ed25519.verify(signature, message, publicKey, { zip215: false })

/** The signatures under a note that claim to be by `key`. */
export const claimedBy = (note: SignedNote, key: VerifierKey): NoteSignature[] =>
  note.signatures.filter(({ name, keyHash }) => name === key.name && equalBytes(keyHash, key.hash))

const lineOf = ({ name, keyHash, signature }: NoteSignature): string =>
  `— ${name} ${base64Encode(concat(keyHash, signature))}\n`

/** The text of a note: what parseNote reads. */
export const formatNote = ({ body, signatures }: SignedNote): string => `${body}\n${signatures.map(lineOf).join('')}`

/** Throws CHECKPOINT_SIGNATURE unless `key` signed the note; every signature that claims to be by it must hold. */
export const verifyNote = (note: SignedNote, key: VerifierKey): void => {
  const body = utf8Encode(note.body)
  const own = claimedBy(note, key)
  if (own.length === 0 || !own.every(({ signature }) => isEd25519(signature, body, key.publicKey)))
    throw new AppError('CHECKPOINT_SIGNATURE')
}
