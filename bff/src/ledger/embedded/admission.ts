// What a submission must be before it is ordered: strict form, bounded size, signed by its caller.
import { argumentsHold } from '@ectrace/contracts/execute'
import { verifySignature } from '@ectrace/contracts/fabric/verify-signature'
import { checkSize } from '@ectrace/contracts/admission'
import { canonical } from '@ectrace/shared/proof/canonical'
import { parseEnvelope } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { parseOpenings } from '@ectrace/shared/proof/openings'
import { exactly, hex } from '@ectrace/shared/proof/shape'
import { sha256Hex } from './digest.ts'
import { promised } from './promised.ts'

/** A submission in its strict form, with the canonical texts that are hashed and stored. */
export type Parsed = {
  id: string
  envelope: Envelope
  envelopeText: string
  signature: string
  openings: Openings
  openingsText: string
}

/** Whether the signature is by the compressed P-256 key `key`. */
export type Verdict = { key: string; holds: boolean }

/** `checked`: argumentsHold. `verdict`: under the key that was its caller's a while ago, when one is remembered. */
export type Admitted = Parsed & { checked: boolean; verdict?: Verdict }

/** Throws VALIDATION_FAILED or NOT_CANONICAL naming the member, or BODY_TOO_LARGE. */
export const parseSubmission = (value: unknown): Parsed => {
  const members = exactly(value, '', ['envelope', 'signature', 'openings'])
  const envelope = parseEnvelope(members.get('envelope'), 'envelope')
  const openings = parseOpenings(members.get('openings'), 'openings', envelope.operations.length)
  const envelopeText = canonical(envelope)
  const openingsText = canonical(openings)
  checkSize(Buffer.byteLength(envelopeText) + Buffer.byteLength(openingsText))
  const signature = hex(members.get('signature'), 'signature', 64)
  return { id: sha256Hex(envelopeText), envelope, envelopeText, signature, openings, openingsText }
}

/** Everything about the JSON of a submission that shows without the state. Throws what parseSubmission throws. */
export const readSubmission = (text: string): Admitted => {
  const parsed = parseSubmission(JSON.parse(text))
  return { ...parsed, checked: argumentsHold(parsed) }
}

/** Reads submissions for the sequencer and checks their signatures. */
export type Admission = {
  /** readSubmission of their JSON text. */
  read: (text: string) => Promise<Admitted>
  /** Throws SIGNATURE_INVALID unless it is signed with the compressed P-256 key `publicKey`, its caller's. */
  check: (parsed: Parsed, publicKey: string) => Promise<void>
}

/** Without a thread of its own: signatures on libuv's. */
export const admissionHere: Admission = {
  read: promised(readSubmission),
  check: ({ envelopeText, signature }, publicKey) => verifySignature(Buffer.from(envelopeText), signature, publicKey),
}
