// The buyer receives: what was counted agrees with what the chain expects, and exactly that moves into the buyer's hands.
import { AppError } from '@ectrace/shared/errors'
import { compareInstants } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import { withdrawOpenNote } from '../discrepancy-notes.ts'
import { demand, mustExist, requireDistinct, requireNotInFuture, requirePlaceOf } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import { matchReceipt } from '../match-receipt.ts'
import { requirePossibleTravel } from '../plausible.ts'
import { arrivals, receiveGoods } from '../receive-goods.ts'
import type { Arrival } from '../receive-goods.ts'
import type { Rule } from '../rule.ts'

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

export const confirmReceipt: Rule<'confirmReceipt'> = async (state, args) => {
  const { no, place, receivedAt, batches, count, n } = args
  const { trade, delivery, result } = await matchReceipt(state, no, count)
  const next = n === undefined || n === trade.receipts
  demand(next, 'STATE_CONFLICT', 'n', 'receipt.next', String(trade.receipts))
  if (!result.agreed || delivery === undefined) throw new AppError('RECEIPT_REFUSED', { details: { result } })
  const arrived = arrivals(delivery, result)
  checkBatches(batches, arrived)
  await checkTime(state, no, receivedAt)
  await requirePlaceOf(state, trade.buyer, place, 'place')
  await requirePossibleTravel(state, no, { place, time: receivedAt, field: 'receivedAt' })
  await withdrawOpenNote(state, trade)
  await receiveGoods(state, { trade, delivery, result, arrived, batches, place, receivedAt, count })
}
