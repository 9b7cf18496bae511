// Stock, retirements and adjustments as the API shows them to the organisation whose they are.
import type { AdjustmentView, RetirementView, StockView } from '@ectrace/shared/api/goods-views'
import type { AsOf, Page } from '@ectrace/shared/api/views'
import { sum } from '@ectrace/shared/domain/decimal'
import type { State } from '@ectrace/shared/ledger/state'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { behind, newestFirst, pageOfRows } from './page.ts'
import { recordedAt } from './recorded-at.ts'

type HoldingState = StockView['state']
type Heap = { batch: string; place: string | null; state: HoldingState }
type StockQuery = {
  batch?: string | undefined
  place?: string | undefined
  state?: HoldingState | undefined
  after?: string | undefined
  limit: number
  asOf: AsOf
}

const quantityOf = async ({ readModel }: Deps, owner: string, { batch, place, state }: Heap): Promise<string> => {
  const rows = await readModel
    .selectFrom('holding')
    .select('quantity')
    .where('owner', '=', owner)
    .where('batch', '=', batch)
    .where('state', '=', state)
    .where('place', place === null ? 'is' : '=', place)
    .execute()
  // Summed here: SQL would make floating numbers of decimals.
  return sum(rows.map(({ quantity }) => quantity))
}

const stockView = async (deps: Deps, owner: string, heap: Heap): Promise<StockView> => {
  const { batch, place, state } = heap
  const { readModel } = deps
  const goods = await readModel
    .selectFrom('batch')
    .innerJoin('product', 'product.id', 'batch.product')
    .select(['batch.lot', 'batch.expiresOn', 'product.id', 'product.name', 'product.unit'])
    .where('batch.id', '=', batch)
    .executeTakeFirstOrThrow()
  const recall = await readModel.selectFrom('recall').select('class').where('batch', '=', batch).executeTakeFirst()
  const { lot, expiresOn, id, name, unit } = goods
  return {
    batch,
    lot,
    product: { id, name, unit },
    ...(place === null ? {} : { place }),
    state,
    quantity: await quantityOf(deps, owner, heap),
    ...(expiresOn === null ? {} : { expiresOn }),
    ...(recall === undefined ? {} : { recalled: recall.class }),
  }
}

const shownStates: readonly HoldingState[] = ['on_hand', 'in_transit', 'held']

/** One row for each batch, place and state; what moved last comes first. */
export const stockPage = (deps: Deps, owner: string, query: StockQuery): Promise<Page<StockView>> => {
  const { batch, place, state, after, limit } = query
  const { readModel } = deps
  const heaps = readModel
    .selectFrom('holding')
    .select(({ fn }) => ['batch', 'place', 'state', fn.max('leaf_index').as('leaf_index'), fn.min('key').as('key')])
    .where('owner', '=', owner)
    .where('state', 'in', state === undefined ? shownStates : [state])
    .$if(batch !== undefined, (some) => some.where('batch', '=', batch ?? ''))
    .$if(place !== undefined, (some) => some.where('place', '=', place ?? ''))
    .groupBy(['batch', 'place', 'state'])
  const rows = readModel
    .selectFrom(heaps.as('heap'))
    .selectAll()
    .where(behind(after))
    .orderBy(newestFirst)
    .limit(limit + 1)
    .execute()
  const total = readModel
    .selectFrom(heaps.as('heap'))
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .executeTakeFirst()
  // A spent holding is in no heap.
  return pageOfRows({ rows, total }, query, (row) =>
    stockView(deps, owner, { ...row, state: row.state as HoldingState }),
  )
}

const when = async (
  deps: Deps,
  { transaction }: { transaction: string },
): Promise<{ at: string; transaction: string }> => ({
  at: await recordedAt(deps, transaction),
  transaction,
})

export const retirementView = async (deps: Deps, row: StateRow<'retirement'>): Promise<RetirementView> => {
  const { id, batch, reason, retiredAt, place, quantity, units = [] } = valueOfRow('retirement', row)
  return { id, batch, reason, retiredAt, place, quantity, units, ...(await when(deps, row)) }
}

const decided = ({ decidedBy }: State['adjustment']): Pick<AdjustmentView, 'decidedBy'> =>
  decidedBy === undefined ? {} : { decidedBy }

export const adjustmentView = async (deps: Deps, row: StateRow<'adjustment'>): Promise<AdjustmentView> => {
  const adjustment = valueOfRow('adjustment', row)
  const { id, batch, place, direction, quantity, reason, state, proposedBy } = adjustment
  const said = { id, batch, place, direction, quantity, reason, state, proposedBy, ...decided(adjustment) }
  return { ...said, ...(await when(deps, row)) }
}
