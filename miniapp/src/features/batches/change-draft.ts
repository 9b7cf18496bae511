// What is typed to change the states of a range of codes, and what is sent of it.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import { codeActs, type CodeAct } from '@ectrace/shared/codes/code-runs'
import type { FieldFault } from '@ectrace/shared/errors'
import { checkChoice } from '../../state/check-field'
import { checkRange, rangeOf } from './code-range'

export const emptyChange = { act: '', from: '', to: '', freezeReason: '', voidReason: '', note: '' }
export type ChangeDraft = typeof emptyChange

export const freezeReasons = ['suspected_copy', 'labels_lost', 'quality', 'order', 'other'] as const
export const voidReasons = ['destroyed', 'not_used', 'misprinted', 'unbound', 'other'] as const

export const actOf = (act: string): CodeAct | undefined => codeActs.find((each) => each === act)

const reasonOf = ({ act, freezeReason, voidReason }: ChangeDraft): string | undefined =>
  act === 'freeze' ? freezeReason : act === 'void' ? voidReason : undefined

export const checkChange = (draft: ChangeDraft, count: number): FieldFault[] => {
  const reason = reasonOf(draft)
  return [
    ...checkChoice('act', actOf(draft.act) ?? ''),
    ...checkRange(draft, count),
    ...(reason === undefined ? [] : checkChoice('reason', reason)),
  ]
}

/** Of a draft that passed checkChange. */
export const changeBody = (draft: ChangeDraft, set: number): BodyOf<typeof endpoints.changeCodes> => {
  const reason = reasonOf(draft)
  return {
    act: actOf(draft.act) ?? 'activate',
    set,
    ...rangeOf(draft),
    ...(reason === undefined ? {} : { reason }),
    note: draft.note.trim(),
  }
}
