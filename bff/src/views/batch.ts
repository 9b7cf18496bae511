// Batches and their free codes as the API shows them.
import type { AsOf, BatchView, CodeView, Page } from '@ectrace/shared/api/views'
import { sum } from '@ectrace/shared/domain/decimal'
import { fault } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { batchPath, productView } from './goods.ts'

/** Codes of a batch that no dispatch has named yet. */
export const codePage = async (
  { vault, readModel }: Deps,
  batch: string,
  { after, limit, asOf }: { after?: string | undefined; limit: number; asOf: AsOf },
): Promise<Page<CodeView>> => {
  const start = after === undefined ? 0 : Number(after)
  if (!Number.isSafeInteger(start) || start < 0) throw fault('VALIDATION_FAILED', 'after', 'cursor', after)
  const acted = await readModel.selectFrom('unit').select('path').where('batch', '=', batch).execute()
  const gone = new Set(acted.map(({ path }) => path))
  const all = await vault
    .selectFrom('code')
    .selectAll()
    .where('batch', '=', batch)
    .orderBy('code_set')
    .orderBy('idx')
    .execute()
  const free = all.filter(({ path }) => !gone.has(path))
  const items = free.slice(start, start + limit).map(({ path, code_set, idx }) => ({ path, set: code_set, index: idx }))
  const next = start + limit
  return { items, total: free.length, asOf, ...(next < free.length ? { next: String(next) } : {}) }
}

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
