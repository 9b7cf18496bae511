// A product of the organisation; a GTIN names one product on the whole channel.
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustBeNew, requireDistinct, requireQuantity, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

/** What is packed is counted, in packages of another unit of measure than the goods', and each holds a quantity of the goods. */
const checkPacking = ({ unit: own, packing = [] }: Args<'createProduct'>): void => {
  requireDistinct(
    packing.map(({ unit }) => unit),
    (i) => `packing.${i}.unit`,
  )
  packing.forEach(({ unit, quantity }, i) => {
    const fits = unit !== own && decimalsOf(unit) === 0
    demand(fits, 'VALIDATION_FAILED', `packing.${i}.unit`, 'unit.counted-other-than-product', unit)
    requireQuantity(quantity, own, `packing.${i}.quantity`)
  })
}

export const createProduct: Rule<'createProduct'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  await mustBeNew(state, keys.product(args.id), 'id')
  checkPacking(args)
  requireDistinct(args.requiredCredentials ?? [], (i) => `requiredCredentials.${i}`)
  if (args.gtin !== undefined) {
    await mustBeNew(state, keys.gtin(args.gtin), 'gtin')
    state.put(keys.gtin(args.gtin), { v: 1, product: args.id })
  }
  state.put(keys.product(args.id), { v: 1, ...args, organisation: state.caller.organisation })
  state.emit('productCreated', { v: 1, product: args.id })
}
