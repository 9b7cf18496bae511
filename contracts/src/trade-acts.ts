// A trade and the act that is to move it: whether the caller is the party that may, and whether the state lets it.
import { AppError } from '@ectrace/shared/errors'
import { nextTradeState, tradeActParty } from '@ectrace/shared/domain/trade'
import type { TradeAct, TradeState } from '@ectrace/shared/domain/trade'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { demand, mustExist } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Trade = State['trade']

/** The trade, for an act of the caller's organisation. Throws NOT_FOUND, WRONG_ORGANISATION or STATE_CONFLICT (`details.state`). */
export const tradeForAct = async (state: LedgerState, no: string, act: TradeAct): Promise<Trade> => {
  const trade = await mustExist(state, keys.trade(no), 'no')
  const party = tradeActParty(act)
  const parties = party === 'either' ? [trade.supplier, trade.buyer] : [trade[party]]
  demand(parties.includes(state.caller.organisation), 'WRONG_ORGANISATION', 'no', `trade.${party}`)
  stateAfter(trade, act)
  return trade
}

const stateAfter = (trade: Trade, act: TradeAct): TradeState => {
  const next = nextTradeState(trade.state, act)
  if (next !== undefined) return next
  const faults = [{ field: 'no', rule: `trade.state.${act}`, value: trade.state }]
  throw new AppError('STATE_CONFLICT', { details: { state: trade.state, act, faults } })
}

/** Writes the trade in the state that the act leads to, with `changes`, says so, and returns it. */
export const moveTrade = (state: LedgerState, trade: Trade, act: TradeAct, changes: Partial<Trade> = {}): Trade => {
  const moved = { ...trade, ...changes, state: stateAfter(trade, act) }
  state.put(keys.trade(trade.no), moved)
  state.emit('tradeChanged', { v: 1, trade: trade.no, state: moved.state })
  return moved
}
