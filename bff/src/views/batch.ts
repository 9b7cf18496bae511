// Batches as the API shows them.
import type { BatchView } from '@ectrace/shared/api/views'
import { sum } from '@ectrace/shared/domain/decimal'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { batchPath, productView } from './goods.ts'

export const batchView = async (
  { readModel }: Deps,
  row: StateRow<'batch'>,
  organisation: string,
): Promise<BatchView> => {
  const [product, codes, held] = await Promise.all([
    readModel.selectFrom('product').selectAll().where('id', '=', row.product).executeTakeFirstOrThrow(),
    readModel.selectFrom('codes').selectAll().where('batch', '=', row.id).executeTakeFirst(),
    readModel
      .selectFrom('holding')
      .select('quantity')
      .where('owner', '=', organisation)
      .where('batch', '=', row.id)
      .where('state', '=', 'on_hand')
      .execute(),
  ])
  const sets = codes === undefined ? [] : valueOfRow('codes', codes).sets
  return {
    id: row.id,
    organisation: row.organisation,
    product: productView(product),
    lot: row.lot,
    producedOn: row.producedOn,
    ...(row.expiresOn === null ? {} : { expiresOn: row.expiresOn }),
    place: row.place,
    ...(row.organisation === organisation ? { quantity: row.quantity } : {}),
    onHand: sum(held.map(({ quantity }) => quantity)),
    codes: sets.map(({ set, count }) => ({ set, count })),
    path: batchPath(product, row.lot),
  }
}
