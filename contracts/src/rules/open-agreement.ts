// The buyer agrees beforehand to what a supplier may offer; opening it again replaces its terms.
import { toUtcMs } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import { demand, mustExist, requireDistinct, requireOrganisation, requireQuantity, requireRole } from '../guards.ts'
import type { Rule } from '../rule.ts'

export const openAgreement: Rule<'openAgreement'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  const { supplier, buyer, products, validUntil } = args
  requireOrganisation(state.caller, buyer, 'buyer')
  demand(supplier !== buyer, 'VALIDATION_FAILED', 'supplier', 'supplier.another-organisation', supplier)
  const partner = await mustExist(state, keys.organisation(supplier), 'supplier')
  demand(partner.level !== 'suspended', 'STATE_CONFLICT', 'supplier', 'organisation.not-suspended', supplier)
  const ahead = validUntil === undefined || toUtcMs(validUntil) > toUtcMs(state.now)
  demand(ahead, 'VALIDATION_FAILED', 'validUntil', 'time.in-future', validUntil)
  requireDistinct(
    products.map(({ product }) => product),
    (i) => `products.${i}.product`,
  )
  for (const [i, { product, most }] of products.entries()) {
    const { unit } = await mustExist(state, keys.product(product), `products.${i}.product`)
    if (most !== undefined) requireQuantity(most, unit, `products.${i}.most`)
  }
  state.put(keys.agreement(supplier, buyer), { v: 1, ...args, state: 'open' })
  state.emit('agreementChanged', { v: 1, supplier, buyer, state: 'open' })
}
