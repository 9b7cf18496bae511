// The buyer declines an offered trade; the reason stands in the signed record.
import { requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

export const declineTrade: Rule<'declineTrade'> = async (state, { no }) => {
  requireRole(state.caller, 'trader')
  moveTrade(state, await tradeForAct(state, no, 'decline'), 'decline')
}
