// Turns what a person says of batch, place and quantity into the arguments of a stock act: the holdings it consumes, the days it keeps.
import { parseQuantity, sum } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { fault } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { caughtUp } from './caught-up.ts'
import { takeHoldings } from './holdings.ts'
import { membershipOf } from './plan-dispatch.ts'
import { mustRead } from './state.ts'

type Body<N extends keyof typeof requests> = z.output<(typeof requests)[N]>
type Where = { batch: string; place: string; quantity: string }
type Taken = { holding: string; quantity: string }

/** Throws INSUFFICIENT_QUANTITY at `quantity`. */
const takeOf = async (deps: Deps, organisation: string, { batch, place, quantity }: Where): Promise<Taken[]> => {
  const wanted = [{ batch, quantity }]
  const [taken = []] = await takeHoldings(deps, { organisation, place, wanted, field: 'quantity' })
  return taken.map(({ id: holding, quantity: part }) => ({ holding, quantity: part }))
}

/** Half a piece is refused in the caller's own words, before holdings are chosen. */
const checkQuantities = async (
  deps: Deps,
  product: string,
  list: readonly { quantity: string }[],
  field: 'parts' | 'inputs',
): Promise<void> => {
  const { unit } = await mustRead(deps, keys.product(product), 'product')
  const decimals = decimalsOf(unit)
  list.forEach(({ quantity }, i) => parseQuantity(quantity, `${field}.${String(i)}.quantity`, { decimals }))
}

export const planSplit = async (
  deps: Deps,
  organisation: string,
  { source, place, parts }: Body<'splitBatch'> & { source: string },
): Promise<Args<'splitBatch'>> => {
  const { product, producedOn, expiresOn } = await mustRead(deps, keys.batch(source), 'id')
  await checkQuantities(deps, product, parts, 'parts')
  const quantities = parts.map(({ quantity }) => quantity)
  const inputs = await takeOf(deps, organisation, { batch: source, place, quantity: sum(quantities) })
  return {
    source,
    product,
    producedOn,
    ...(expiresOn === undefined ? {} : { expiresOn }),
    place,
    parts: parts.map(({ lot }) => ({ id: batchId(product, lot), lot })),
    quantities,
    inputs,
  }
}

const earliest = (days: readonly (string | undefined)[]): string | undefined =>
  days.filter((day) => day !== undefined).sort()[0]

const oldest = (batches: readonly State['batch'][]): { producedOn: string; expiresOn?: string } => {
  const expiresOn = earliest(batches.map((batch) => batch.expiresOn))
  const producedOn = earliest(batches.map((batch) => batch.producedOn)) ?? ''
  return { producedOn, ...(expiresOn === undefined ? {} : { expiresOn }) }
}

/** The mixture is as old as the oldest of what goes into it. */
export const planMerge = async (
  deps: Deps,
  organisation: string,
  { inputs, product, lot, place }: Body<'mergeBatches'>,
): Promise<Args<'mergeBatches'>> => {
  await checkQuantities(deps, product, inputs, 'inputs')
  const inputBatches = [...new Set(inputs.map(({ batch }) => batch))]
  const batches = await Promise.all(inputBatches.map((batch) => mustRead(deps, keys.batch(batch), 'inputs')))
  const taken = await takeHoldings(deps, { organisation, place, wanted: inputs, field: 'inputs' })
  return {
    id: batchId(product, lot),
    product,
    lot,
    place,
    ...oldest(batches),
    quantity: sum(inputs.map(({ quantity }) => quantity)),
    inputBatches,
    inputs: taken.flat().map(({ batch, id: holding, quantity }) => ({ batch, holding, quantity })),
  }
}

export const planRetirement = async (
  deps: Deps,
  organisation: string,
  { id, ...body }: Body<'retireGoods'> & { id: string },
): Promise<Args<'retireGoods'>> => {
  await mustRead(deps, keys.batch(body.batch), 'batch')
  const { units, ...act } = body
  const inputs = await takeOf(deps, organisation, body)
  if (units === undefined) return { id, ...act, inputs }
  const { membership } = await membershipOf(deps, body.batch, units, 'units')
  return { id, ...act, inputs, units, ...(membership === undefined ? {} : { membership }) }
}

/** A holding of the batch that the organisation has or once had; its maker needs none. */
const heldBefore = async (
  deps: Deps,
  organisation: string,
  batch: State['batch'],
): Promise<Pick<Args<'adjustStock'>, 'held'>> => {
  if (batch.organisation === organisation) return {}
  await caughtUp(deps)
  const row = await deps.readModel
    .selectFrom('holding')
    .select('id')
    .where('owner', '=', organisation)
    .where('batch', '=', batch.id)
    .orderBy('leaf_index', 'desc')
    .executeTakeFirst()
  if (row === undefined) throw fault('VALIDATION_FAILED', 'batch', 'holding.of-increase', batch.id)
  return { held: row.id }
}

/** The note stays out: it is hidden on chain. */
export const planAdjustment = async (
  deps: Deps,
  organisation: string,
  { id, note: _note, ...body }: Body<'adjustStock'> & { id: string },
): Promise<Omit<Args<'adjustStock'>, 'note'>> => {
  const batch = await mustRead(deps, keys.batch(body.batch), 'batch')
  if (body.direction === 'increase') return { id, ...body, ...(await heldBefore(deps, organisation, batch)) }
  return { id, ...body, inputs: await takeOf(deps, organisation, body) }
}
