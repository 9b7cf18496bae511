// Holds a count against what the chain expects on a trade: the same comparison that the phone and the door make.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { expectDelivery } from '@ectrace/shared/matching/expect-delivery'
import { match } from '@ectrace/shared/matching/match'
import type { Count, Expectation, MatchResult } from '@ectrace/shared/matching/match'
import { toUtcMs } from '@ectrace/shared/domain/time'
import { demand, mostAheadMs, mustExist, requireRole } from './guards.ts'
import { relocating } from './relocated.ts'
import type { LedgerState } from './ledger-state.ts'

type Delivery = State['delivery']
export type MatchedReceipt = {
  trade: State['trade']
  delivery: Delivery | undefined
  expectation: Expectation
  result: MatchResult
}

/** Expiry is judged at the count's instant: one that lies elsewhere than now would let an expired batch through. */
export const requireCountedNow = (state: LedgerState, count: Count): void => {
  const away = Math.abs(toUtcMs(count.at) - toUtcMs(state.now))
  demand(away <= mostAheadMs, 'VALIDATION_FAILED', 'count.at', 'time.of-envelope', count.at)
}

/**
 * Matches a count, made at any time, by staff of the trade's buyer. Throws FORBIDDEN (role), NOT_FOUND, WRONG_ORGANISATION (the caller
 * is not the buyer) or VALIDATION_FAILED; differences are in the result.
 */
export const matchCount = async (state: LedgerState, no: string, count: Count): Promise<MatchedReceipt> => {
  requireRole(state.caller, 'warehouse', 'trader')
  const trade = await mustExist(state, keys.trade(no), 'no')
  demand(trade.buyer === state.caller.organisation, 'WRONG_ORGANISATION', 'no', 'trade.buyer')
  const delivery = await state.get(keys.delivery(no))
  const expectation = await expectDelivery(state.get, { trade, delivery, count })
  const result = relocating(
    (field) => `count.${field}`,
    () => match(expectation, count),
  )
  return { trade, delivery, expectation, result }
}

/** As `matchCount` for a count that was made just now: else VALIDATION_FAILED. */
export const matchReceipt = async (state: LedgerState, no: string, count: Count): Promise<MatchedReceipt> => {
  requireCountedNow(state, count)
  return matchCount(state, no, count)
}
