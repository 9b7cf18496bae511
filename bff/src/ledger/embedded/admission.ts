// What a submission must be before it is ordered: strict form, bounded size, signed by its caller.
import { canonical } from '@ectrace/shared/proof/canonical'
import { parseEnvelope } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { parseOpenings } from '@ectrace/shared/proof/openings'
import { exactly, hex } from '@ectrace/shared/proof/shape'
import { checkSize } from '@ectrace/contracts/admission'
import { callerKey } from '@ectrace/contracts/execute'
import type { ReadState } from '@ectrace/contracts/execute'
import { sha256Hex } from './digest.ts'
import type { CheckSignature } from '@ectrace/contracts/fabric/verify-signature'

/** A submission in its strict form, with the canonical texts that are hashed and stored. */
export type Parsed = {
  id: string
  envelope: Envelope
  envelopeText: string
  signature: string
  openings: Openings
  openingsText: string
  /** Of envelope and openings together, in canonical form. */
  bytes: number
}

/** Throws VALIDATION_FAILED or NOT_CANONICAL naming the member, or BODY_TOO_LARGE. */
export const parseSubmission = (value: unknown): Parsed => {
  const members = exactly(value, '', ['envelope', 'signature', 'openings'])
  const envelope = parseEnvelope(members.get('envelope'), 'envelope')
  const openings = parseOpenings(members.get('openings'), 'openings', envelope.operations.length)
  const envelopeText = canonical(envelope)
  const openingsText = canonical(openings)
  const bytes = Buffer.byteLength(envelopeText) + Buffer.byteLength(openingsText)
  checkSize(bytes)
  const signature = hex(members.get('signature'), 'signature', 64)
  return { id: sha256Hex(envelopeText), envelope, envelopeText, signature, openings, openingsText, bytes }
}

/** Throws what callerKey throws, or SIGNATURE_INVALID. */
export const checkSignature = async (parsed: Parsed, read: ReadState, check: CheckSignature): Promise<void> => {
  const publicKey = await callerKey(parsed.envelope, parsed.openings, read)
  await check(parsed.envelopeText, parsed.signature, publicKey)
}
