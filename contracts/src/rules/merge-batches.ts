// Several batches of one product become one: nothing is added or lost, and it is as old as its oldest.
import { compare } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, requireRole } from '../guards.ts'
import { makeHoldings } from '../holdings.ts'
import { readInputs, spendAt, totalOf } from '../inputs.ts'
import type { Used } from '../inputs.ts'
import { linkLineage } from '../lineage.ts'
import { makeBatch } from '../make-batch.ts'
import type { Rule } from '../rule.ts'

const earliest = (days: readonly (string | undefined)[]): string | undefined =>
  days
    .filter((day) => day !== undefined)
    .reduce<string | undefined>((a, b) => (a === undefined || b < a ? b : a), undefined)

/** The days of a mixture are its oldest part's: a day later would make goods younger than they are. */
const checkDays = ({ producedOn, expiresOn }: Args<'mergeBatches'>, batches: readonly State['batch'][]): void => {
  const made = earliest(batches.map((batch) => batch.producedOn))
  demand(producedOn === made, 'VALIDATION_FAILED', 'producedOn', 'day.earliest-of-inputs', made)
  const ends = earliest(batches.map((batch) => batch.expiresOn))
  demand(expiresOn === ends, 'VALIDATION_FAILED', 'expiresOn', 'day.earliest-of-inputs', ends)
}

const checkProduct = (product: string, used: readonly Used[]): void =>
  used.forEach(({ batch }, i) =>
    demand(batch.product === product, 'VALIDATION_FAILED', `inputs.${i}.batch`, 'product.of-batch', batch.product),
  )

/** Goods whose units act alone are merged by quantity only: a unit stays in the batch that its code names, for ever. */
export const mergeBatches: Rule<'mergeBatches'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  const { id, product, place, quantity, inputBatches, inputs } = args
  const { used, perBatch } = await readInputs(state, args)
  checkProduct(product, used)
  checkDays(
    args,
    used.map(({ batch }) => batch),
  )
  const takes = used.map(({ take }) => take)
  const total = totalOf(takes)
  const output = await makeBatch(state, args)
  demand(compare(output.quantity, total) === 0, 'QUANTITY_NOT_BALANCED', 'quantity', 'sum.of-inputs', quantity)
  const remainders = await spendAt(state, place, takes)
  makeHoldings(state, id, [output, ...remainders])
  await linkLineage(state, id, perBatch)
  state.put(keys.transformation(id), { v: 1, batch: id, inputBatches, inputs })
  state.emit('batchesMerged', { v: 1, batch: id, inputBatches })
}
