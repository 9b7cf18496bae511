// The buyer refuses the goods for good: the trade ends, the goods stay in transit until the supplier has them back.
import { keys } from '@ectrace/shared/ledger/keys'
import { withdrawOpenNote } from '../discrepancy-notes.ts'
import { requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

export const refuseReceipt: Rule<'refuseReceipt'> = async (state, { no, reason, party }) => {
  requireRole(state.caller, 'warehouse', 'trader')
  const trade = await tradeForAct(state, no, 'refuse')
  state.put(keys.refusal(no), { v: 1, trade: no, reason, party })
  await withdrawOpenNote(state, trade)
  moveTrade(state, trade, 'refuse')
}
