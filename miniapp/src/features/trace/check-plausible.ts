// Can the records that held be true together? Made anew on this device; what the platform says of it is only compared.
import type { TraceView } from '@ectrace/shared/api/views'
import type { Check } from '@ectrace/shared/plausibility/check'
import { checkFacts } from '@ectrace/shared/plausibility/check-facts'
import { readFacts } from '@ectrace/shared/plausibility/read-facts'
import type { ToldRecord } from '@ectrace/shared/plausibility/read-facts'
import { callerOf, recordOf } from './record-fields'
import type { RecordCheck } from './trace-check'

/** A record by its painted values, which its digests have proven; undefined when it did not hold. */
const toldOf = (
  view: TraceView,
  records: Readonly<Record<string, RecordCheck>>,
  id: string,
): ToldRecord | undefined => {
  const record = recordOf(view, id)
  if (record === undefined || records[id]?.state !== 'ok') return undefined
  const values = Object.fromEntries(Object.entries(record.fields).map(([field, { value }]) => [field, value]))
  return { values, caller: callerOf(record), signedAt: record.leaf.envelope.time }
}

/** Of records that failed nothing is taken. */
export const checkPlausible = (view: TraceView, records: Readonly<Record<string, RecordCheck>>): Check[] =>
  checkFacts(
    readFacts({ timeline: view.timeline, subjects: view.subjects, recordOf: (id) => toldOf(view, records, id) }),
  )

const text = ({ code, outcome, records, expected, actual }: Check): string =>
  JSON.stringify([code, outcome, records, expected ?? null, actual ?? null])

export const sameChecks = (own: readonly Check[], others: readonly Check[]): boolean =>
  own.length === others.length && own.every((check, n) => text(check) === text(others[n] ?? check))
