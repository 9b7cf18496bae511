// What is loaded against what the chain says: gathered here, compared by the function that every face shares.
import { openStoppedCodes } from '@ectrace/shared/codes/stopped-codes'
import type { CodedUnit, Stopped } from '@ectrace/shared/codes/stopped-codes'
import { sum } from '@ectrace/shared/domain/decimal'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { matchLoading } from '@ectrace/shared/matching/match-loading'
import type { LoadCheck, LoadedBatch } from '@ectrace/shared/matching/match-loading'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { mintedCodes } from './minted-batches.ts'
import { onHandOf } from './on-hand.ts'
import type { OnHand } from './on-hand.ts'
import { readState, readingOf } from './state.ts'

const loadedBatch = async (deps: Deps, id: string, held: readonly OnHand[]): Promise<[string, LoadedBatch][]> => {
  const batch = await readState(deps, keys.batch(id))
  if (batch === undefined) return []
  const { product, lot, expiresOn } = batch
  const recalled = (await readState(deps, keys.recall(id))) !== undefined
  const quantity = sum(held.filter((one) => one.batch === id).map((one) => one.quantity))
  return [[id, { product, lot, recalled, held: quantity, ...(expiresOn === undefined ? {} : { expiresOn }) }]]
}

/** What a dispatch would refuse as not in use, by the path that names it. */
const stoppedOf = async (
  deps: Deps,
  trade: State['trade'],
  units: readonly (CodedUnit & { batch: string })[],
): Promise<Record<string, Stopped>> => {
  const findStopped = openStoppedCodes(readingOf(deps), trade.returnOf === undefined ? 'trade' : 'removal')
  const found: Record<string, Stopped> = {}
  for (const unit of units) {
    const stopped = await findStopped(unit.batch, unit)
    if (stopped !== undefined) found[unit.path] = stopped
  }
  return found
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
  const minted = await mintedCodes(deps, fresh)
  const acted = rows.flatMap((row) => row ?? [])
  const unseen = Object.entries(minted).map(([path, { batch, set, index }]) => ({
    path,
    batch,
    minted: { set, index },
  }))
  const facts = {
    trade,
    batches: Object.fromEntries(batches.flat()),
    units: Object.fromEntries(units),
    minted: Object.fromEntries(Object.entries(minted).map(([path, { batch }]) => [path, batch])),
    stopped: await stoppedOf(deps, trade, [...acted, ...unseen]),
    today: dateOfInstant(instantFromMs(deps.clock())),
  }
  return matchLoading(facts, lines)
}
