// A picture whose bytes are not those of its digest on chain: found while it is shown, after the records were checked.
import { inPrecedence } from '@ectrace/shared/domain/verdict'
import type { TraceCheck, TraceFault } from './trace-check'

/** The check with the records of `wrong` pictures blamed, and the sentence over the page red unless it is worse already. */
export const withPictureFaults = (check: TraceCheck, wrong: readonly string[]): TraceCheck => {
  if (wrong.length === 0) return check
  const faults = wrong.map((record): TraceFault => ({
    record,
    code: 'FIELD_DIGEST_MISMATCH',
    fields: ['pictureBytes'],
  }))
  const failed = faults.map(
    ({ record = '', code, fields }) => [record, { state: 'failed' as const, code, fields }] as const,
  )
  const found = [check.verdict, ...check.also, 'tampered'] as const
  const [verdict = 'tampered', ...also] = inPrecedence(found)
  return {
    ...check,
    verdict,
    also,
    faults: [...check.faults, ...faults],
    // What the record's own check found says more.
    records: { ...Object.fromEntries(failed), ...keepFailed(check.records, wrong) },
  }
}

const keepFailed = (records: TraceCheck['records'], wrong: readonly string[]): TraceCheck['records'] =>
  Object.fromEntries(Object.entries(records).filter(([id, { state }]) => state === 'failed' || !wrong.includes(id)))
