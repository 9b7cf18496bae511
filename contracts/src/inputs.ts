// What an act takes of other batches to make a new one, and the public list that names them.
import { add, sum } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustExist, requireDistinct, requireQuantity } from './guards.ts'
import { spendHoldings } from './holdings.ts'
import type { NewHolding, Take } from './holdings.ts'
import type { LedgerState } from './ledger-state.ts'

type Input = Args<'transformBatch'>['inputs'][number]
type Taken = Args<'splitBatch'>['inputs'][number]

/** An input with the batch it is taken from. */
export type Used = { batch: State['batch']; take: Take }

const usedOf = async (state: LedgerState, input: Input, at: string): Promise<Used> => {
  const batch = await mustExist(state, keys.batch(input.batch), `${at}.batch`)
  const product = await mustExist(state, keys.product(batch.product), `${at}.batch`)
  const quantity = requireQuantity(input.quantity, product.unit, `${at}.quantity`)
  return { batch, take: { holding: input.holding, batch: batch.id, quantity, field: `${at}.holding` } }
}

const checkInputBatches = (inputBatches: readonly string[], used: Map<string, Quantity>): void => {
  requireDistinct(inputBatches, (i) => `inputBatches.${i}`)
  const same = inputBatches.length === used.size && inputBatches.every((batch) => used.has(batch))
  demand(same, 'VALIDATION_FAILED', 'inputBatches', 'batches.of-inputs')
}

const totals = (takes: readonly Take[]): Map<string, Quantity> => {
  const byBatch = new Map<string, Quantity>()
  for (const { batch, quantity } of takes) byBatch.set(batch, add(byBatch.get(batch) ?? '0', quantity))
  return byBatch
}

/**
 * The inputs of batch `id`, and how much of each batch they take. Throws NOT_FOUND, INVALID_QUANTITY, or VALIDATION_FAILED when a batch
 * is made from itself or `inputBatches`, the public list, does not name exactly the batches of `inputs`, the parties' list.
 */
export const readInputs = async (
  state: LedgerState,
  { id, inputBatches, inputs }: Pick<Args<'transformBatch'>, 'id' | 'inputBatches' | 'inputs'>,
): Promise<{ used: Used[]; perBatch: Map<string, Quantity> }> => {
  inputs.forEach((input, i) =>
    demand(input.batch !== id, 'VALIDATION_FAILED', `inputs.${i}.batch`, 'batch.not-itself', id),
  )
  const used: Used[] = []
  for (const [i, input] of inputs.entries()) used.push(await usedOf(state, input, `inputs.${i}`))
  const perBatch = totals(used.map(({ take }) => take))
  checkInputBatches(inputBatches, perBatch)
  return { used, perBatch }
}

/** Takes out of holdings of one batch, whose unit of measure is `unit`. Throws INVALID_QUANTITY. */
export const takesOf = (batch: string, unit: string, inputs: readonly Taken[]): Take[] =>
  inputs.map(({ holding, quantity }, i) => ({
    holding,
    batch,
    quantity: requireQuantity(quantity, unit, `inputs.${i}.quantity`),
    field: `inputs.${i}.holding`,
  }))

export const totalOf = (takes: readonly Take[]): Quantity => sum(takes.map(({ quantity }) => quantity))

/** As `spendHoldings`, of goods that lie at `place`: else VALIDATION_FAILED. */
export const spendAt = async (
  state: LedgerState,
  place: string,
  takes: readonly Take[],
  usable?: readonly State['holding']['state'][],
): Promise<NewHolding[]> => {
  const remainders = await spendHoldings(state, takes, usable)
  for (const { holding, field } of takes) {
    const found = await mustExist(state, keys.holding(holding), field)
    demand(found.place === place, 'VALIDATION_FAILED', field, 'holding.of-place', found.place)
  }
  return remainders
}
