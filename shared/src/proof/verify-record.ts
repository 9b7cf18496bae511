// What a reader's own device checks before it paints a record green: fields, signature, place in the log - in this order, each with its own code.
import { AppError, fault } from '../errors.ts'
import type { Checkpoint } from './checkpoint.ts'
import {
  leafBytes,
  maxFields,
  parseLeaf,
  transactionId,
  userId,
  verifyEnvelope,
  type Custody,
  type Leaf,
  type Opening,
  type Operation,
} from './envelope.ts'
import { leafHash } from './hash.ts'
import { mayHold } from './log-name.ts'
import { parsePath, verifyInclusion } from './merkle.ts'
import { checkFields } from './record.ts'
import { below, exactly, hex, membersOf, text, whole } from './shape.ts'

/**
 * Evidence as it came over the wire. `operation` is the position in the envelope, `fields` the openings of that operation as painted,
 * `leafIndex` the entry's number in the log, `path` its inclusion path (hexadecimal), `publicKey` the signer's key
 * (33 bytes compressed, hexadecimal). `checkpoint` alone is believed: it comes out of verifyCheckpoint and the pin.
 */
export type RecordEvidence = {
  leaf: Leaf
  operation: number
  fields: Readonly<Record<string, Opening>>
  leafIndex: number
  path: readonly string[]
  publicKey: string
  checkpoint: Checkpoint
}

/** What the proof shows: who signed what, when by the signer's word, and in whose hands the key is. */
export type VerifiedRecord = {
  transaction: string
  operation: Operation
  caller: string
  time: string
  custody: Custody
}

const parseOpening = (value: unknown, path: string): Opening => {
  const members = exactly(value, path, ['salt', 'value'])
  const salt = text(members.get('salt'), below(path, 'salt'), /^/, 'text')
  // Whether the value is JSON shows when its digest is made; a value without a digest is a mismatch.
  return { salt, value: members.get('value') as Opening['value'] }
}

/** Structure only; every fault in it is PROOF_MALFORMED with the member and the rule. */
const readEvidence = (evidence: Readonly<Record<keyof RecordEvidence, unknown>>) => {
  try {
    const leaf = parseLeaf(evidence.leaf, 'leaf')
    const last = leaf.envelope.operations.length - 1
    const fields = [...membersOf(evidence.fields, 'fields', maxFields)]
    return {
      leaf,
      operation: leaf.envelope.operations[whole(evidence.operation, 'operation', 0, last)],
      fields: Object.fromEntries(fields.map(([name, opening]) => [name, parseOpening(opening, below('fields', name))])),
      publicKey: hex(evidence.publicKey, 'publicKey', 33),
    }
  } catch (error) {
    if (error instanceof AppError) throw new AppError('PROOF_MALFORMED', { cause: error, details: error.details })
    throw error
  }
}

/**
 * Verifies one record on the reader's device. Throws, in this order: PROOF_MALFORMED; FIELD_DIGEST_MISMATCH with the fields in
 * `details.faults`; SIGNATURE_INVALID (also when the key is not the caller's: a user id is derived from its key); LOG_MISMATCH;
 * INCLUSION_INVALID. It does not show that the caller was entitled or that no other record was left out.
 */
export const verifyRecord = (evidence: RecordEvidence): VerifiedRecord => {
  const { leaf, operation, fields, publicKey } = readEvidence(evidence)
  if (operation === undefined) throw fault('PROOF_MALFORMED', 'operation', 'position in the envelope')
  const { envelope } = leaf
  const wrong = checkFields({ digests: operation.args, openings: fields })
  if (wrong.length > 0) {
    throw new AppError('FIELD_DIGEST_MISMATCH', {
      details: { faults: wrong.map(({ field }) => ({ field, rule: 'digest' })) },
    })
  }
  if (userId(publicKey) !== envelope.caller) throw fault('SIGNATURE_INVALID', 'publicKey', 'key of the caller')
  verifyEnvelope(envelope, leaf.signature, publicKey)
  const { checkpoint } = evidence
  if (!mayHold(checkpoint.origin, envelope.log)) throw new AppError('LOG_MISMATCH')
  verifyInclusion({
    leafHash: leafHash(leafBytes(leaf)),
    index: evidence.leafIndex,
    size: checkpoint.size,
    path: parsePath(evidence.path),
    root: checkpoint.root,
  })
  return {
    transaction: transactionId(envelope),
    operation,
    caller: envelope.caller,
    time: envelope.time,
    custody: envelope.custody,
  }
}
