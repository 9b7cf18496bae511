// What the check of a trace finds: the log, each record, each organisation, and the sentence over it all.
import type { VerdictKind } from '@ectrace/shared/domain/verdict'
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { Check } from '@ectrace/shared/plausibility/check'
import type { Checkpoint } from '@ectrace/shared/proof/checkpoint'
import type { Pin } from '@ectrace/shared/proof/pin'

/** One thing that does not hold. Without `record` it concerns the page as a whole. `claimed`: only the platform says so, the phone found nothing. */
export type TraceFault = { record?: string; code: ErrorCode; fields: string[]; claimed?: true }

/** `failed` keeps the first fault. */
export type RecordCheck = { state: 'ok' } | { state: 'failed'; code: ErrorCode; fields: string[] }

/**
 * ok: signed by the pinned key, and grown out of what this device saw before. unproven: could not be checked (`no-key`: the log's
 * key is not known yet; `no-consistency`: the proof that the log only grew is missing).
 */
export type LogCheck =
  | { state: 'ok'; checkpoint: Checkpoint; pin: Pin }
  | { state: 'failed'; code: ErrorCode }
  | { state: 'unproven'; reason: 'no-key' | 'no-consistency' }

export type TraceCheck = {
  verdict: VerdictKind
  /** Lower findings, in order of precedence. */
  also: VerdictKind[]
  log: LogCheck
  /** Empty when the log did not hold: then no record could be checked. */
  records: Record<string, RecordCheck>
  faults: TraceFault[]
  /** Whether the records that held can be true together, as this device finds; empty when the log did not hold. */
  checks: readonly Check[]
  /** The platform, with the same records, says otherwise. */
  checksDiffer: boolean
  /** As proven by records, whatever the reply says. */
  levels: Record<string, OrganisationLevel>
}

/** What the device brings: the log's key and what it saw of it (absent: unknown), the code that was asked, and its clock in ms. */
export type Trusted = {
  verifierKey?: string | undefined
  pin?: Pin | undefined
  asked: string
  now: number
}
