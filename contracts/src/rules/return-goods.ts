// The supplier has goods back: everything still due of a refused trade, or what a discrepancy note sends back of any other.
import { compareInstants } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { bringBack, stillDue } from '../bring-back.ts'
import type { Travelling } from '../bring-back.ts'
import { demand, mustExist, requireNotInFuture, requirePlaceOf, requireRole } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { Rule } from '../rule.ts'
import { releaseReturn } from '../send-back.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

type Trade = State['trade']

const comingBack = ({ state }: Trade, delivery: State['delivery']): Travelling[] => [
  ...(state === 'refused' ? stillDue(delivery) : []),
  ...(delivery.returning ?? []),
]

const checkTime = async (state: LedgerState, no: string, returnedAt: string): Promise<void> => {
  requireNotInFuture(state, returnedAt, 'returnedAt')
  const { dispatchedAt } = await mustExist(state, keys.dispatch(no), 'no')
  const after = compareInstants(dispatchedAt, returnedAt) <= 0
  demand(after, 'VALIDATION_FAILED', 'returnedAt', 'time.not-before-dispatch', returnedAt)
}

/** A return that was itself refused did not go back: its goods may be sent back again. */
const release = async (
  state: LedgerState,
  trade: Trade,
  back: readonly { batch: string; quantity: string }[],
): Promise<void> => {
  if (trade.returnOf === undefined) return
  const lines = []
  for (const { batch, quantity } of back) {
    const { product } = await mustExist(state, keys.batch(batch), 'no')
    lines.push({ product, quantity })
  }
  await releaseReturn(state, trade, lines)
}

export const returnGoods: Rule<'returnGoods'> = async (state, { no, place, returnedAt }) => {
  requireRole(state.caller, 'warehouse', 'trader')
  const trade = await tradeForAct(state, no, 'return')
  await requirePlaceOf(state, trade.supplier, place, 'place')
  await checkTime(state, no, returnedAt)
  const { returns: n = 0 } = trade
  const delivery = await mustExist(state, keys.delivery(no), 'no')
  const back = await bringBack(state, comingBack(trade, delivery), { act: `${no}/return/${n}`, place })
  demand(back.length > 0, 'STATE_CONFLICT', 'no', 'delivery.returning', trade.state)
  const { returning: _back, ...kept } = delivery
  state.put(keys.delivery(no), kept)
  await release(state, trade, back)
  state.put(keys.return(no, n), { v: 1, trade: no, n, place, returnedAt })
  moveTrade(state, trade, 'return', { returns: n + 1 })
  state.emit('goodsReturned', { v: 1, trade: no, n })
}
