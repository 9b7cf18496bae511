// What every new batch needs, whether it is made from nothing recorded or out of other batches.
import { dateOfInstant, instantFromMs, toUtcMs } from '@ectrace/shared/domain/time'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import {
  demand,
  mostAheadMs,
  mustBeNew,
  mustExist,
  requireOrganisation,
  requirePlaceOf,
  requireQuantity,
} from './guards.ts'
import type { NewHolding } from './holdings.ts'
import type { LedgerState } from './ledger-state.ts'

const checkDays = (state: LedgerState, { producedOn, expiresOn }: Args<'createBatch'>): void => {
  const today = dateOfInstant(instantFromMs(toUtcMs(state.now) + mostAheadMs))
  demand(producedOn <= today, 'VALIDATION_FAILED', 'producedOn', 'day.not-in-future', producedOn)
  const ordered = expiresOn === undefined || producedOn <= expiresOn
  demand(ordered, 'VALIDATION_FAILED', 'expiresOn', 'day.not-before-production', expiresOn)
}

/**
 * Writes the batch of one of the caller's own products and an edge-less lineage, and returns its holding, still to be made.
 * Throws NOT_FOUND, WRONG_ORGANISATION (product, place), VALIDATION_FAILED (id, days), INVALID_QUANTITY, ALREADY_EXISTS (lot).
 */
export const makeBatch = async (state: LedgerState, args: Args<'createBatch'>): Promise<NewHolding> => {
  const { id, product, lot, producedOn, expiresOn, place, quantity } = args
  const owner = state.caller.organisation
  const made = await mustExist(state, keys.product(product), 'product')
  requireOrganisation(state.caller, made.organisation, 'product')
  demand(id === batchId(product, lot), 'VALIDATION_FAILED', 'id', 'batch.id-of-product-and-lot', id)
  await mustBeNew(state, keys.batch(id), 'lot')
  await requirePlaceOf(state, owner, place, 'place')
  checkDays(state, args)
  const exact = requireQuantity(quantity, made.unit, 'quantity')
  const batch: State['batch'] = {
    v: 1,
    id,
    organisation: owner,
    product,
    lot,
    producedOn,
    ...(expiresOn !== undefined && { expiresOn }),
    place,
    quantity,
  }
  state.put(keys.batch(id), batch)
  state.put(keys.lineage(id), { v: 1, inputs: [], outputs: [] })
  return { owner, place, batch: id, quantity: exact, state: 'on_hand' }
}
