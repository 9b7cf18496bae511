// One record of a trace: what it is called, what it paints, who signed it, and that it stands in the log.
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { Checkpoint } from '@ectrace/shared/proof/checkpoint'
import { transactionId } from '@ectrace/shared/proof/envelope'
import { verifyRecord } from '@ectrace/shared/proof/verify-record'
import { publicFields } from './public-fields'
import { callerOf, recordOf, textOf } from './record-fields'
import type { TraceFault } from './trace-check'

/** Members of the reply that repeat what the signed leaf says. */
const misnamed = (id: string, record: ProvenRecord): string[] => {
  const { transaction, op, name, leaf } = record
  const faults = [
    ['id', record.id === id && id === `${transaction}.${op}`],
    ['transaction', transaction === transactionId(leaf.envelope)],
    ['name', leaf.envelope.operations[op]?.name === name],
  ] as const
  return faults.filter(([, holds]) => !holds).map(([member]) => member)
}

/** Everybody's fields that stand on chain and are not shown; an organisation that agreed to be named has its name among them. */
const hidden = ({ name, fields, leaf, op }: ProvenRecord): string[] => {
  const named = name === 'registerOrganisation' && fields['named']?.value === true
  const due = named ? [...publicFields[name], 'name'] : publicFields[name]
  const digests = leaf.envelope.operations[op]?.args ?? {}
  return due.filter((field) => field in digests && !(field in fields))
}

/** The signer's key as his enrolment paints it; that record is checked like every other, and an identifier fits one key only. */
export const keyOf = (view: TraceView, record: ProvenRecord): string => {
  const painted = textOf(recordOf(view, view.subjects.users[callerOf(record)]?.enrolled), 'publicKey') ?? ''
  // All zeros are nobody's key: without a key the fields are still compared first.
  return /^[0-9a-f]{66}$/.test(painted) ? painted : '0'.repeat(66)
}

const verify = (view: TraceView, record: ProvenRecord, checkpoint: Checkpoint): void => {
  verifyRecord({
    leaf: record.leaf,
    operation: record.op,
    fields: record.fields,
    leafIndex: record.leafIndex,
    path: record.path,
    publicKey: keyOf(view, record),
    checkpoint,
  })
}

const fieldsOfError = ({ details }: AppError): string[] => [...new Set(details.faults?.map(({ field }) => field) ?? [])]

/** What the platform itself found to differ from the chain; the phone may have found the same. */
const claimed = (id: string, { tampered }: ProvenRecord): TraceFault[] =>
  tampered.length === 0
    ? []
    : [
        {
          record: id,
          code: 'STATE_DIGEST_MISMATCH',
          fields: [...new Set(tampered.map(({ field }) => field))],
          claimed: true,
        },
      ]

/** The first fault of the record `id` that this device finds, else what the platform says of it. Empty when all holds. */
export const checkRecord = (view: TraceView, id: string, checkpoint: Checkpoint): TraceFault[] => {
  const record = recordOf(view, id)
  if (record === undefined) return []
  const wrong = misnamed(id, record)
  if (wrong.length > 0) return [{ record: id, code: 'PROOF_MALFORMED', fields: wrong }]
  try {
    verify(view, record, checkpoint)
  } catch (error) {
    if (error instanceof AppError) return [{ record: id, code: error.code, fields: fieldsOfError(error) }]
    throw error
  }
  const missing = hidden(record)
  if (missing.length > 0) return [{ record: id, code: 'FIELD_DIGEST_MISMATCH', fields: missing }]
  return claimed(id, record)
}
