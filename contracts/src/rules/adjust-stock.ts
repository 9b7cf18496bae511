// What is there differs from what is written: one person proposes the correction; nothing moves until another decides.
import { compare } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import {
  demand,
  mustBeNew,
  mustExist,
  requireOrganisation,
  requirePlaceOf,
  requireQuantity,
  requireRole,
} from '../guards.ts'
import { spendAt, takesOf, totalOf } from '../inputs.ts'
import type { LedgerState } from '../ledger-state.ts'
import type { Rule } from '../rule.ts'

type Proposal = Args<'adjustStock'>

/** Goods may turn up only where goods of the batch were before: else anybody could make some of anybody's batch. */
const checkIncrease = async (state: LedgerState, { inputs, held }: Proposal, batch: State['batch']): Promise<void> => {
  demand(inputs === undefined, 'VALIDATION_FAILED', 'inputs', 'inputs.of-decrease')
  if (held === undefined) {
    const own = batch.organisation === state.caller.organisation
    demand(own, 'VALIDATION_FAILED', 'held', 'holding.of-increase', batch.id)
    return
  }
  const holding = await mustExist(state, keys.holding(held), 'held')
  requireOrganisation(state.caller, holding.owner, 'held')
  demand(holding.batch === batch.id, 'VALIDATION_FAILED', 'held', 'holding.of-batch', holding.batch)
}

/** The holdings are there now; that they still are is asked again when the proposal is approved. */
const checkDecrease = async (
  state: LedgerState,
  { inputs, held, place, quantity }: Proposal,
  { batch, unit }: { batch: State['batch']; unit: string },
): Promise<void> => {
  demand(held === undefined, 'VALIDATION_FAILED', 'held', 'holding.of-increase')
  demand(inputs !== undefined, 'VALIDATION_FAILED', 'inputs', 'inputs.of-decrease')
  const takes = takesOf(batch.id, unit, inputs)
  const total = totalOf(takes)
  demand(compare(total, quantity) === 0, 'QUANTITY_NOT_BALANCED', 'inputs', 'sum.is-quantity', total)
  await spendAt({ ...state, put: () => undefined }, place, takes)
}

export const adjustStock: Rule<'adjustStock'> = async (state, args) => {
  const { organisation, user } = state.caller
  requireRole(state.caller, 'trader', 'administrator')
  await mustBeNew(state, keys.adjustment(args.id), 'id')
  const batch = await mustExist(state, keys.batch(args.batch), 'batch')
  const { unit } = await mustExist(state, keys.product(batch.product), 'batch')
  await requirePlaceOf(state, organisation, args.place, 'place')
  const quantity = requireQuantity(args.quantity, unit, 'quantity')
  if (args.direction === 'increase') await checkIncrease(state, args, batch)
  else await checkDecrease(state, { ...args, quantity }, { batch, unit })
  state.put(keys.adjustment(args.id), { v: 1, ...args, organisation, proposedBy: user, state: 'proposed' })
  state.emit('adjustmentChanged', { v: 1, adjustment: args.id, state: 'proposed' })
}
