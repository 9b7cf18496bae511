// The supplier calls a trade off: before dispatch nothing moves, after it the shipment is void and the goods are where they left from.
// Reason and party stand in the signed record.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { bringBack, stillDue } from '../bring-back.ts'
import { withdrawOpenNote } from '../discrepancy-notes.ts'
import { mustExist, requireRole } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { Rule } from '../rule.ts'
import { releaseReturn } from '../send-back.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

/** Nothing was received: the state would be another one. What a discrepancy note sends back comes along. */
const voidShipment = async (state: LedgerState, { no }: State['trade']): Promise<void> => {
  const delivery = await state.get(keys.delivery(no))
  if (delivery === undefined) return
  const { place } = await mustExist(state, keys.dispatch(no), 'no')
  const { returning = [], ...kept } = delivery
  await bringBack(state, [...stillDue(delivery), ...returning], { act: `${no}/cancellation`, place })
  if (returning.length > 0) state.put(keys.delivery(no), kept)
}

export const cancelTrade: Rule<'cancelTrade'> = async (state, { no }) => {
  requireRole(state.caller, 'trader')
  const trade = await tradeForAct(state, no, 'cancel')
  await withdrawOpenNote(state, trade)
  await voidShipment(state, trade)
  await releaseReturn(state, trade, trade.lines)
  moveTrade(state, trade, 'cancel')
}
