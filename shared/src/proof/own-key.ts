// A key that never leaves its owner: from random bytes, or as it was written down; and what the server prepared, checked and signed with it.
import { p256 } from '@noble/curves/nist.js'
import { AppError } from '../errors.ts'
import { hexDecode, hexEncode } from './bytes.ts'
import { envelopeBytes, parseEnvelope, transactionId, type Openings } from './envelope.ts'
import { checkFields } from './record.ts'

/** Private key 32 bytes and compressed public key 33 bytes, both hex. */
export type OwnKey = { privateKey: string; publicKey: string }

/** Bytes that `newOwnKey` needs: more than the key has, so that no key is likelier than another (FIPS 186-5, A.2.1). */
export const ownKeySeedLength = 48

export const newOwnKey = (seed: Uint8Array): OwnKey => {
  const { secretKey, publicKey } = p256.keygen(seed)
  return { privateKey: hexEncode(secretKey), publicKey: hexEncode(publicKey) }
}

/** The key whose private half this is; undefined for what is none. */
export const ownKeyOf = (privateKey: string): OwnKey | undefined => {
  if (!/^[0-9a-f]{64}$/.test(privateKey)) return undefined
  try {
    return { privateKey, publicKey: hexEncode(p256.getPublicKey(hexDecode(privateKey))) }
  } catch {
    return undefined
  }
}

/** What the server answers with `to_sign`: outside data until it is checked here. */
type Prepared = { transaction?: string; envelope?: unknown; openings?: Openings }

/**
 * Signs a prepared transaction (r ‖ s, 128 hex). Throws FIELD_DIGEST_MISMATCH when a value shown is not what would be signed,
 * PROOF_MALFORMED when the envelope is not the transaction that was named.
 */
export const signPrepared = (prepared: Prepared, privateKey: string): string => {
  const envelope = parseEnvelope(prepared.envelope)
  if (transactionId(envelope) !== prepared.transaction) throw new AppError('PROOF_MALFORMED')
  envelope.operations.forEach(({ args }, i) => {
    const faults = checkFields({ digests: args, openings: prepared.openings?.[i] ?? {} })
    if (faults.length > 0) {
      throw new AppError('FIELD_DIGEST_MISMATCH', {
        details: { faults: faults.map(({ field }) => ({ field, rule: 'digest' })) },
      })
    }
  })
  return hexEncode(p256.sign(envelopeBytes(envelope), hexDecode(privateKey), { prehash: true, format: 'compact' }))
}
