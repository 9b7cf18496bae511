// The signed transaction and the leaf that the log keeps of it: their types, bytes, identifiers and signature. These bytes are fixed for ever.
import { p256 } from '@noble/curves/nist.js'
import { AppError, fault } from '../errors.ts'
import { base32Encode, hexDecode } from './bytes.ts'
import { canonical, canonicalBytes } from './canonical.ts'
import { sha256, sha256HexOfText } from './hash.ts'
import { fieldDigest, type Opening } from './record.ts'
import { below, exactly, hex, instant, list, membersOf, oneOf, text, whole } from './shape.ts'

/** Who holds the signing key: the platform for the user, or the user's own device. */
export type Custody = 'hosted' | 'own'

/** One call of a rule. `args`: field name -> hexadecimal field digest (see record.ts). */
export type Operation = { contract: string; version: number; name: string; args: Record<string, string> }

/**
 * What a user signs. `log` and `channel` bind it to one chain, `nonce` makes a repeat recognisable and `request` is the digest
 * of what was asked under that nonce (32 bytes each, hexadecimal). `occurredAt` is claimed, not checked.
 */
export type Envelope = {
  v: 1
  log: string
  channel: string
  operations: Operation[]
  caller: string
  custody: Custody
  time: string
  occurredAt?: string
  nonce: string
  request: string
}

export type { Opening }

/** Per operation: field name -> opening. A digest-only field has none. */
export type Openings = Record<string, Opening>[]

/** One entry of the log. `signature` is r ‖ s (64 bytes, hexadecimal), `index` the position in block `height`. */
export type Leaf = {
  v: 1
  envelope: Envelope
  signature: string
  height: number
  index: number
  writesDigest: string
  eventsDigest: string
}

export const maxOperations = 1000
export const maxFields = 100

/** The bytes that are signed and hashed. */
export const envelopeBytes = (envelope: Envelope): Uint8Array => canonicalBytes(envelope)

/** Hexadecimal SHA-256 of the envelope's bytes: the transaction's name on both engines. */
export const transactionId = (envelope: Envelope): string => sha256HexOfText(canonical(envelope))

/** The entry whose leafHash (hash.ts) stands in the tree. */
export const leafBytes = (leaf: Leaf): Uint8Array => canonicalBytes(leaf)

/** The pseudonymous name of a key's holder: `U` and 95 bits of SHA-256 of the compressed P-256 key, in base 32. */
export const userId = (publicKey: string): string => `U${base32Encode(sha256(hexDecode(publicKey))).slice(0, 19)}`

/** Commits to `fields` and keeps the openings of all but the `digestOnly` ones. Throws PROOF_MALFORMED (salt) or NOT_CANONICAL (value). */
export const makeOperation = (
  contract: string,
  version: number,
  name: string,
  fields: Readonly<Record<string, Opening>>,
  digestOnly: readonly string[] = [],
): { operation: Operation; openings: Record<string, Opening> } => {
  const entries = Object.entries(fields)
  const args = Object.fromEntries(entries.map(([field, { salt, value }]) => [field, fieldDigest(field, salt, value)]))
  const openings = Object.fromEntries(entries.filter(([field]) => !digestOnly.includes(field)))
  return { operation: { contract, version, name, args }, openings }
}

/**
 * Throws SIGNATURE_INVALID unless `signature` (r ‖ s, 128 hexadecimal characters) over the envelope's bytes is by the P-256 key
 * `publicKey` (33 bytes compressed, 66 characters). A high s is accepted: OpenSSL and phones produce it, and no identifier covers the signature.
 */
export const verifyEnvelope = (envelope: Envelope, signature: string, publicKey: string): void => {
  const signatureBytes = hexDecode(signature, 'SIGNATURE_INVALID')
  const keyBytes = hexDecode(publicKey, 'SIGNATURE_INVALID')
  if (signatureBytes.length !== 64) throw fault('SIGNATURE_INVALID', 'signature', '64 bytes')
  if (keyBytes.length !== 33) throw fault('SIGNATURE_INVALID', 'publicKey', '33 bytes, compressed')
  if (!holds(signatureBytes, envelopeBytes(envelope), keyBytes)) throw new AppError('SIGNATURE_INVALID')
}

