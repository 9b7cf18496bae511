// Raw batches become a product batch: their holdings are spent, the lineage is written both ways.
import { add } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustExist, requireDistinct, requireQuantity, requireRole } from '../guards.ts'
import { makeHoldings, spendHoldings } from '../holdings.ts'
import type { Take } from '../holdings.ts'
import type { LedgerState } from '../ledger-state.ts'
import { makeBatch } from '../make-batch.ts'
import type { Rule } from '../rule.ts'

type Input = Args<'transformBatch'>['inputs'][number]

const takeOf = async (state: LedgerState, input: Input, at: string): Promise<Take> => {
  const batch = await mustExist(state, keys.batch(input.batch), `${at}.batch`)
  const product = await mustExist(state, keys.product(batch.product), `${at}.batch`)
  const quantity = requireQuantity(input.quantity, product.unit, `${at}.quantity`)
  return { holding: input.holding, batch: batch.id, quantity, field: `${at}.holding` }
}

const totals = (takes: readonly Take[]): Map<string, Quantity> => {
  const byBatch = new Map<string, Quantity>()
  for (const { batch, quantity } of takes) byBatch.set(batch, add(byBatch.get(batch) ?? '0', quantity))
  return byBatch
}

/** The public list names exactly the batches that the parties' list takes from. */
const checkInputBatches = (inputBatches: readonly string[], used: Map<string, Quantity>): void => {
  requireDistinct(inputBatches, (i) => `inputBatches.${i}`)
  const same = inputBatches.length === used.size && inputBatches.every((batch) => used.has(batch))
  demand(same, 'VALIDATION_FAILED', 'inputBatches', 'batches.of-inputs')
}

const linkLineage = async (state: LedgerState, product: string, used: Map<string, Quantity>): Promise<void> => {
  const inputs = [...used].map(([batch, quantity]) => ({ batch, quantity }))
  state.put(keys.lineage(product), { v: 1, inputs, outputs: [] })
  for (const { batch, quantity } of inputs) {
    const lineage = await mustExist(state, keys.lineage(batch), 'inputs')
    state.put(keys.lineage(batch), { ...lineage, outputs: [...lineage.outputs, { batch: product, quantity }] })
  }
}

export const transformBatch: Rule<'transformBatch'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  const { id, inputBatches, inputs } = args
  inputs.forEach((input, i) =>
    demand(input.batch !== id, 'VALIDATION_FAILED', `inputs.${i}.batch`, 'batch.not-itself', id),
  )
  const takes: Take[] = []
  for (const [i, input] of inputs.entries()) takes.push(await takeOf(state, input, `inputs.${i}`))
  const used = totals(takes)
  checkInputBatches(inputBatches, used)
  const output = await makeBatch(state, args)
  const remainders = await spendHoldings(state, takes)
  makeHoldings(state, id, [output, ...remainders])
  await linkLineage(state, id, used)
  state.put(keys.transformation(id), { v: 1, batch: id, inputBatches, inputs })
  state.emit('batchTransformed', { v: 1, batch: id, inputBatches })
}
