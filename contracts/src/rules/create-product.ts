// A product of the organisation; a GTIN names one product on the whole channel.
import { keys } from '@ectrace/shared/ledger/keys'
import { mustBeNew, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const createProduct: Rule<'createProduct'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  await mustBeNew(state, keys.product(args.id), 'id')
  if (args.gtin !== undefined) {
    await mustBeNew(state, keys.gtin(args.gtin), 'gtin')
    state.put(keys.gtin(args.gtin), { v: 1, product: args.id })
  }
  state.put(keys.product(args.id), { v: 1, ...args, organisation: state.caller.organisation })
  state.emit('productCreated', { v: 1, product: args.id })
}