const holds = (signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean => {
  try {
    return p256.verify(signature, message, key, { prehash: true, lowS: false, format: 'compact' })
  } catch {
    // The library throws for a key that is not on the curve and for r or s out of range.
    return false
  }
}

const logForm = /^[A-Za-z0-9][A-Za-z0-9._:/-]{0,199}$/
const channelForm = /^[a-z][a-z0-9-]{0,39}$/
const contractForm = /^[a-z][A-Za-z0-9-]{0,63}$/
const nameForm = /^[a-z][A-Za-z0-9]{0,63}$/
const fieldForm = /^[a-z][A-Za-z0-9]{0,39}$/
const callerForm = /^U[A-Z2-7]{19}$/

const parseArgs = (value: unknown, path: string): Record<string, string> => {
  const digests = [...membersOf(value, path, maxFields)].map(([field, digest]): [string, string] => [
    text(field, path, fieldForm, 'field names: a lower-case letter, then at most 39 letters or digits'),
    hex(digest, below(path, field), 32),
  ])
  return Object.fromEntries(digests)
}

const parseOperation = (value: unknown, path: string): Operation => {
  const members = exactly(value, path, ['contract', 'version', 'name', 'args'])
  return {
    contract: text(members.get('contract'), below(path, 'contract'), contractForm, 'name of a contract'),
    version: whole(members.get('version'), below(path, 'version'), 1, 65535),
    name: text(members.get('name'), below(path, 'name'), nameForm, 'name of a transaction'),
    args: parseArgs(members.get('args'), below(path, 'args')),
  }
}

const envelopeMembers = ['v', 'log', 'channel', 'operations', 'caller', 'custody', 'time', 'nonce', 'request']

/** The envelope in `value`, rebuilt member by member. Throws VALIDATION_FAILED naming the member and the rule. */
export const parseEnvelope = (value: unknown, path = ''): Envelope => {
  const members = exactly(value, path, envelopeMembers, ['occurredAt'])
  const at = (name: string): string => below(path, name)
  const operations = list(members.get('operations'), at('operations'), 1, maxOperations)
  return {
    v: oneOf(members.get('v'), at('v'), [1]),
    log: text(members.get('log'), at('log'), logForm, 'name of a log'),
    channel: text(members.get('channel'), at('channel'), channelForm, 'name of a channel'),
    operations: operations.map((operation, index) => parseOperation(operation, below(at('operations'), index))),
    caller: text(members.get('caller'), at('caller'), callerForm, 'user id'),
    custody: oneOf(members.get('custody'), at('custody'), ['hosted', 'own']),
    time: instant(members.get('time'), at('time')),
    ...(members.has('occurredAt') && { occurredAt: instant(members.get('occurredAt'), at('occurredAt')) }),
    nonce: hex(members.get('nonce'), at('nonce'), 32),
    request: hex(members.get('request'), at('request'), 32),
  }
}

/** The leaf in `value`, rebuilt member by member. Throws VALIDATION_FAILED naming the member and the rule. */
export const parseLeaf = (value: unknown, path = ''): Leaf => {
  const members = exactly(value, path, [
    'v',
    'envelope',
    'signature',
    'height',
    'index',
    'writesDigest',
    'eventsDigest',
  ])
  const at = (name: string): string => below(path, name)
  return {
    v: oneOf(members.get('v'), at('v'), [1]),
    envelope: parseEnvelope(members.get('envelope'), at('envelope')),
    signature: hex(members.get('signature'), at('signature'), 64),
    height: whole(members.get('height'), at('height'), 0),
    index: whole(members.get('index'), at('index'), 0),
    writesDigest: hex(members.get('writesDigest'), at('writesDigest'), 32),
    eventsDigest: hex(members.get('eventsDigest'), at('eventsDigest'), 32),
  }
}
