// What an agreed count moves: holdings and units into the buyer's hands, the delivery forward, the receipt and the trade's next state.
import { add, compare, isZero } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Count, MatchedLine, MatchResult } from '@ectrace/shared/matching/match'
import { makeHoldings, shrinkHolding } from './holdings.ts'
import type { LedgerState } from './ledger-state.ts'
import { takeOut } from './packs.ts'
import { moveTrade } from './trade-acts.ts'

type DeliveryLine = State['delivery']['lines'][number]
export type Arrival = { line: DeliveryLine; moved: Quantity; units: string[] }

/**
 * A final receipt moves all that was due, a partial one at most that: a tolerance forgives what a scale shows, it makes no goods. What
 * was weighed stands in the receipt.
 */
const movedOn = ({ due, accepted }: MatchedLine, { kind }: MatchResult): Quantity =>
  kind === 'final' || compare(accepted, due) > 0 ? due : accepted

/** The lines of which something arrives, with what moves. */
export const arrivals = (delivery: State['delivery'], result: MatchResult): Arrival[] => {
  const matched = new Map(result.lines.map((line) => [line.line, line]))
  return delivery.lines.flatMap((line) => {
    const found = matched.get(line.line)
    if (found === undefined) return []
    const moved = movedOn(found, result)
    return isZero(moved) ? [] : [{ line, moved, units: found.units }]
  })
}

/** What is left of the named packs of a line after some were opened: how much is in each, and none that was emptied. */
const packsLeft = async (
  state: LedgerState,
  units: readonly string[],
): Promise<Pick<DeliveryLine, 'units' | 'contents'>> => {
  const left: string[] = []
  const contents: Record<string, Quantity> = {}
  for (const path of units) {
    const pack = path.startsWith('/s/00/') ? await state.get(keys.unit(path)) : undefined
    if (pack?.state === 'retired') continue
    left.push(path)
    if (pack?.pack !== undefined) contents[path] = pack.pack.quantity
  }
  return { units: left, ...(Object.keys(contents).length > 0 && { contents }) }
}

const progressed = async (state: LedgerState, { line, moved, units }: Arrival): Promise<DeliveryLine> => {
  const received = add(line.received, moved)
  if (line.units === undefined) return { ...line, received }
  const came = new Set(units)
  const { contents: _before, ...rest } = line
  return {
    ...rest,
    received,
    ...(await packsLeft(
      state,
      line.units.filter((unit) => !came.has(unit)),
    )),
    receivedUnits: [...(line.receivedUnits ?? []), ...units],
  }
}

/**
 * Units in the buyer's hands. What came out of a pack that did not come whole leaves it: the rest of the pack stays on its way. A unit
 * scanned on a bulk line has no row unless it acted alone before: nothing shows yet that it belongs to the batch.
 */
const receiveUnits = async (
  state: LedgerState,
  paths: readonly string[],
  to: { owner: string; trade: string },
): Promise<void> => {
  const found = await Promise.all(paths.map((path) => state.get(keys.unit(path))))
  const rows = found.filter((row) => row !== undefined)
  await takeOut(state, rows)
  for (const { parent: _parent, ...row } of rows)
    state.put(keys.unit(row.path), { ...row, holder: to.owner, state: 'on_hand', trade: to.trade })
}

const handOver = async (
  state: LedgerState,
  arrived: readonly Arrival[],
  to: { trade: string; act: string; owner: string; place: string },
): Promise<void> => {
  const { trade, act, owner, place } = to
  for (const { line, moved, units } of arrived) {
    await shrinkHolding(state, line.holding, moved)
    await receiveUnits(state, units, { owner, trade })
  }
  const received = arrived.map(({ line, moved }) => ({
    owner,
    place,
    batch: line.batch,
    quantity: moved,
    state: 'on_hand' as const,
  }))
  makeHoldings(state, act, received)
}

const progressDelivery = async (
  state: LedgerState,
  delivery: State['delivery'],
  arrived: readonly Arrival[],
): Promise<void> => {
  const byLine = new Map<number, DeliveryLine>()
  for (const arrival of arrived) byLine.set(arrival.line.line, await progressed(state, arrival))
  const lines = delivery.lines.map((line) => byLine.get(line.line) ?? line)
  state.put(keys.delivery(delivery.trade), { ...delivery, lines })
}

export type Received = {
  trade: State['trade']
  delivery: State['delivery']
  result: MatchResult
  arrived: readonly Arrival[]
  /** The arrived batches, as the public list names them. */
  batches: string[]
  place: string
  receivedAt: string
  count: Count
}

/** Writes an agreed receipt of the trade's buyer; returns its number. */
export const receiveGoods = async (state: LedgerState, received: Received): Promise<number> => {
  const { trade, delivery, result, arrived, batches, place, receivedAt, count } = received
  const { no, buyer, receipts: n } = trade
  await handOver(state, arrived, { trade: no, act: `${no}/${n}`, owner: buyer, place })
  await progressDelivery(state, delivery, arrived)
  state.put(keys.receipt(no, n), { v: 1, trade: no, n, place, receivedAt, batches, count })
  moveTrade(state, trade, result.complete ? 'receive_final' : 'receive_partial', { receipts: n + 1 })
  state.emit('receiptConfirmed', { v: 1, trade: no, n, kind: result.kind })
  return n
}
