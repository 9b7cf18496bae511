// The buyer agrees to an offered trade.
import { requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

export const acceptTrade: Rule<'acceptTrade'> = async (state, { no }) => {
  requireRole(state.caller, 'trader')
  moveTrade(state, await tradeForAct(state, no, 'accept'), 'accept')
}
