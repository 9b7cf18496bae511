// The open trades under which scanned goods are on their way to an organisation.
import { compare } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { outermostOf } from '@ectrace/shared/packing/whereabouts'
import { readingOf, readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { valueOfRow } from '../projection/project.ts'

type Line = State['delivery']['lines'][number]

/** A reader chooses among the newest; nobody reads a longer list. */
const mostTrades = 20

/** Goods without a name of their own travel by their batch. `path`: the unit as it was named when it left, itself or its outermost pack. */
export type InHand = { batch: string; path?: string }

const isDue = ({ dispatched, received }: Line): boolean => compare(dispatched, received) > 0

/** A line that names its units expects those; one that names none, anything of its batch. */
const expects = (line: Line, { batch, path }: InHand): boolean => {
  if (line.batch !== batch || !isDue(line)) return false
  if (path === undefined || line.units === undefined || line.units.length === 0) return true
  return line.units.includes(path) && line.receivedUnits?.includes(path) !== true
}

/** Trades of `buyer` that have left and still expect the goods, the newest first. */
const byBatch = async ({ readModel }: Deps, buyer: string, goods: InHand): Promise<State['trade'][]> => {
  const deliveries = await readModel
    .selectFrom('delivery')
    .selectAll('delivery')
    .innerJoin('trade', 'trade.no', 'delivery.trade')
    .where('trade.buyer', '=', buyer)
    .where('trade.state', 'in', ['dispatched', 'partly_received'])
    // An identifier has no character that LIKE reads as a pattern.
    .where('delivery.lines', 'like', `%"batch":"${goods.batch}"%`)
    .orderBy('delivery.leaf_index', 'desc')
    .limit(mostTrades)
    .execute()
  const waiting = deliveries
    .map((row) => valueOfRow('delivery', row))
    .filter(({ lines }) => lines.some((line) => expects(line, goods)))
    .map(({ trade }) => trade)
  if (waiting.length === 0) return []
  const rows = await readModel.selectFrom('trade').selectAll().where('no', 'in', waiting).execute()
  return waiting.flatMap((no) => rows.filter((row) => row.no === no)).map((row) => valueOfRow('trade', row))
}

/** The one trade under which a unit travels by its own name or in its pack; undefined when it does not travel. */
const travelsUnder = async (deps: Deps, outer: State['unit']): Promise<State['trade'] | undefined> =>
  outer.state === 'in_transit' && outer.trade !== undefined ? readState(deps, keys.trade(outer.trade)) : undefined

/** `path`: the scanned item, carton or pallet; undefined for a batch. Nothing for goods that come to somebody else, or to nobody. */
export const expectingTrades = async (
  deps: Deps,
  buyer: string,
  { batch, path }: { batch: string | undefined; path: string | undefined },
): Promise<State['trade'][]> => {
  const row = path === undefined ? undefined : await readState(deps, keys.unit(path))
  if (row === undefined)
    return batch === undefined ? [] : byBatch(deps, buyer, { batch, ...(path === undefined ? {} : { path }) })
  const trade = await travelsUnder(deps, await outermostOf(readingOf(deps), row))
  if (trade !== undefined) return trade.buyer === buyer ? [trade] : []
  return []
}
