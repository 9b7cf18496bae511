// What is loaded against what the chain says: gathered here, compared by the function that every face shares.
import { sum } from '@ectrace/shared/domain/decimal'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { matchLoading } from '@ectrace/shared/matching/match-loading'
import type { LoadCheck, LoadedBatch } from '@ectrace/shared/matching/match-loading'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { mintedBatches } from './minted-batches.ts'
import { onHandOf } from './on-hand.ts'
import type { OnHand } from './on-hand.ts'
import { readState } from './state.ts'

const loadedBatch = async (deps: Deps, id: string, held: readonly OnHand[]): Promise<[string, LoadedBatch][]> => {
  const batch = await readState(deps, keys.batch(id))
  if (batch === undefined) return []
  const { product, lot, expiresOn } = batch
  const recalled = (await readState(deps, keys.recall(id))) !== undefined
  const quantity = sum(held.filter((one) => one.batch === id).map((one) => one.quantity))
  return [[id, { product, lot, recalled, held: quantity, ...(expiresOn === undefined ? {} : { expiresOn }) }]]
}

/** Writes nothing. Rows and units that the chain does not know are differences, not errors. */
export const checkLoad = async (
  deps: Deps,
  trade: State['trade'],
  { place, lines }: z.output<typeof requests.checkLoad>,
): Promise<LoadCheck> => {
  const ids = [...new Set(lines.map(({ batch }) => batch))]
  const held = (await onHandOf(deps, trade.supplier, ids)).filter((one) => one.place === place)
  const paths = [...new Set(lines.flatMap(({ units = [] }) => units))]
  const rows = await Promise.all(paths.map((path) => readState(deps, keys.unit(path))))
  const units = rows.flatMap((row) => (row === undefined ? [] : [[row.path, row] as const]))
  const fresh = paths.filter((_path, i) => rows[i] === undefined)
  const batches = await Promise.all(ids.map((id) => loadedBatch(deps, id, held)))
  const facts = {
    trade,
    batches: Object.fromEntries(batches.flat()),
    units: Object.fromEntries(units),
    minted: await mintedBatches(deps, fresh),
    today: dateOfInstant(instantFromMs(deps.clock())),
  }
  return matchLoading(facts, lines)
}
