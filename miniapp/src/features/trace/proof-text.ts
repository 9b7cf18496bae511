// The proof file of one record of a trace, as text.
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import { makeProofFile } from '@ectrace/shared/proof/proof-file'
import { keyOf } from './check-record'

export const proofText = (view: TraceView, record: ProvenRecord, verifierKey: string): string => {
  const { leaf, op: operation, fields, leafIndex, path } = record
  const { checkpoint } = view
  const publicKey = keyOf(view, record)
  return makeProofFile({ verifierKey, checkpoint, operation, leaf, leafIndex, path, fields, publicKey })
}
