// Which hand-overs lie on the way of an item or a batch: by name where units were named, by batch where they were not.
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { readState } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { recordId, recordsAbout } from './find-records.ts'
import type { Found } from './find-records.ts'
import { movesOfUnit } from './unit-moves.ts'
import type { PackedIn } from './unit-moves.ts'

/**
 * item: this very item was handed over, by its own name or inside of packs (`packs`, from the innermost outwards); batch: only the batch
 * is known.
 */
export type Hop = { record: Found; trade: string; batch: string; scope: 'item' | 'batch'; packs?: readonly PackedIn[] }

const handOvers: readonly TransactionName[] = ['dispatchTrade', 'confirmReceipt']
/** A chain of custody longer than this is not assembled for a consumer. */
const mostHops = 200

const tradeOf = async ({ ledger }: Deps, { transaction, op }: Found): Promise<string> => {
  const value = (await ledger.transaction(transaction))?.openings[op]?.['no']?.value
  return typeof value === 'string' ? value : ''
}

/** A shipment that the supplier voided never arrived anywhere: it is no part of a way. */
const isVoid = ({ state }: State['trade']): boolean => state === 'cancelled'

type Sent = { hop: Hop; trade: State['trade']; bulk: boolean }

/** Hand-overs of a batch with their trade; `bulk` when the trade sent some of it without naming units. */
const handOversOf = async (deps: Deps, batch: string): Promise<Sent[]> => {
  const records = await recordsAbout(deps, keys.batch(batch), handOvers)
  const sent = await Promise.all(
    records.slice(0, mostHops).map(async (record): Promise<Sent[]> => {
      const hop: Hop = { record, trade: await tradeOf(deps, record), batch, scope: 'batch' }
      const trade = await readState(deps, keys.trade(hop.trade))
      const dispatch = await readState(deps, keys.dispatch(hop.trade))
      const bulk = dispatch?.lines.some((line) => line.batch === batch && line.units === undefined) === true
      return trade === undefined || isVoid(trade) ? [] : [{ hop, trade, bulk }]
    }),
  )
  return sent.flat()
}

/** The bulk hand-overs by which `batch` came into the hands of `holder`, back to its maker. */
const bulkWayTo = (sent: readonly Sent[], maker: string, holder: string): Hop[] => {
  const way: Hop[] = []
  const seen = new Set<string>()
  const open = [holder]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === maker || seen.has(next)) continue
    seen.add(next)
    for (const { hop, trade } of sent.filter((one) => one.bulk && one.trade.buyer === next)) {
      way.push(hop)
      open.push(trade.supplier)
    }
  }
  return way
}

/** The way of a batch from its maker to one holder, where nothing but the batch is known of it. */
export const wayOfBatchTo = async (deps: Deps, batch: State['batch'], holder: string): Promise<Hop[]> =>
  holder === batch.organisation ? [] : bulkWayTo(await handOversOf(deps, batch.id), batch.organisation, holder)

/** Every hand-over of a batch, to whomever: what its own code shows. */
export const wayOfBatch = async (deps: Deps, batch: State['batch']): Promise<Hop[]> =>
  (await handOversOf(deps, batch.id)).map(({ hop }) => hop)

/** Hand-overs of the unit by its own name and, while it lay in a pack, of that pack; in the order of the chain. */
const wayOfUnit = async (deps: Deps, path: string, batch: string): Promise<Hop[]> => {
  const moves = await movesOfUnit(deps, path)
  const hops = await Promise.all(
    moves.slice(0, mostHops).map(async ({ record, packs }): Promise<Hop[]> => {
      const no = await tradeOf(deps, record)
      const trade = await readState(deps, keys.trade(no))
      if (trade === undefined || isVoid(trade)) return []
      return [{ record, trade: no, batch, scope: 'item', ...(packs.length > 0 && { packs }) }]
    }),
  )
  return hops.flat()
}

/**
 * The item's own way: hand-overs that named it or a pack it lay in, and the bulk ones before. While nobody named it, the bulk flow of
 * its batch is all there is to say. A hand-over that named other units of the batch never shows.
 */
export const wayOfItem = async (deps: Deps, batch: State['batch'], path: string): Promise<Hop[]> => {
  const own = await wayOfUnit(deps, path, batch.id)
  const sent = await handOversOf(deps, batch.id)
  const first = own[0] === undefined ? undefined : await readState(deps, keys.trade(own[0].trade))
  if (first !== undefined) return [...bulkWayTo(sent, batch.organisation, first.supplier), ...own]
  return sent.filter(({ bulk }) => bulk).map(({ hop }) => hop)
}

/** Each record once: an item's way wins over its batch's. */
export const distinctHops = (hops: readonly Hop[]): Hop[] => {
  const byRecord = new Map<string, Hop>()
  for (const hop of hops) {
    const id = recordId(hop.record)
    if (byRecord.get(id)?.scope !== 'item') byRecord.set(id, hop)
  }
  return [...byRecord.values()]
}
