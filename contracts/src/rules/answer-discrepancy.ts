// The supplier's word on a discrepancy note: the lines due change by its amendments, and where they then agree with the buyer's signed
// count, the receipt is written at once.
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import type { MatchResult } from '@ectrace/shared/matching/match'
import { expectDelivery } from '@ectrace/shared/matching/expect-delivery'
import { outcomeOf } from '@ectrace/shared/matching/settle-note'
import { settle } from '@ectrace/shared/matching/settlement'
import type { Change } from '@ectrace/shared/matching/settlement'
import { canonical } from '@ectrace/shared/proof/canonical'
import { moveNote, openNote } from '../discrepancy-notes.ts'
import { demand, mustExist, requireRole } from '../guards.ts'
import type { LedgerState } from '../ledger-state.ts'
import { arrivals, receiveGoods } from '../receive-goods.ts'
import type { Rule } from '../rule.ts'
import { settleGoods } from '../settle-goods.ts'
import { moveTrade, tradeForAct } from '../trade-acts.ts'

type Note = State['discrepancy']
type Delivery = State['delivery']
type Trade = State['trade']
type Answered = Args<'answerDiscrepancy'>
type Amendment = Answered['amendments'][number]

/** What an amendment says of the lines, without where extra goods are taken from. */
const changeOf = (amendment: Amendment): Change => {
  if (amendment.change === 'less') return amendment
  const { holdings: _holdings, membership: _membership, ...change } = amendment
  return change
}

/** A receipt since then has moved what is due: what was counted before does not speak of the rest. */
const requireUnmoved = (trade: Trade, note: Note): void =>
  demand(trade.receipts === note.receipts, 'STATE_CONFLICT', 'n', 'discrepancy.nothing-received-since')

/** To confirm is to make exactly the buyer's count true. */
const requireConfirming = async (
  state: LedgerState,
  { trade, note, delivery }: { trade: Trade; note: Note; delivery: Delivery },
  changes: readonly Change[],
): Promise<void> => {
  const { count, missing, rejected } = note
  const expectation = await expectDelivery(state.get, { trade, delivery, count, at: state.now })
  const due = settle({ expectation, agreed: trade.lines, count, fates: { missing, rejected } })
  const same = canonical(due) === canonical(changes)
  demand(same, 'VALIDATION_FAILED', 'amendments', 'amendments.as-counted')
}

/** STATE_CONFLICT: the word would be true and the goods could still not be received, recalled ones for instance. */
const requireAgreed = ({ agreed, differences }: MatchResult): void => {
  if (agreed) return
  const faults = [{ field: 'answer', rule: 'count.agrees', value: differences[0]?.code ?? '' }]
  throw new AppError('STATE_CONFLICT', { details: { differences, faults } })
}

type Settled = { trade: Trade; note: Note; delivery: Delivery; result: MatchResult }

/** The receipt of what agrees now, by the buyer's own signed count; undefined when nothing arrives and something stays due. */
const receive = async (state: LedgerState, { trade, note, delivery, result }: Settled): Promise<number | undefined> => {
  const arrived = result.agreed ? arrivals(delivery, result) : []
  if (arrived.length === 0 && !result.complete) return undefined
  const batches = [...new Set(arrived.map(({ line }) => line.batch))]
  const { place, count } = note
  return receiveGoods(state, { trade, delivery, result, arrived, batches, place, receivedAt: count.at, count })
}

/** Changes the lines due and receives what then agrees; gives what still differs. */
const amend = async (
  state: LedgerState,
  { trade, note }: { trade: Trade; note: Note },
  { answer, amendments }: Pick<Answered, 'answer' | 'amendments'>,
): Promise<MatchResult['differences']> => {
  requireUnmoved(trade, note)
  demand(answer === 'confirm' || amendments.length > 0, 'VALIDATION_FAILED', 'amendments', 'min.1')
  const before = await mustExist(state, keys.delivery(trade.no), 'no')
  const { count, n } = note
  const changes = amendments.map(changeOf)
  if (answer === 'confirm') await requireConfirming(state, { trade, note, delivery: before }, changes)
  const reading = {
    get: state.get,
    expect: (amended: Delivery) => expectDelivery(state.get, { trade, delivery: amended, count, at: state.now }),
  }
  const { delivery: amended, result } = await outcomeOf(reading, { trade, delivery: before, count }, changes)
  if (answer === 'confirm') requireAgreed(result)
  const delivery = await settleGoods(state, before, { trade, n, delivery: amended, amendments })
  state.put(keys.delivery(trade.no), delivery)
  const receipt = await receive(state, { trade, note, delivery, result })
  if (receipt === undefined) moveTrade(state, trade, 'settle')
  const next = answer === 'confirm' ? 'confirmed' : 'corrected'
  moveNote(state, note, next, receipt === undefined ? {} : { receipt })
  return result.differences
}

export const answerDiscrepancy: Rule<'answerDiscrepancy'> = async (state, { no, n, ...said }) => {
  requireRole(state.caller, 'trader')
  const trade = await tradeForAct(state, no, 'settle')
  const note = await openNote(state, no, n)
  if (said.answer === 'dispute') {
    demand(said.amendments.length === 0, 'VALIDATION_FAILED', 'amendments', 'none.in-dispute')
    moveNote(state, note, 'disputed')
    state.put(keys.answer(no, n), { v: 1, trade: no, n, ...said })
    return
  }
  const differences = await amend(state, { trade, note }, said)
  state.put(keys.answer(no, n), { v: 1, trade: no, n, ...said, ...(differences.length > 0 && { differences }) })
}
