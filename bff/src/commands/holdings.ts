// Chooses the holdings that an act consumes, oldest first: the chain wants them named.
import { compare, isZero, subtract } from '@ectrace/shared/domain/decimal'
import { fault } from '@ectrace/shared/errors'
import type { Deps } from '../deps.ts'
import { caughtUp } from './caught-up.ts'

export type Taken = { id: string; batch: string; quantity: string }

/**
 * For each wish the holdings of `organisation` that fill it, at `place` where one is named. A holding serves several wishes in
 * parts. Throws INSUFFICIENT_QUANTITY naming the wish in `field`.
 */
export const takeHoldings = async (
  deps: Deps,
  request: {
    organisation: string
    place?: string
    wanted: readonly { batch: string; quantity: string }[]
    /** Of the list of wishes, or `quantity` of a single one. */
    field: 'lines' | 'inputs' | 'children' | 'amendments' | 'quantity'
  },
): Promise<Taken[][]> => {
  const { organisation, place } = request
  await caughtUp(deps)
  const found = await deps.readModel
    .selectFrom('holding')
    .select(['id', 'batch', 'quantity', 'place'])
    .where('owner', '=', organisation)
    .where('state', '=', 'on_hand')
    .where('batch', 'in', [...new Set(request.wanted.map(({ batch }) => batch))])
    .orderBy('leaf_index')
    .orderBy('key')
    .execute()
  const left = found.filter((holding) => place === undefined || holding.place === place).map((one) => ({ ...one }))
  return request.wanted.map(({ batch, quantity }, i) => {
    const taken: Taken[] = []
    let missing = quantity
    for (const holding of left.filter((one) => one.batch === batch)) {
      if (isZero(missing)) break
      if (isZero(holding.quantity)) continue
      const part = compare(holding.quantity, missing) < 0 ? holding.quantity : missing
      taken.push({ id: holding.id, batch, quantity: part })
      holding.quantity = subtract(holding.quantity, part)
      missing = subtract(missing, part)
    }
    if (!isZero(missing)) {
      const { field } = request
      const name = field === 'quantity' ? field : `${field}.${String(i)}.quantity`
      throw fault('INSUFFICIENT_QUANTITY', name, 'on-hand', quantity)
    }
    return taken
  })
}
