// Reads the facts to be checked out of the records of a trace; who asks says which values count: the chain's own, or those a phone has proven.
import type { TimelineEntry, TraceView } from '../api/views.ts'
import { parseDate, parseInstant } from '../domain/time.ts'
import { AppError } from '../errors.ts'
import type { Json } from '../proof/canonical.ts'
import type { BatchFacts, Facts, Step } from './check.ts'
import type { Point } from './great-circle.ts'

/** A record that counts: its public values, who signed it, and when by the signed envelope. */
export type ToldRecord = { values: Readonly<Record<string, Json | undefined>>; caller: string; signedAt: string }

export type Told = {
  timeline: readonly TimelineEntry[]
  subjects: Pick<TraceView['subjects'], 'users' | 'places' | 'batches'>
  /** undefined: there is no such record, or it does not count. */
  recordOf: (id: string) => ToldRecord | undefined
}

/** What is not well formed is as good as absent. */
const wellFormed = (value: Json | undefined, parse: (text: unknown, field: string) => string): string | undefined => {
  try {
    return parse(value, 'value')
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

const own = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.prototype.hasOwnProperty.call(table, key) ? table[key] : undefined

const textOf = (record: ToldRecord | undefined, field: string): string | undefined => {
  const value = record === undefined ? undefined : own(record.values, field)
  return typeof value === 'string' ? value : undefined
}

const listOf = (record: ToldRecord, field: string): readonly Json[] => {
  const value = own(record.values, field)
  return Array.isArray(value) ? (value as readonly Json[]) : []
}

const isText = (value: unknown): value is string => typeof value === 'string'

const pointOf = ({ subjects, recordOf }: Told, place: string | undefined): Point | undefined => {
  const id = place === undefined ? undefined : own(subjects.places, place)
  const record = id === undefined ? undefined : recordOf(id)
  const [latitude, longitude] = [textOf(record, 'latitude'), textOf(record, 'longitude')]
  return latitude === undefined || longitude === undefined ? undefined : { latitude, longitude }
}

/** The batches that a record names, of those that belong to the trace. */
const batchesOf = ({ subjects }: Told, { kind, batch }: TimelineEntry, record: ToldRecord): string[] => {
  const sent = listOf(record, 'units').map((line) =>
    typeof line === 'object' && line !== null && 'batch' in line ? line.batch : undefined,
  )
  const named = kind === 'dispatch' ? sent : listOf(record, 'batches')
  const known = named.filter(isText).filter((id) => own(subjects.batches, id) !== undefined)
  return [...new Set(known.length === 0 ? [batch] : known)]
}

const timeFields = ['eventTime', 'dispatchedAt', 'receivedAt'] as const

const stepOf = (told: Told, entry: TimelineEntry): Step[] => {
  const record = told.recordOf(entry.record)
  const recordedAt = record && wellFormed(record.signedAt, parseInstant)
  if (record === undefined || recordedAt === undefined) return []
  const time = timeFields
    .map((field) => wellFormed(own(record.values, field), parseInstant))
    .find((found) => found !== undefined)
  const point = pointOf(told, textOf(record, 'place'))
  const organisation = own(told.subjects.users, record.caller)?.organisation
  const trade = entry.kind === 'dispatch' || entry.kind === 'receipt' ? textOf(record, 'no') : undefined
  return [
    {
      record: entry.record,
      kind: entry.kind,
      batches: batchesOf(told, entry, record),
      recordedAt,
      ...(time !== undefined && { time }),
      ...(point !== undefined && { point }),
      ...(organisation !== undefined && { organisation }),
      ...(trade !== undefined && { trade }),
    },
  ]
}

const batchFactsOf = ({ recordOf }: Told, batch: string, id: string): BatchFacts[] => {
  const record = recordOf(id)
  const producedOn = wellFormed(record && own(record.values, 'producedOn'), parseDate)
  if (record === undefined || producedOn === undefined) return []
  const expiresOn = wellFormed(own(record.values, 'expiresOn'), parseDate)
  return [
    {
      batch,
      record: id,
      producedOn,
      ...(expiresOn !== undefined && { expiresOn }),
      inputs: listOf(record, 'inputBatches').filter(isText),
    },
  ]
}

/** Never throws for what a record may hold. In the order of timeline and subjects. */
export const readFacts = (told: Told): Facts => ({
  batches: Object.entries(told.subjects.batches).flatMap(([batch, record]) => batchFactsOf(told, batch, record)),
  steps: told.timeline.flatMap((entry) => stepOf(told, entry)),
  // No record of the trace states a licence yet.
  credentials: [],
})
