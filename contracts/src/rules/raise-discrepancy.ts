// The buyer's word on a count that does not agree: kept with its differences until the supplier answers; the trade stays as it is.
import { AppError, fault } from '@ectrace/shared/errors'
import { compareInstants, toUtcMs } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import type { Difference } from '@ectrace/shared/matching/match'
import { expectDelivery } from '@ectrace/shared/matching/expect-delivery'
import { outcomeOf } from '@ectrace/shared/matching/settle-note'
import { settle } from '@ectrace/shared/matching/settlement'
import { canonical } from '@ectrace/shared/proof/canonical'
import { openNoteOf } from '../discrepancy-notes.ts'
import { demand, mustExist, requirePlaceOf } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import { matchCount, requireCountedNow } from '../match-receipt.ts'
import type { MatchedReceipt } from '../match-receipt.ts'
import { requirePossibleTravel } from '../plausible.ts'
import type { Rule } from '../rule.ts'

type Raised = Args<'raiseDiscrepancy'>

const hourMs = 3_600_000
const leastGraceMs = hourMs
const mostGraceMs = 30 * 24 * hourMs
const mostNotes = 1_000
/** In this form texts sort as instants do: what is overdue can be asked for. */
const utcMilliseconds = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

const checkAnswerBy = (state: LedgerState, answerBy: string): void => {
  demand(utcMilliseconds.test(answerBy), 'VALIDATION_FAILED', 'answerBy', 'time.utc-milliseconds', answerBy)
  const grace = toUtcMs(answerBy) - toUtcMs(state.now)
  const fits = grace >= leastGraceMs && grace <= mostGraceMs
  demand(fits, 'VALIDATION_FAILED', 'answerBy', 'time.1h-to-30d-ahead', answerBy)
}

/** Made now, or then, when the attempt was kept whose very count it is; never before the goods were sent. */
const checkCount = async (state: LedgerState, { no, count, attempt }: Raised): Promise<void> => {
  if (attempt === undefined) requireCountedNow(state, count)
  else {
    const kept = await mustExist(state, keys.attempt(no, attempt), 'attempt')
    const same = canonical(kept.count) === canonical(count)
    demand(same, 'VALIDATION_FAILED', 'count', 'count.of-attempt')
  }
  const { dispatchedAt } = await mustExist(state, keys.dispatch(no), 'no')
  const after = compareInstants(dispatchedAt, count.at) <= 0
  demand(after, 'VALIDATION_FAILED', 'count.at', 'time.not-before-dispatch', count.at)
}

const checkDifferences = ({ differences }: Raised, { result }: MatchedReceipt): void => {
  demand(!result.agreed, 'STATE_CONFLICT', 'differences', 'count.disagrees')
  const same = canonical(differences) === canonical(result.differences)
  demand(same, 'VALIDATION_FAILED', 'differences', 'differences.as-matched')
}

/** STATE_CONFLICT naming what would still differ if the supplier said yes: such differences are no matter of quantity. */
const requireSettled = (left: readonly Difference[]): void => {
  const codes = [...new Set(left.map(({ code }) => code))]
  if (codes.length === 0) return
  const faults = codes.map((value) => ({ field: 'differences', rule: 'difference.settled-by-answer', value }))
  throw new AppError('STATE_CONFLICT', { details: { differences: [...left], faults } })
}

const requireLots = async (state: LedgerState, changes: ReturnType<typeof settle>): Promise<void> => {
  for (const change of changes) {
    if (change.change === 'less' || (await state.get(keys.batch(change.batch))) !== undefined) continue
    throw fault('NOT_FOUND', 'count.lines', 'lot.exists', change.batch)
  }
}

const checkSettleable = async (state: LedgerState, raised: Raised, matched: MatchedReceipt): Promise<void> => {
  const { trade, delivery, expectation } = matched
  const { count, missing, rejected } = raised
  demand(delivery !== undefined, 'STATE_CONFLICT', 'no', 'trade.dispatched', trade.state)
  const changes = settle({ expectation, agreed: trade.lines, count, fates: { missing, rejected } })
  await requireLots(state, changes)
  const reading = {
    get: state.get,
    expect: (amended: State['delivery']) => expectDelivery(state.get, { trade, delivery: amended, count }),
  }
  const { result } = await outcomeOf(reading, { trade, delivery, count }, changes)
  requireSettled(result.differences)
}

/** One note at a time: the next one may be raised when the last was answered or withdrawn. */
const numberFor = async (state: LedgerState, trade: State['trade']): Promise<number> => {
  const open = await openNoteOf(state, trade)
  demand(open === undefined, 'STATE_CONFLICT', 'no', 'discrepancy.none-open', String(open?.n ?? ''))
  const n = trade.discrepancies ?? 0
  demand(n < mostNotes, 'STATE_CONFLICT', 'no', `at-most-${mostNotes}-notes`)
  return n
}

export const raiseDiscrepancy: Rule<'raiseDiscrepancy'> = async (state, args) => {
  const { no, place, count, ...said } = args
  const matched = await matchCount(state, no, count)
  const { trade } = matched
  const underway = trade.state === 'dispatched' || trade.state === 'partly_received'
  demand(underway, 'STATE_CONFLICT', 'no', 'trade.underway', trade.state)
  const n = await numberFor(state, trade)
  await checkCount(state, args)
  checkDifferences(args, matched)
  await requirePlaceOf(state, trade.buyer, place, 'place')
  await requirePossibleTravel(state, no, { place, time: count.at, field: 'count.at' })
  checkAnswerBy(state, args.answerBy)
  await checkSettleable(state, args, matched)
  state.put(keys.discrepancy(no, n), {
    v: 1,
    trade: no,
    n,
    place,
    count,
    ...said,
    differences: matched.result.differences,
    raisedBy: state.caller.user,
    receipts: trade.receipts,
    state: 'open',
  })
  state.put(keys.trade(no), { ...trade, discrepancies: n + 1 })
  state.emit('discrepancyChanged', { v: 1, trade: no, n, state: 'open' })
}
