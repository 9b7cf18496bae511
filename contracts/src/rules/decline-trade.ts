// The buyer declines an offered trade; reason and party stand in the signed record.
import { requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { releaseReturn } from '../send-back.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

export const declineTrade: Rule<'declineTrade'> = async (state, { no }) => {
  requireRole(state.caller, 'trader')
  const trade = await tradeForAct(state, no, 'decline')
  await releaseReturn(state, trade, trade.lines)
  moveTrade(state, trade, 'decline')
}
