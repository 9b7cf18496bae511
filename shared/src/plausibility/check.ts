// What a plausibility check looks at and what it answers: facts as the records state them, and one outcome for each comparison.
import type { CalendarDate, Instant } from '../domain/time.ts'
import type { Quantity } from '../domain/decimal.ts'
import type { Point } from './great-circle.ts'

/** Every comparison that is made; screens have a sentence for each. */
export const checkCodes = [
  'expiry_after_production',
  'inputs_before_product',
  'after_production',
  'receipt_after_dispatch',
  'dispatch_after_receipt',
  'recorded_after_claim',
  'received_at_most_shipped',
  'travel_possible',
  'travel_likely',
  'licence_valid',
] as const
export type CheckCode = (typeof checkCodes)[number]

export const checkOutcomes = ['passed', 'failed', 'not_checked'] as const

/**
 * `records` are those compared, the earlier one first. `expected` is the bound and `actual` what stands in the record: a day, an instant, a
 * quantity or, for travel, whole seconds (at least needed, taken). `not_checked`: what it takes is not in the records.
 */
export type Check = {
  code: CheckCode
  outcome: (typeof checkOutcomes)[number]
  records: string[]
  expected?: string
  actual?: string
}

/** How the goods came into being, moved, or were looked at. */
export type Step = {
  record: string
  kind: 'batch' | 'transformation' | 'event' | 'codes' | 'activation' | 'dispatch' | 'receipt'
  /** Batches of the trace that it speaks of. */
  batches: readonly string[]
  /** Claimed; absent where the act has no time of its own. */
  time?: Instant
  recordedAt: Instant
  /** Of the place where it happened. */
  point?: Point
  /** The organisation that signed. */
  organisation?: string
  /** Of a dispatch and of its receipts. */
  trade?: string
  /** Where it is known: of all goods on the dispatch or receipt, in one unit of measure. */
  quantity?: Quantity
}

export type BatchFacts = {
  batch: string
  record: string
  producedOn: CalendarDate
  expiresOn?: CalendarDate
  /** What it was made of. */
  inputs: readonly string[]
}

/** A licence, certificate or permit of an organisation, as its issuer stated it; days are whole days in China. */
export type Credential = {
  record: string
  type: string
  subject: string
  validFrom: CalendarDate
  validTo?: CalendarDate
  status: 'valid' | 'suspended' | 'revoked'
}

/** All that the records of one code tell. Instants and days are well formed: who reads them out of records leaves others out. */
export type Facts = { batches: readonly BatchFacts[]; steps: readonly Step[]; credentials: readonly Credential[] }

/** passed or failed, with both values. */
export const judged = (
  code: CheckCode,
  records: readonly string[],
  { holds, expected, actual }: { holds: boolean; expected: string; actual: string },
): Check => ({ code, outcome: holds ? 'passed' : 'failed', records: [...records], expected, actual })

export const notChecked = (code: CheckCode, records: readonly string[]): Check => ({
  code,
  outcome: 'not_checked',
  records: [...records],
})
