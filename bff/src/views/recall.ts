// Recalls as the API shows them, with the batches they reached.
import type { RecalledBatch, RecallView } from '@ectrace/shared/api/goods-views'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Deps } from '../deps.ts'
import { kindOf, valueOfRow } from '../projection/project.ts'
import type { StateRow } from '../store/state-columns.ts'
import { mustRead, readState } from '../commands/state.ts'
import { recordedAt } from './recorded-at.ts'

type Recall = State['recall']

export const recallView = async (deps: Deps, row: StateRow<'recallAct'>): Promise<RecallView> => {
  const { id, batches, class: level, reason, organisation } = valueOfRow('recallAct', row)
  const at = await recordedAt(deps, row.transaction)
  return { id, batches, class: level, reason, organisation, at, transaction: row.transaction }
}

/** As the act itself wrote them, whatever came over them later. */
const writtenBy = async ({ ledger }: Deps, transaction: string): Promise<Recall[]> => {
  const committed = await ledger.transaction(transaction)
  if (committed === undefined) throw new AppError('STATE_DIGEST_MISMATCH', { details: { table: 'recallAct' } })
  // Only rules write state: what lies under such a key has its shape.
  return committed.writes.filter(({ key }) => kindOf(key) === 'recall').map(({ value }) => value as unknown as Recall)
}

/** Batches that were made from recalled ones afterwards. */
const madeLater = async ({ readModel }: Deps, id: string): Promise<Recall[]> => {
  const rows = await readModel.selectFrom('recall').selectAll().where('id', '=', id).orderBy('leaf_index').execute()
  return rows.map((row) => valueOfRow('recall', row))
}

const recalledBatch = async (deps: Deps, { batch: id, id: act, inheritedFrom }: Recall): Promise<RecalledBatch> => {
  const { lot, product, organisation } = await mustRead(deps, keys.batch(id), 'batch')
  const { name } = await mustRead(deps, keys.product(product), 'product')
  const inForce = await readState(deps, keys.recall(id))
  return {
    batch: id,
    lot,
    product: { id: product, name },
    organisation,
    ...(inheritedFrom === undefined ? {} : { inheritedFrom }),
    ...(inForce?.id === undefined || inForce.id === act ? {} : { overtakenBy: inForce.id }),
  }
}

/** Every batch that the recall reached, in the order in which it did. */
export const reachedBy = async (deps: Deps, row: StateRow<'recallAct'>): Promise<RecalledBatch[]> => {
  const all = [...(await writtenBy(deps, row.transaction)), ...(await madeLater(deps, row.id))]
  const once = new Map(all.map((recall) => [recall.batch, recall]))
  return Promise.all([...once.values()].map((recall) => recalledBatch(deps, recall)))
}
