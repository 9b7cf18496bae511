// A count that did not agree is kept as evidence, also one under a trade that was received already; the trade stays as it is.
import { keys } from '@ectrace/shared/ledger/keys'
import { canonical } from '@ectrace/shared/proof/canonical'
import { demand } from '../guards.ts'
import { matchReceipt } from '../match-receipt.ts'
import type { Rule } from '../rule.ts'

export const recordReceiptAttempt: Rule<'recordReceiptAttempt'> = async (state, { no, count, differences }) => {
  const { trade, delivery, result } = await matchReceipt(state, no, count)
  demand(delivery !== undefined, 'STATE_CONFLICT', 'no', 'trade.dispatched', trade.state)
  demand(!result.agreed, 'STATE_CONFLICT', 'differences', 'count.disagrees')
  const same = canonical(differences) === canonical(result.differences)
  demand(same, 'VALIDATION_FAILED', 'differences', 'differences.as-matched')
  const n = trade.attempts
  state.put(keys.attempt(no, n), { v: 1, trade: no, n, count, differences: result.differences })
  state.put(keys.trade(no), { ...trade, attempts: n + 1 })
  state.emit('receiptAttempted', { v: 1, trade: no, n })
}
