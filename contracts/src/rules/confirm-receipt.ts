// The buyer receives: what was counted agrees with what the chain expects, and exactly that moves into the buyer's hands.
import { AppError } from '@ectrace/shared/errors'
import { add, compare, isZero } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { compareInstants } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { MatchedLine, MatchResult } from '@ectrace/shared/matching/match'
import { demand, mustExist, requireDistinct, requireNotInFuture, requirePlaceOf } from '../guards.ts'
import { makeHoldings, shrinkHolding } from '../holdings.ts'
import type { LedgerState } from '../ledger-state.ts'
import { matchReceipt } from '../match-receipt.ts'
import { requirePossibleTravel } from '../plausible.ts'
import type { Rule } from '../rule.ts'
import { moveTrade } from '../trade-acts.ts'

type DeliveryLine = State['delivery']['lines'][number]
type Arrival = { line: DeliveryLine; moved: Quantity; units: string[] }

/**
 * A final receipt moves all that was due, a partial one at most that: a tolerance forgives what a scale shows, it makes no goods. What
 * was weighed stands in the receipt.
 */
const movedOn = ({ due, accepted }: MatchedLine, { kind }: MatchResult): Quantity =>
  kind === 'final' || compare(accepted, due) > 0 ? due : accepted

const arrivals = (delivery: State['delivery'], result: MatchResult): Arrival[] => {
  const matched = new Map(result.lines.map((line) => [line.line, line]))
  return delivery.lines.flatMap((line) => {
    const found = matched.get(line.line)
    if (found === undefined) return []
    const moved = movedOn(found, result)
    return isZero(moved) ? [] : [{ line, moved, units: found.units }]
  })
}

/** The public list names exactly the batches that arrive. */
const checkBatches = (batches: readonly string[], arrived: readonly Arrival[]): void => {
  requireDistinct(batches, (i) => `batches.${i}`)
  const came = new Set(arrived.map(({ line }) => line.batch))
  const same = batches.length === came.size && batches.every((batch) => came.has(batch))
  demand(same, 'VALIDATION_FAILED', 'batches', 'batches.of-receipt')
}

const checkTime = async (state: LedgerState, no: string, receivedAt: string): Promise<void> => {
  requireNotInFuture(state, receivedAt, 'receivedAt')
  const { dispatchedAt } = await mustExist(state, keys.dispatch(no), 'no')
  const after = compareInstants(dispatchedAt, receivedAt) <= 0
  demand(after, 'VALIDATION_FAILED', 'receivedAt', 'time.not-before-dispatch', receivedAt)
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

/** A unit scanned on a bulk line has no row unless it acted alone before: nothing shows yet that it belongs to the batch. */
const receiveUnit = async (state: LedgerState, path: string): Promise<void> => {
  const unit = await state.get(keys.unit(path))
  if (unit === undefined) return
  state.put(keys.unit(path), { ...unit, holder: state.caller.organisation, state: 'on_hand' })
}

const handOver = async (state: LedgerState, arrived: readonly Arrival[], act: string, place: string): Promise<void> => {
  const owner = state.caller.organisation
  for (const { line, moved, units } of arrived) {
    await shrinkHolding(state, line.holding, moved)
    for (const path of units) await receiveUnit(state, path)
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

export const confirmReceipt: Rule<'confirmReceipt'> = async (state, { no, place, receivedAt, batches, count }) => {
  const { trade, delivery, result } = await matchReceipt(state, no, count)
  if (!result.agreed || delivery === undefined) throw new AppError('RECEIPT_REFUSED', { details: { result } })
  const arrived = arrivals(delivery, result)
  checkBatches(batches, arrived)
  await checkTime(state, no, receivedAt)
  await requirePlaceOf(state, trade.buyer, place, 'place')
  await requirePossibleTravel(state, no, place, receivedAt)
  const n = trade.receipts
  await handOver(state, arrived, `${no}/${n}`, place)
  progressDelivery(state, delivery, arrived)
  state.put(keys.receipt(no, n), { v: 1, trade: no, n, place, receivedAt, batches, count })
  moveTrade(state, trade, result.complete ? 'receive_final' : 'receive_partial', { receipts: n + 1 })
  state.emit('receiptConfirmed', { v: 1, trade: no, n, kind: result.kind })
}
