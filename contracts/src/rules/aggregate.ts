// Items into a carton, cartons onto a pallet: all of one batch, told from now on by the pack they lie in.
import { sum } from '@ectrace/shared/domain/decimal'
import { dateOfInstant } from '@ectrace/shared/domain/time'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import { spansOf } from '../codes-in-use.ts'
import { demand, mustExist, requireNotInFuture, requirePlaceOf, requireRole } from '../guards.ts'
import { checkChildren, requireNewPack } from '../pack-children.ts'
import { quantityIn, requireRatio } from '../packs.ts'
import type { Rule } from '../rule.ts'

/** Goods of a recalled batch may be packed: that is how they are gathered and sent back. */
export const aggregate: Rule<'aggregate'> = async (state, args) => {
  requireRole(state.caller, 'trader', 'warehouse')
  const { parent, level, membership: _membership, holdings: _holdings, ...act } = args
  const { organisation } = state.caller
  await requireNewPack(state, parent)
  const batch = await mustExist(state, keys.batch(args.batch), 'batch')
  const product = await mustExist(state, keys.product(batch.product), 'batch')
  // What one code of weighed goods stands for is not known: such a pack could not say how much is in it.
  demand(decimalsOf(product.unit) === 0, 'VALIDATION_FAILED', 'batch', 'unit.counted', product.unit)
  await requirePlaceOf(state, organisation, args.place, 'place')
  requireNotInFuture(state, args.packedAt, 'packedAt')
  const made = batch.producedOn <= dateOfInstant(args.packedAt)
  demand(made, 'VALIDATION_FAILED', 'packedAt', 'time.not-before-production', args.packedAt)
  const rows = await checkChildren(state, args, { product, batch })
  const quantity = sum(rows.map(quantityIn))
  requireRatio(product, level, quantity, args.partial === true)
  for (const { takenOutOf: _left, ...row } of rows) state.put(keys.unit(row.path), { ...row, parent })
  const pack = { level, quantity, children: args.children, ...spansOf(rows) }
  state.put(keys.unit(parent), { v: 1, path: parent, batch: batch.id, holder: organisation, state: 'on_hand', pack })
  state.put(keys.packed(parent), { v: 1, parent, level, ...act })
  state.emit('unitsPacked', { v: 1, parent, count: args.count })
}
