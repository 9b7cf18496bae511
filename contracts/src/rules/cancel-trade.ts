// The trade is called off before anything was dispatched; the reason stands in the signed record.
import { requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

export const cancelTrade: Rule<'cancelTrade'> = async (state, { no }) => {
  requireRole(state.caller, 'trader')
  moveTrade(state, await tradeForAct(state, no, 'cancel'), 'cancel')
}
