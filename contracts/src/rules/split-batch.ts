// One batch becomes several of the same product and age: nothing is added or lost.
import { compare, sum } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustExist, requireOrganisation, requireRole } from '../guards.ts'
import { makeHoldings } from '../holdings.ts'
import type { NewHolding } from '../holdings.ts'
import { spendAt, takesOf, totalOf } from '../inputs.ts'
import type { LedgerState } from '../ledger-state.ts'
import { linkLineage } from '../lineage.ts'
import { makeBatch } from '../make-batch.ts'
import { relocated } from '../relocated.ts'
import type { Rule } from '../rule.ts'

/** `makeBatch` speaks of one batch: here it is the i-th part. */
const nameOfPart =
  (i: number) =>
  (field: string): string => {
    if (field === 'quantity') return `quantities.${i}`
    return field === 'id' || field === 'lot' ? `parts.${i}.${field}` : field
  }

const makeParts = async (
  state: LedgerState,
  { product, producedOn, expiresOn, parts, quantities, place }: Args<'splitBatch'>,
): Promise<NewHolding[]> => {
  const made: NewHolding[] = []
  for (const [i, part] of parts.entries()) {
    const days = { producedOn, ...(expiresOn !== undefined && { expiresOn }) }
    const batch = { ...part, product, ...days, place, quantity: quantities[i] ?? '' }
    const holding = await makeBatch(state, batch).catch((error: unknown) => {
      throw relocated(error, nameOfPart(i))
    })
    made.push(holding)
  }
  return made
}

/** The parts are what the source is: the act says so itself, and it must be true. */
const checkSource = (args: Args<'splitBatch'>, source: State['batch']): void => {
  for (const field of ['product', 'producedOn', 'expiresOn'] as const)
    demand(args[field] === source[field], 'VALIDATION_FAILED', field, 'as.source', source[field])
}

/** Goods whose units act alone are split by quantity only: a unit stays in the batch that its code names, for ever. */
export const splitBatch: Rule<'splitBatch'> = async (state, args) => {
  requireRole(state.caller, 'trader')
  const { source, parts, place, quantities, inputs } = args
  const batch = await mustExist(state, keys.batch(source), 'source')
  requireOrganisation(state.caller, batch.organisation, 'source')
  checkSource(args, batch)
  const product = await mustExist(state, keys.product(batch.product), 'source')
  const each = quantities.length === parts.length
  demand(each, 'VALIDATION_FAILED', 'quantities', 'one.per-part', String(quantities.length))
  const takes = takesOf(source, product.unit, inputs)
  const made = await makeParts(state, args)
  const total = sum(made.map(({ quantity }) => quantity))
  demand(compare(total, totalOf(takes)) === 0, 'QUANTITY_NOT_BALANCED', 'quantities', 'sum.of-inputs', total)
  const first = parts[0]?.id ?? ''
  const remainders = await spendAt(state, place, takes)
  makeHoldings(state, first, [...made, ...remainders])
  for (const { batch: part, quantity } of made) await linkLineage(state, part, new Map([[source, quantity]]))
  state.put(keys.split(source, first), { v: 1, ...args })
  const ids = parts.map(({ id }) => id)
  state.emit('batchSplit', { v: 1, source, parts: ids })
}
