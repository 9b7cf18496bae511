// The supplier's word on a note: yes, a correction line by line, or no; a correction begins with what a plain yes would change.
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { compare } from '@ectrace/shared/domain/decimal'
import { AppError, type FieldFault } from '@ectrace/shared/errors'
import { settle, type Change, type Fate } from '@ectrace/shared/matching/settlement'
import { checkChoice, checkQuantity } from '../../state/check-field'
import { listOf, objectOf, textOf } from '../../state/read-draft'
import { noteParties, noteReasons } from './raise-draft'

type Body = NonNullable<BodyOf<typeof endpoints.answerDiscrepancy>>
type Correction = Extract<Body, { answer: 'correct' }>['amendments'][number]

export const answers = ['confirm', 'correct', 'dispute'] as const

/**
 * What is typed for one change that a yes would make, in the order of those. `fate` is '' for goods that came beyond; `units`: which of the
 * named ones, where each is one.
 */
export type ChangeDraft = { quantity: string; fate: string; units: string[] }
export type AnswerDraft = { answer: string; reason: string; party: string; note: string; changes: ChangeDraft[] }

/** What a plain yes would change; undefined when that cannot be told here, and the server is asked instead. */
export const yesOf = (trade: TradeView, note: DiscrepancyView): Change[] | undefined => {
  if (trade.expectation === undefined) return undefined
  const { missing, rejected, count } = note
  try {
    return settle({ expectation: trade.expectation, agreed: trade.lines, count, fates: { missing, rejected } })
  } catch (cause) {
    if (cause instanceof AppError) return undefined
    throw cause
  }
}

/** The units of a change that is agreed to one by one: which of them it is cannot be told from a number. */
export const unitsToName = ({ units, quantity }: Change): readonly string[] | undefined =>
  units !== undefined && String(units.length) === quantity ? units : undefined

export const firstAnswer = (note: DiscrepancyView, yes: readonly Change[]): AnswerDraft => ({
  answer: '',
  reason: note.reason,
  party: '',
  note: '',
  changes: yes.map((change) => ({
    quantity: change.quantity,
    fate: change.change === 'less' ? change.fate : '',
    units: [...(unitsToName(change) ?? [])],
  })),
})

const mostChanges = 5_000
const mostUnits = 50_000

export const readAnswer =
  (yes: readonly Change[]) =>
  (stored: unknown): AnswerDraft | undefined => {
    const draft = objectOf<AnswerDraft>({
      answer: textOf,
      reason: textOf,
      party: textOf,
      note: textOf,
      changes: listOf(
        objectOf<ChangeDraft>({ quantity: textOf, fate: textOf, units: listOf(textOf, mostUnits) }),
        mostChanges,
      ),
    })(stored)
    return draft?.changes.length === yes.length ? draft : undefined
  }

/** Fates that a supplier may give to goods of the same kind: missing ones, or rejected ones. */
export const fatesBeside = (fate: Fate): readonly Fate[] =>
  fate === 'not_shipped' || fate === 'lost' ? ['not_shipped', 'lost'] : ['returning', 'destroyed']

const isNothing = ({ quantity }: ChangeDraft): boolean => /^0*(?:\.0*)?$/.test(quantity)

const checkChange = (typed: ChangeDraft, i: number, unit: string): FieldFault[] =>
  isNothing(typed) ? [] : checkQuantity(`amendments.${String(i)}.quantity`, typed.quantity, unit)

export const checkAnswer = (draft: AnswerDraft, unitOf: (i: number) => string): FieldFault[] => {
  const correcting = draft.answer === 'correct'
  const none = correcting && draft.changes.every(isNothing)
  return [
    ...checkChoice('answer', draft.answer),
    ...(none ? [{ field: 'amendments', rule: 'required' }] : []),
    ...(correcting ? draft.changes.flatMap((typed, i) => checkChange(typed, i, unitOf(i))) : []),
    ...checkChoice('reason', draft.reason),
    ...checkChoice('party', draft.party),
  ]
}

/** Packs are named as long as it is the number that they make; for another number the server names units where there is no doubt. */
const unitsSaid = (change: Change, typed: ChangeDraft): { units?: string[] } => {
  const named = unitsToName(change)
  if (named !== undefined) return { units: named.filter((unit) => typed.units.includes(unit)) }
  const same = compare(change.quantity, typed.quantity) === 0
  return same && change.units !== undefined ? { units: [...change.units] } : {}
}

const correctionOf = (change: Change, typed: ChangeDraft): Correction => {
  const units = unitsSaid(change, typed)
  const { quantity } = typed
  if (change.change === 'less') {
    const fate = fatesBeside(change.fate).find((one) => one === typed.fate) ?? change.fate
    return { change: 'less', line: change.line, quantity, fate, ...units }
  }
  const { line, fills, batch } = change
  return { change: 'more', quantity, ...(fills === undefined ? { line } : { fills, batch }), ...units }
}

/** The body of an answer whose quantities break no rule; undefined until it says something. */
export const answerBody = (draft: AnswerDraft, yes: readonly Change[]): Body | undefined => {
  const answer = answers.find((one) => one === draft.answer)
  if (answer === undefined) return undefined
  const word = {
    reason: noteReasons.find((one) => one === draft.reason) ?? 'other',
    party: noteParties.find((one) => one === draft.party) ?? 'supplier',
    note: draft.note.trim(),
  }
  if (answer !== 'correct') return { answer, ...word }
  const amendments = yes.flatMap((change, i) => {
    const typed = draft.changes[i]
    return typed === undefined || isNothing(typed) ? [] : [correctionOf(change, typed)]
  })
  return amendments.length === 0 ? undefined : { answer, ...word, amendments }
}
