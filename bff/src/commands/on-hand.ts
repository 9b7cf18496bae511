// What an organisation has on hand of some batches, place by place: which holdings there are says the read model, what they hold the chain.
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Deps } from '../deps.ts'
import { caughtUp } from './caught-up.ts'
import { readState } from './state.ts'

export type OnHand = { batch: string; place: string; quantity: Quantity }

/** One entry a holding, oldest first. */
export const onHandOf = async (deps: Deps, organisation: string, batches: readonly string[]): Promise<OnHand[]> => {
  if (batches.length === 0) return []
  await caughtUp(deps)
  const found = await deps.readModel
    .selectFrom('holding')
    .select('id')
    .where('owner', '=', organisation)
    .where('state', '=', 'on_hand')
    .where('batch', 'in', [...batches])
    .orderBy('leaf_index')
    .orderBy('key')
    .execute()
  const holdings = await Promise.all(found.map(({ id }) => readState(deps, keys.holding(id))))
  return holdings.flatMap((holding) =>
    holding?.state === 'on_hand' && holding.owner === organisation && holding.place !== undefined
      ? [{ batch: holding.batch, place: holding.place, quantity: holding.quantity }]
      : [],
  )
}
