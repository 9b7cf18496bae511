// What a submission must be before any rule looks at it: strict form, bounded size, for this log, fresh, signed by its caller.
import { AppError, fault } from '@ectrace/shared/errors'
import { canonical } from '@ectrace/shared/proof/canonical'
import { parseEnvelope } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { exactly, hex } from '@ectrace/shared/proof/shape'
import { callerKey } from '@ectrace/contracts/execute'
import type { ReadState } from '@ectrace/contracts/execute'
import { parseOpenings } from './block-decode.ts'
import { sha256Hex } from './digest.ts'
import type { LogDescriptor } from './log-key.ts'
import { verifySignature } from './verify-signature.ts'

/** A submission in its strict form, with the canonical texts that are hashed and stored. */
export type Parsed = {
  id: string
  envelope: Envelope
  envelopeText: string
  signature: string
  openings: Openings
  openingsText: string
}

/** Envelope and openings together, in canonical bytes. */
const maxSubmission = 1024 * 1024

/** A transaction's time and the clock may be this far apart. */
const maxSkew = 5 * 60 * 1000

/** Throws VALIDATION_FAILED or NOT_CANONICAL naming the member, or BODY_TOO_LARGE. */
export const parseSubmission = (value: unknown): Parsed => {
  const members = exactly(value, '', ['envelope', 'signature', 'openings'])
  const envelope = parseEnvelope(members.get('envelope'), 'envelope')
  const openings = parseOpenings(members.get('openings'), 'openings', envelope.operations.length)
  const envelopeText = canonical(envelope)
  const openingsText = canonical(openings)
  const bytes = Buffer.byteLength(envelopeText) + Buffer.byteLength(openingsText)
  if (bytes > maxSubmission) throw new AppError('BODY_TOO_LARGE', { details: { bytes, limit: maxSubmission } })
  const signature = hex(members.get('signature'), 'signature', 64)
  return { id: sha256Hex(envelopeText), envelope, envelopeText, signature, openings, openingsText }
}

/** Is it written for this log (its origin, or the origin without the epoch, as verifyRecord reads it) and channel, and of now? */
export const checkAddress = ({ envelope }: Parsed, { origin, channel }: LogDescriptor, now: number): void => {
  const withoutEpoch = origin.slice(0, origin.lastIndexOf('/'))
  if (envelope.log !== origin && envelope.log !== withoutEpoch)
    throw fault('LOG_MISMATCH', 'envelope.log', origin, envelope.log)
  if (envelope.channel !== channel) throw fault('LOG_MISMATCH', 'envelope.channel', channel, envelope.channel)
  const skew = Date.parse(envelope.time) - now
  if (Math.abs(skew) <= maxSkew) return
  throw new AppError('CLOCK_SKEW', {
    details: { time: envelope.time, clock: new Date(now).toISOString(), limitSeconds: maxSkew / 1000 },
  })
}

/** Throws what callerKey throws, or SIGNATURE_INVALID. */
export const checkSignature = async (parsed: Parsed, read: ReadState): Promise<void> => {
  const publicKey = await callerKey(parsed.envelope, parsed.openings, read)
  await verifySignature(Buffer.from(parsed.envelopeText), parsed.signature, publicKey)
}
