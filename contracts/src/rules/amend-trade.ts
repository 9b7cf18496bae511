// The supplier changes the terms before dispatch: whatever the buyer signed no longer holds, the new revision is an offer again.
import { AppError } from '@ectrace/shared/errors'
import type { State } from '@ectrace/shared/ledger/state'
import { agreeIfCovered } from '../agree-if-covered.ts'
import { requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { claimReturn, releaseReturn } from '../send-back.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'
import { checkTerms } from '../trade-terms.ts'

/** Two people who amend the same revision: the second one is told, and replaces nothing unread. */
const requireNext = ({ revision: inForce = 0 }: State['trade'], given: number): void => {
  if (given === inForce + 1) return
  const faults = [{ field: 'revision', rule: 'revision.next', value: String(given) }]
  throw new AppError('STATE_CONFLICT', { details: { inForce, given, faults } })
}

export const amendTrade: Rule<'amendTrade'> = async (state, { no, revision, ...terms }) => {
  requireRole(state.caller, 'trader')
  const trade = await tradeForAct(state, no, 'amend')
  requireNext(trade, revision)
  await checkTerms(state, terms, trade.buyer)
  const { deliverTo: _place, promisedAt: _time, agreement: _standing, ...kept } = trade
  await releaseReturn(state, trade, trade.lines)
  const amended = { ...kept, ...terms, revision }
  await claimReturn(state, amended)
  await agreeIfCovered(state, moveTrade(state, amended, 'amend'))
}
