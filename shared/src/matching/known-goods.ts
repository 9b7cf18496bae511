// What the chain knows of the goods of a trade beside its delivery: packing ratios, what lies in packs, where counted strangers are.
import type { Quantity } from '../domain/decimal.ts'
import type { TradeState } from '../domain/trade.ts'
import { keys } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'
import { outermostOf } from '../packing/whereabouts.ts'
import type { GetState } from '../ledger/keys.ts'
import type { Count, Elsewhere, Expectation, Pack } from './match.ts'

type Trade = State['trade']
type Unit = State['unit']

/** How a product is packed: its own unit of measure, and how much of it the larger ones hold. */
export type Ratios = { unit: string; packing: Readonly<Record<string, Quantity>> }
export type KnownGoods = Pick<Expectation, 'otherTrades' | 'packs' | 'elsewhere'> & {
  /** By product. */
  ratios: Readonly<Record<string, Ratios>>
}

/** Without a count, so much of what lies in packs is read and no more: the rest is known by its packs only. */
const mostPacked = 50_000

/** What is over needs no packs to count against. */
const receivable: readonly TradeState[] = ['dispatched', 'partly_received']

const isPack = (path: string): boolean => path.startsWith('/s/00/')

/** The same value is asked for by everything in one pack. */
const remembering = (get: GetState): GetState => {
  const asked = new Map<string, Promise<unknown>>()
  return <T>(key: Parameters<typeof get<T>>[0]) => {
    const known = asked.get(key) ?? get(key)
    asked.set(key, known)
    return known as Promise<T | undefined>
  }
}

type Goods = { trade: Trade; due: ReadonlySet<string>; received: ReadonlySet<string> }

/** A unit that travels under another trade, or that another trade has brought into hands that are not this supplier's. */
const otherTradeOf = ({ trade: no, state, holder }: Unit, { trade }: Goods): string | undefined =>
  no !== trade.no && (state === 'in_transit' || holder !== trade.supplier) ? no : undefined

type Placed = { root: string } | { other: string } | { elsewhere: Elsewhere } | undefined

/** A pack on this trade out of which the unit was taken before. */
const claimOf = async (get: GetState, { takenOutOf }: Unit, { due, received }: Goods): Promise<Placed> => {
  const pack = takenOutOf === undefined ? undefined : await get(keys.unit(takenOutOf))
  if (pack === undefined) return undefined
  const { path } = await outermostOf(get, pack)
  const onTrade = due.has(path) || received.has(path)
  return onTrade ? { elsewhere: { is: 'taken_out', pack: pack.path } } : undefined
}

/** A loose unit that is neither due nor on another trade. Goods on hand of the supplier may lie in his bulk; a pack would be named. */
const loose = async (get: GetState, row: Unit, goods: Goods): Promise<Placed> =>
  row.pack === undefined && row.holder === goods.trade.supplier && row.state === 'on_hand'
    ? claimOf(get, row, goods)
    : { elsewhere: { is: 'not_held' } }

/** Where a counted unit is that is not due by its own name; undefined when the chain has nothing to say against it. */
const placed = async (get: GetState, path: string, goods: Goods): Promise<Placed> => {
  const { trade, due } = goods
  const row = await get(keys.unit(path))
  if (row === undefined) return undefined
  const outer = await outermostOf(get, row)
  if (due.has(outer.path)) return { root: outer.path }
  const other = otherTradeOf(outer, goods)
  if (other !== undefined) return { other }
  if (outer.trade === trade.no && outer.holder === trade.buyer) return { elsewhere: { is: 'received' } }
  return row.parent === undefined ? loose(get, row, goods) : { elsewhere: { is: 'in_other_pack', pack: row.parent } }
}

/** The packs below `roots`, by path; with `most`, no further than until so many units were read. */
const treesOf = async (get: GetState, roots: readonly string[], most = Infinity): Promise<Record<string, Pack>> => {
  const packs: Record<string, Pack> = {}
  let read = 0
  for (let level = roots; level.length > 0;) {
    const rows = await Promise.all(level.map((path) => get(keys.unit(path))))
    const next: string[] = []
    for (const { path, pack } of rows.filter((row) => row !== undefined)) {
      if (pack === undefined || packs[path] !== undefined || read + pack.children.length > most) continue
      read += pack.children.length
      packs[path] = { children: pack.children, quantity: pack.quantity }
      next.push(...pack.children.filter(isPack))
    }
    level = next
  }
  return packs
}

const ratiosOf = async (get: GetState, delivery: State['delivery']): Promise<Record<string, Ratios>> => {
  const ids = [...new Set(delivery.lines.map(({ product }) => product))]
  const products = await Promise.all(ids.map((id) => get(keys.product(id))))
  return Object.fromEntries(
    products.flatMap((product) =>
      product?.packing === undefined
        ? []
        : [
            [
              product.id,
              {
                unit: product.unit,
                packing: Object.fromEntries(product.packing.map(({ unit, quantity }) => [unit, quantity])),
              },
            ],
          ],
    ),
  )
}

/** Counted units that the delivery does not name as due: each once, in counted order. */
const unnamedUnits = (due: ReadonlySet<string>, count: Count): string[] => {
  const counted = count.lines.flatMap((line) => [...(line.units ?? []), ...(line.rejectedUnits ?? [])])
  return [...new Set(counted)].filter((unit) => !due.has(unit))
}

/**
 * Reads what matching needs to know: with a count about the counted units, at most three packs around each, and what lies in the due
 * packs that they open; without one all packs of the trade, for a device that will count on its own.
 */
export const knownGoods = async (
  read: GetState,
  from: { trade: Trade; delivery: State['delivery'] | undefined; count?: Count | undefined },
): Promise<KnownGoods> => {
  const { trade, delivery, count } = from
  if (delivery === undefined) return { otherTrades: {}, ratios: {} }
  const get = remembering(read)
  const due = new Set(delivery.lines.flatMap(({ units = [] }) => units))
  const received = new Set(delivery.lines.flatMap(({ receivedUnits = [] }) => receivedUnits))
  const counted = count === undefined ? [] : unnamedUnits(due, count)
  const places = await Promise.all(
    counted.map(async (path) => ({ path, at: await placed(get, path, { trade, due, received }) })),
  )
  const roots = [...new Set(places.flatMap(({ at }) => (at !== undefined && 'root' in at ? [at.root] : [])))]
  const all = receivable.includes(trade.state) ? [...due, ...received].filter(isPack) : []
  const packs = count === undefined ? await treesOf(get, all, mostPacked) : await treesOf(get, roots)
  const elsewhere = places.flatMap(({ path, at }) =>
    at !== undefined && 'elsewhere' in at ? [[path, at.elsewhere] as const] : [],
  )
  return {
    otherTrades: Object.fromEntries(
      places.flatMap(({ path, at }) => (at !== undefined && 'other' in at ? [[path, at.other]] : [])),
    ),
    ...(Object.keys(packs).length > 0 && { packs }),
    ...(elsewhere.length > 0 && { elsewhere: Object.fromEntries(elsewhere) }),
    ratios: await ratiosOf(get, delivery),
  }
}
