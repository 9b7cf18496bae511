// Turns a supplier's word on a discrepancy note into amendments: what a plain yes changes, holdings and proofs for extra goods.
import { isZero, subtract } from '@ectrace/shared/domain/decimal'
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { expectDelivery } from '@ectrace/shared/matching/expect-delivery'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { sizeOfUnits } from '@ectrace/shared/matching/line-gap'
import { match } from '@ectrace/shared/matching/match'
import type { MatchResult } from '@ectrace/shared/matching/match'
import { outcomeOf } from '@ectrace/shared/matching/settle-note'
import { settle } from '@ectrace/shared/matching/settlement'
import type { Change, Less, More } from '@ectrace/shared/matching/settlement'
import type { requests } from '@ectrace/shared/schema/requests'
import type { z } from 'zod'
import type { Deps } from '../deps.ts'
import { takeHoldings } from './holdings.ts'
import { membershipOf } from './plan-dispatch.ts'
import { mustRead, readingOf } from './state.ts'

type Trade = State['trade']
type Note = State['discrepancy']
type Delivery = State['delivery']
type Word = z.output<typeof requests.answerDiscrepancy>
type Correction = Extract<Word, { answer: 'correct' }>['amendments'][number]
type Amendments = Args<'answerDiscrepancy'>['amendments']

export type PlannedAnswer = { amendments: Amendments; delivery: Delivery; result: MatchResult; receives: boolean }

/** The note, which must wait for an answer. Throws NOT_FOUND or STATE_CONFLICT. */
export const openNote = async (deps: Deps, no: string, n: number): Promise<Note> => {
  const note = await mustRead(deps, keys.discrepancy(no, n), 'n')
  if (note.state === 'open' || note.state === 'escalated') return note
  const faults = [{ field: 'n', rule: 'discrepancy.open', value: note.state }]
  throw new AppError('STATE_CONFLICT', { details: { state: note.state, faults } })
}

/** Units of a line that the count does not accept, where they are just as many as are taken off: nobody has to name them. */
const unitsLeft = (delivery: Delivery, { count }: Note, less: Less): Pick<Less, 'units'> => {
  if (less.units !== undefined) return { units: less.units }
  const line = delivery.lines.find((one) => one.line === less.line)
  if (line?.units === undefined) return {}
  const accepted = new Set(count.lines.flatMap((row) => row.units ?? []))
  const left = line.units.filter((unit) => !accepted.has(unit))
  return sizeOfUnits(line, left) === less.quantity ? { units: left } : {}
}

const moreOf = (
  delivery: Delivery,
  more: Extract<Correction, { change: 'more' }>,
  newLine: number,
  at: string,
): More => {
  const { line = newLine, fills, quantity, units } = more
  const batch = more.batch ?? delivery.lines.find((one) => one.line === line)?.batch
  if (batch === undefined) throw fault('VALIDATION_FAILED', `${at}.batch`, 'required')
  return {
    change: 'more',
    line,
    ...(fills === undefined ? {} : { fills }),
    batch,
    quantity,
    ...(units === undefined ? {} : { units }),
  }
}

const corrected = (delivery: Delivery, note: Note, corrections: readonly Correction[]): Change[] => {
  let last = Math.max(0, ...delivery.lines.map(({ line }) => line))
  return corrections.map((one, i) => {
    if (one.change === 'less') {
      const { units: _units, ...less } = one
      return { ...less, ...unitsLeft(delivery, note, one) }
    }
    if (one.line === undefined) last += 1
    return moreOf(delivery, one, last, `amendments.${String(i)}`)
  })
}

/** Licences are those of now, as the rule has it: a count may be days old. */
const now = ({ clock }: Deps): string => new Date(clock()).toISOString()

const changesOf = async (
  deps: Deps,
  { trade, note, delivery }: { trade: Trade; note: Note; delivery: Delivery },
  word: Exclude<Word, { answer: 'dispute' }>,
): Promise<Change[]> => {
  if (word.answer === 'correct') return corrected(delivery, note, word.amendments)
  const { count, missing, rejected } = note
  const expectation = await expectDelivery(readingOf(deps), { trade, delivery, count, at: now(deps) })
  return settle({ expectation, agreed: trade.lines, count, fates: { missing, rejected } })
}

/** Extra goods with the supplier's holdings that they come out of and, where units are named, the proof that they are of the batch. */
const filled = async (
  deps: Deps,
  { trade, delivery }: { trade: Trade; delivery: Delivery },
  changes: readonly Change[],
): Promise<Amendments> => {
  const batchOf = new Map(delivery.lines.map(({ line, batch }) => [line, batch]))
  const wanted = changes.map((change) =>
    change.change === 'more'
      ? { batch: change.batch, quantity: change.quantity }
      : { batch: batchOf.get(change.line) ?? '', quantity: '0' },
  )
  const sends = changes.some(({ change }) => change === 'more')
  const taken = sends ? await takeHoldings(deps, { organisation: trade.supplier, wanted, field: 'amendments' }) : []
  return Promise.all(
    changes.map(async ({ units, ...change }, i) => {
      const named = units === undefined ? {} : { units: [...units] }
      if (change.change === 'less') return { ...change, ...named }
      const at = `amendments.${String(i)}.units`
      const proof = units === undefined ? {} : await membershipOf(deps, change.batch, units, at)
      const holdings = (taken[i] ?? []).map(({ id, quantity }) => ({ id, quantity }))
      return { ...change, holdings, ...named, ...proof }
    }),
  )
}

const arrives = ({ agreed, complete, lines }: MatchResult): boolean =>
  agreed && (complete || lines.some(({ accepted }) => !isZero(accepted)))

/**
 * What the word leads to, decided on the chain as it is now. Throws STATE_CONFLICT (nothing to change), as `settle` and `amendDelivery`,
 * INSUFFICIENT_QUANTITY or UNIT_NOT_IN_BATCH naming the amendment.
 */
export const planAnswer = async (
  deps: Deps,
  { trade, note }: { trade: Trade; note: Note },
  word: Word,
): Promise<PlannedAnswer> => {
  const delivery = await mustRead(deps, keys.delivery(trade.no), 'no')
  const { count } = note
  if (word.answer === 'dispute') {
    const result = match(await expectDelivery(readingOf(deps), { trade, delivery, count, at: now(deps) }), count)
    return { amendments: [], delivery, result, receives: false }
  }
  const changes = await changesOf(deps, { trade, note, delivery }, word)
  const reading = {
    get: readingOf(deps),
    expect: (amended: Delivery) => expectDelivery(readingOf(deps), { trade, delivery: amended, count, at: now(deps) }),
  }
  const after = await outcomeOf(reading, { trade, delivery, count }, changes)
  const amendments = await filled(deps, { trade, delivery }, changes)
  return { amendments, ...after, receives: arrives(after.result) }
}

/** What is due on each line of a delivery. */
export const dueOf = ({
  lines,
}: Delivery): { line: number; product: string; lot: string; unit: string; due: string }[] =>
  lines.map(({ line, product, lot, unit, dispatched, received }) => ({
    line,
    product,
    lot,
    unit,
    due: subtract(dispatched, received),
  }))
