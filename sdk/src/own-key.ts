// Keys that never leave their owner: make one, and sign what the server prepared after checking it against the values shown.
import { p256 } from '@noble/curves/nist.js'
import type { Recorded } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { hexDecode, hexEncode } from '@ectrace/shared/proof/bytes'
import { envelopeBytes, parseEnvelope, transactionId } from '@ectrace/shared/proof/envelope'
import { checkFields } from '@ectrace/shared/proof/record'

/** A new P-256 key: private key 32 bytes and compressed public key 33 bytes, both hex. */
export const createOwnKey = (): { privateKey: string; publicKey: string } => {
  const { secretKey, publicKey } = p256.keygen()
  return { privateKey: hexEncode(secretKey), publicKey: hexEncode(publicKey) }
}

/**
 * Signs a prepared transaction (r ‖ s, 128 hex). Throws FIELD_DIGEST_MISMATCH when a value shown is not what would be signed,
 * PROOF_MALFORMED when the envelope is not the transaction that was named.
 */
export const signPrepared = (prepared: Partial<Recorded>, privateKey: string): string => {
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
