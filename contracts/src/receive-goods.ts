// What an agreed count moves: holdings and units into the buyer's hands, the delivery forward, the receipt and the trade's next state.
import { add, compare, isZero } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Count, MatchedLine, MatchResult } from '@ectrace/shared/matching/match'
import { demand } from './guards.ts'
import { makeHoldings, shrinkHolding } from './holdings.ts'
import type { LedgerState } from './ledger-state.ts'
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

const progressed = ({ line, moved, units }: Arrival): DeliveryLine => {
  const received = add(line.received, moved)
  if (line.units === undefined) return { ...line, received }
  const came = new Set(units)
  return {
    ...line,
    received,
    units: line.units.filter((unit) => !came.has(unit)),
    receivedUnits: [...(line.receivedUnits ?? []), ...units],
  }
}

/**
 * A unit scanned on a bulk line has no row unless it acted alone before: nothing shows yet that it belongs to the batch. One that was
 * sold or destroyed cannot have come: UNIT_NOT_HELD.
 */
const receiveUnit = async (state: LedgerState, path: string, owner: string): Promise<void> => {
  const unit = await state.get(keys.unit(path))
  if (unit === undefined) return
  demand(unit.state !== 'retired', 'UNIT_NOT_HELD', 'count', 'unit.not-retired', path)
  state.put(keys.unit(path), { ...unit, holder: owner, state: 'on_hand' })
}

const handOver = async (
  state: LedgerState,
  arrived: readonly Arrival[],
  to: { act: string; owner: string; place: string },
): Promise<void> => {
  const { act, owner, place } = to
  for (const { line, moved, units } of arrived) {
    await shrinkHolding(state, line.holding, moved)
    for (const path of units) await receiveUnit(state, path, owner)
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

const progressDelivery = (state: LedgerState, delivery: State['delivery'], arrived: readonly Arrival[]): void => {
  const byLine = new Map(arrived.map((arrival) => [arrival.line.line, progressed(arrival)]))
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
  await handOver(state, arrived, { act: `${no}/${n}`, owner: buyer, place })
  progressDelivery(state, delivery, arrived)
  state.put(keys.receipt(no, n), { v: 1, trade: no, n, place, receivedAt, batches, count })
  moveTrade(state, trade, result.complete ? 'receive_final' : 'receive_partial', { receipts: n + 1 })
  state.emit('receiptConfirmed', { v: 1, trade: no, n, kind: result.kind })
  return n
}
