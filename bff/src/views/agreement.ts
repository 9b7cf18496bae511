// Standing agreements as their two sides see them.
import type { AgreementView } from '@ectrace/shared/api/trade-views'
import { keys } from '@ectrace/shared/ledger/keys'
import { mustRead } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { partyOf } from './party.ts'
import { recordedAt } from './recorded-at.ts'

export const agreementView = async (deps: Deps, row: StateRow<'agreement'>): Promise<AgreementView> => {
  const { supplier, buyer, products, validUntil, state } = valueOfRow('agreement', row)
  return {
    supplier: await partyOf(deps, supplier),
    buyer: await partyOf(deps, buyer),
    products: await Promise.all(
      products.map(async ({ product, most }) => {
        const { name, unit } = await mustRead(deps, keys.product(product), 'product')
        return { product, productName: name, unit, ...(most === undefined ? {} : { most }) }
      }),
    ),
    ...(validUntil === undefined ? {} : { validUntil }),
    state,
    updatedAt: await recordedAt(deps, row.transaction),
    transaction: row.transaction,
  }
}
