// An offer that the buyer's standing agreement covers is agreed in the same transaction.
import type { State } from '@ectrace/shared/ledger/state'
import type { LedgerState } from './ledger-state.ts'
import { moveTrade } from './trade-acts.ts'
import { isCovered } from './trade-terms.ts'

/** `trade`: as it was just offered. */
export const agreeIfCovered = async (state: LedgerState, trade: State['trade']): Promise<void> => {
  if (await isCovered(state, trade)) moveTrade(state, trade, 'accept', { agreement: true })
}
