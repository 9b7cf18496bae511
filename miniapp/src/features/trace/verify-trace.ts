// Checks a whole trace on the reader's own device, from the very values that the page paints. Pure; runs in browsers and in WeChat.
import type { TraceView } from '@ectrace/shared/api/views'
import { inPrecedence, type VerdictKind } from '@ectrace/shared/domain/verdict'
import { expired, instantFromMs } from '@ectrace/shared/domain/time'
import { AppError } from '@ectrace/shared/errors'
import { checkCredentials } from './check-credentials'
import { checkCodeState, codeStateKinds } from './check-code-state'
import { checkCode, checkSubjects, checkTimeline } from './check-goods'
import { checkLog } from './check-log'
import { checkPlausible, sameChecks } from './check-plausible'
import { checkPeople } from './check-people'
import { checkRecord } from './check-record'
import { organisationOf, recordOf, textOf } from './record-fields'
import { provenLevel } from './standing'
import type { LogCheck, RecordCheck, TraceCheck, TraceFault, Trusted } from './trace-check'

/** Work in slices: run each step, between paints if need be, then `finish`. */
export type TraceWork = { steps: readonly (() => void)[]; finish: () => TraceCheck }

const isExpired = (day: string | undefined, now: number): boolean => {
  try {
    return day !== undefined && expired(day, instantFromMs(now))
  } catch (error) {
    // A painted day that is none fails its digest; that is said by its record.
    if (error instanceof AppError) return false
    throw error
  }
}

const platformFaults = ({ tampered, records }: TraceView): TraceFault[] =>
  tampered
    .filter(({ record }) => records[record] === undefined)
    .map(({ field }): TraceFault => ({ code: 'STATE_DIGEST_MISMATCH', fields: [field], claimed: true }))

const checkRecords = (view: TraceView, faults: readonly TraceFault[]): Record<string, RecordCheck> =>
  Object.fromEntries(
    Object.keys(view.records).map((id): [string, RecordCheck] => {
      const found = faults.find(({ record }) => record === id)
      return [id, found ? { state: 'failed', code: found.code, fields: found.fields } : { state: 'ok' }]
    }),
  )

const kindsOf = (view: TraceView, { now }: Trusted, log: LogCheck, faults: readonly TraceFault[]): VerdictKind[] => {
  const record = recordOf(view, view.subjects.batches[view.batch])
  const maker = organisationOf(view, record)
  const found = new Set<VerdictKind>([view.verdict, ...codeStateKinds(view)])
  if (log.state === 'failed' || faults.length > 0) found.add('tampered')
  if (isExpired(textOf(record, 'expiresOn'), now)) found.add('expired')
  if (maker === undefined || provenLevel(view, maker) !== 'verified') found.add('unverified_organisation')
  if (log.state === 'unproven') found.add('not_proven')
  // The platform's word never makes it green.
  found.delete('verified')
  return inPrecedence(found)
}

const conclude = (view: TraceView, trusted: Trusted, log: LogCheck, faults: TraceFault[]): TraceCheck => {
  const [verdict = 'verified', ...also] = kindsOf(view, trusted, log, faults)
  const records = log.state === 'ok' ? checkRecords(view, faults) : {}
  const checks = log.state === 'ok' ? checkPlausible(view, records) : []
  const levels = Object.keys(view.subjects.organisations).map((id) => [id, provenLevel(view, id)] as const)
  return {
    verdict,
    also,
    log,
    records,
    faults,
    checks,
    // With a record that failed the two do not speak of the same values.
    checksDiffer: log.state === 'ok' && faults.length === 0 && !sameChecks(checks, view.checks),
    levels: Object.fromEntries(levels),
  }
}

/** The check cut into steps of one record each. `view` has passed parseTraceView. */
export const openTrace = (view: TraceView, trusted: Trusted): TraceWork => {
  const log = checkLog(view, trusted)
  const faults: TraceFault[] = []
  const step = (find: () => TraceFault[]) => (): void => {
    faults.push(...find())
  }
  const links = [
    () => checkPeople(view),
    () => checkCode(view, trusted.asked),
    () => checkCodeState(view),
    () => checkSubjects(view),
    () => checkTimeline(view),
    () => checkCredentials(view),
    () => platformFaults(view),
  ]
  const records =
    log.state === 'ok' ? Object.keys(view.records).map((id) => () => checkRecord(view, id, log.checkpoint)) : []
  return {
    // Records first: a value that was changed is blamed before the places that it no longer fits.
    steps: [...records, ...links].map(step),
    finish: () => conclude(view, trusted, log, faults),
  }
}

/** The whole check at once. Never throws for what a reply may hold; 20 records take well under a second. */
export const verifyTrace = (view: TraceView, trusted: Trusted): TraceCheck => {
  const { steps, finish } = openTrace(view, trusted)
  for (const step of steps) step()
  return finish()
}
