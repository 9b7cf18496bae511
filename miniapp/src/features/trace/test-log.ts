// A small transparency log with real keys, signatures and proofs, for tests.
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { hexEncode, utf8Encode } from '@ectrace/shared/proof/bytes'
import type { Json } from '@ectrace/shared/proof/canonical'
import { formatCheckpointBody } from '@ectrace/shared/proof/checkpoint'
import {
  envelopeBytes,
  leafBytes,
  makeOperation,
  transactionId,
  userId,
  type Leaf,
  type Opening,
} from '@ectrace/shared/proof/envelope'
import { leafHash, sha256, sha256Hex } from '@ectrace/shared/proof/hash'
import { consistencyPath, merkleRoot } from '@ectrace/shared/proof/merkle'
import { signNote } from '@ectrace/shared/proof/signed-note'
import { formatVerifierKey, makeVerifierKey } from '@ectrace/shared/proof/verifier-key'

const log = 'ectrace/test'
const logSecret = sha256(utf8Encode('log key'))
const logKey = makeVerifierKey(`${log}/1`, ed25519.getPublicKey(logSecret))
export const verifierKey = formatVerifierKey(logKey)

/** A second log that also calls itself by the first one's name: what a forger can make. */
const otherSecret = sha256(utf8Encode('other key'))
export const otherVerifierKey = formatVerifierKey(makeVerifierKey(`${log}/1`, ed25519.getPublicKey(otherSecret)))

export type Signer = { user: string; secret: Uint8Array; publicKey: string; custody: 'hosted' | 'own' }
export type Entry = { record: string; name: TransactionName; leaf: Leaf; openings: Record<string, Opening> }

export const makeSigner = (name: string, custody: Signer['custody'] = 'hosted'): Signer => {
  const secret = sha256(utf8Encode(`user ${name}`))
  const publicKey = hexEncode(p256.getPublicKey(secret, true))
  return { user: userId(publicKey), secret, publicKey, custody }
}

const start = Date.parse('2026-11-06T09:00:00.000Z')
const instant = (index: number): string => new Date(start + index * 3_600_000).toISOString()

const claims = ['eventTime', 'dispatchedAt', 'receivedAt']

/** An hour after the entry before; what claims a later time is signed at that time. */
const signedAt = (index: number, values: Record<string, Json>): string => {
  const claimed = claims.map((field) => values[field]).find((value) => typeof value === 'string')
  const ticked = instant(index)
  if (typeof claimed !== 'string') return ticked
  const said = new Date(claimed).toISOString()
  return said > ticked ? said : ticked
}

export type TestLog = {
  entries: Entry[]
  /** Answers the record's id. */
  act: (signer: Signer, name: TransactionName, values: Record<string, Json>, digestOnly?: string[]) => string
  hashes: () => Uint8Array[]
}

/** Appends signed records; every salt and nonce follows from its place, so that each run makes the same log. */
export const openLog = (): TestLog => {
  const entries: Entry[] = []
  const act: TestLog['act'] = (signer, name, values, digestOnly = []) => {
    const index = entries.length
    const fields = Object.fromEntries(
      Object.entries(values).map(([field, value]) => [
        field,
        { salt: sha256Hex(utf8Encode(`${index} ${field}`)).slice(0, 32), value },
      ]),
    )
    const { operation, openings } = makeOperation('trace', 1, name, fields, digestOnly)
    const envelope = {
      v: 1 as const,
      log,
      channel: 'trace',
      operations: [operation],
      caller: signer.user,
      custody: signer.custody,
      time: signedAt(index, values),
      nonce: sha256Hex(utf8Encode(`nonce ${index}`)),
      request: sha256Hex(utf8Encode(`request ${index}`)),
    }
    const signature = hexEncode(p256.sign(envelopeBytes(envelope), signer.secret, { prehash: true }))
    const leaf = { v: 1 as const, envelope, signature, height: index + 1, index: 0 }
    const digests = {
      writesDigest: sha256Hex(utf8Encode(`w${index}`)),
      eventsDigest: sha256Hex(utf8Encode(`e${index}`)),
    }
    const record = `${transactionId(envelope)}.0`
    entries.push({ record, name, leaf: { ...leaf, ...digests }, openings })
    return record
  }
  const hashes = (): Uint8Array[] => entries.map(({ leaf }) => leafHash(leafBytes(leaf)))
  return { entries, act, hashes }
}

/** The note over the first `size` entries, signed by the log's key or a forger's. */
export const checkpointOf = ({ hashes }: TestLog, size?: number, secret: Uint8Array = logSecret): string => {
  const leaves = hashes().slice(0, size)
  const body = formatCheckpointBody({
    origin: logKey.name,
    size: leaves.length,
    root: merkleRoot(leaves),
    time: instant(leaves.length),
  })
  const key = secret === logSecret ? logKey : makeVerifierKey(logKey.name, ed25519.getPublicKey(secret))
  return signNote(body, key, (bytes) => ed25519.sign(bytes, secret))
}

export const forgedCheckpointOf = (of: TestLog): string => checkpointOf(of, undefined, otherSecret)

export const consistencyOf = ({ hashes }: TestLog, from: number): string[] =>
  consistencyPath(hashes(), from).map(hexEncode)
