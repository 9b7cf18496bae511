// Goods leave the chain for good: sold to a consumer, consumed, sampled, lost or destroyed.
import { compare } from '@ectrace/shared/domain/decimal'
import { dateOfInstant } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Args } from '@ectrace/shared/ledger/transactions'
import {
  demand,
  mustBeNew,
  mustExist,
  requireNotInFuture,
  requireNotRecalled,
  requirePlaceOf,
  requireQuantity,
  requireRole,
} from '../guards.ts'
import { makeHoldings } from '../holdings.ts'
import { spendAt, takesOf, totalOf } from '../inputs.ts'
import type { LedgerState } from '../ledger-state.ts'
import { retireUnits } from '../retire-units.ts'
import type { Rule } from '../rule.ts'

/** Recalled goods may be sampled or destroyed, but nobody sells them. */
const checkSale = async (state: LedgerState, { batch, reason }: Args<'retireGoods'>): Promise<void> => {
  if (reason === 'sold') await requireNotRecalled(state, batch, 'batch')
}

export const retireGoods: Rule<'retireGoods'> = async (state, args) => {
  requireRole(state.caller, 'trader', 'warehouse')
  const { id, reason, retiredAt, place, quantity, inputs, units } = args
  await mustBeNew(state, keys.retirement(id), 'id')
  const batch = await mustExist(state, keys.batch(args.batch), 'batch')
  const product = await mustExist(state, keys.product(batch.product), 'batch')
  await requirePlaceOf(state, state.caller.organisation, place, 'place')
  requireNotInFuture(state, retiredAt, 'retiredAt')
  const made = batch.producedOn <= dateOfInstant(retiredAt)
  demand(made, 'VALIDATION_FAILED', 'retiredAt', 'time.not-before-production', retiredAt)
  await checkSale(state, args)
  const exact = requireQuantity(quantity, product.unit, 'quantity')
  const takes = takesOf(batch.id, product.unit, inputs)
  const total = totalOf(takes)
  demand(compare(total, exact) === 0, 'QUANTITY_NOT_BALANCED', 'inputs', 'sum.is-quantity', total)
  // Goods that are held back are what is destroyed most often.
  makeHoldings(state, id, await spendAt(state, place, takes, ['on_hand', 'held']))
  await retireUnits(state, { ...args, quantity: exact }, { product, batch })
  const { organisation } = state.caller
  const act = { batch: batch.id, reason, retiredAt, place, quantity, inputs, ...(units !== undefined && { units }) }
  state.put(keys.retirement(id), { v: 1, id, ...act, organisation })
  state.emit('goodsRetired', { v: 1, retirement: id, batch: batch.id })
}
