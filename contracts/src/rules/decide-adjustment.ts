// The second person of a stock adjustment: approves it, and only then the stock changes, or rejects it.
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { demand, mustExist, requireOrganisation, requireQuantity, requireRole } from '../guards.ts'
import { makeHoldings } from '../holdings.ts'
import type { NewHolding } from '../holdings.ts'
import { spendAt, takesOf } from '../inputs.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { Rule } from '../rule.ts'

type Adjustment = State['adjustment']

/** Goods that moved since they were proposed: STATE_CONFLICT naming each holding; the adjustment stays proposed. */
const requireStillThere = async (state: LedgerState, { inputs = [] }: Adjustment): Promise<void> => {
  const found = await Promise.all(inputs.map(({ holding }) => state.get(keys.holding(holding))))
  const faults = inputs.flatMap(({ holding }, i) =>
    found[i]?.state === 'on_hand' ? [] : [{ field: `inputs.${i}.holding`, rule: 'holding.on-hand', value: holding }],
  )
  if (faults.length > 0) throw new AppError('STATE_CONFLICT', { details: { faults } })
}

const found = ({ organisation: owner, place, batch, quantity }: Adjustment, unit: string): NewHolding => ({
  owner,
  place,
  batch,
  quantity: requireQuantity(quantity, unit, 'quantity'),
  state: 'on_hand',
})

const approve = async (state: LedgerState, adjustment: Adjustment): Promise<void> => {
  const { id, batch, place, direction, inputs = [] } = adjustment
  const { product } = await mustExist(state, keys.batch(batch), 'batch')
  const { unit } = await mustExist(state, keys.product(product), 'batch')
  if (direction === 'increase') {
    makeHoldings(state, id, [found(adjustment, unit)])
    return
  }
  await requireStillThere(state, adjustment)
  makeHoldings(state, id, await spendAt(state, place, takesOf(batch, unit, inputs)))
}

export const decideAdjustment: Rule<'decideAdjustment'> = async (state, { id, decision }) => {
  const { user } = state.caller
  requireRole(state.caller, 'trader', 'administrator')
  const adjustment = await mustExist(state, keys.adjustment(id), 'id')
  requireOrganisation(state.caller, adjustment.organisation, 'id')
  demand(adjustment.state === 'proposed', 'STATE_CONFLICT', 'id', 'adjustment.proposed', adjustment.state)
  demand(adjustment.proposedBy !== user, 'FORBIDDEN', 'id', 'adjustment.by-another-person', user)
  if (decision === 'approve') await approve(state, adjustment)
  const decided = decision === 'approve' ? 'approved' : 'rejected'
  state.put(keys.adjustment(id), { ...adjustment, state: decided, decidedBy: user })
  state.emit('adjustmentChanged', { v: 1, adjustment: id, state: decided })
}
