// Reads painted fields of records: values are whatever the reply holds, so every reading says which type it expects.
import type { ProvenRecord, TraceView } from '@ectrace/shared/api/views'
import type { Json } from '@ectrace/shared/proof/canonical'

type Members = Readonly<Record<string, Json>>

export const recordOf = (view: TraceView, id: string | undefined): ProvenRecord | undefined =>
  id === undefined ? undefined : view.records[id]

export const valueOf = (record: ProvenRecord | undefined, field: string): Json | undefined =>
  record === undefined || !Object.prototype.hasOwnProperty.call(record.fields, field)
    ? undefined
    : record.fields[field]?.value

export const textOf = (record: ProvenRecord | undefined, field: string): string | undefined => {
  const value = valueOf(record, field)
  return typeof value === 'string' ? value : undefined
}

export const wholeOf = (record: ProvenRecord | undefined, field: string): number | undefined => {
  const value = valueOf(record, field)
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : undefined
}

const listOf = (record: ProvenRecord | undefined, field: string): readonly Json[] => {
  const value = valueOf(record, field)
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

export const textsOf = (record: ProvenRecord | undefined, field: string): string[] =>
  listOf(record, field).filter((item) => typeof item === 'string')

const isMembers = (value: Json): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const objectsOf = (record: ProvenRecord | undefined, field: string): Members[] =>
  listOf(record, field).filter(isMembers)

/** The user who signed, and the organisation that the reply says he belongs to. */
export const callerOf = (record: ProvenRecord): string => record.leaf.envelope.caller

export const organisationOf = (view: TraceView, record: ProvenRecord | undefined): string | undefined =>
  record === undefined ? undefined : view.subjects.users[callerOf(record)]?.organisation
