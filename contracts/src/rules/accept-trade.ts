// The buyer agrees to an offered trade, in the revision that was read.
import { AppError } from '@ectrace/shared/errors'
import { requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

export const acceptTrade: Rule<'acceptTrade'> = async (state, { no, revision }) => {
  requireRole(state.caller, 'trader')
  const trade = await tradeForAct(state, no, 'accept')
  const { revision: inForce = 0 } = trade
  if (revision !== undefined && revision !== inForce) {
    const faults = [{ field: 'revision', rule: 'revision.in-force', value: String(revision) }]
    throw new AppError('STATE_CONFLICT', { details: { inForce, read: revision, faults } })
  }
  moveTrade(state, trade, 'accept')
}
