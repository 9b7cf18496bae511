// What a buyer says about a count that was refused: whose doing it is, what became of missing goods, what is to become of rejected ones.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { FieldFault } from '@ectrace/shared/errors'
import type { Difference } from '@ectrace/shared/matching/match'
import { checkChoice } from '../../state/check-field'

type Body = NonNullable<BodyOf<typeof endpoints.raiseDiscrepancy>>

/** All texts, '' where nothing was chosen yet. */
export type RaiseDraft = {
  place: string
  reason: string
  party: string
  missing: string
  rejected: string
  note: string
}

export const noteReasons = ['quantity', 'damaged', 'quality', 'wrong_goods', 'expired', 'documents', 'other'] as const
export const noteParties = ['supplier', 'carrier', 'buyer'] as const
export const fatesOfMissing = ['not_shipped', 'lost'] as const
export const fatesOfRejected = ['returning', 'destroyed'] as const

/** What has to be said of a count with these differences. */
export type Asked = { missing: boolean; rejected: boolean }

export const askedBy = (differences: readonly Pick<Difference, 'code'>[]): Asked => ({
  missing: differences.some(({ code }) => code === 'short' || code === 'missing_line'),
  rejected: differences.some(({ code }) => code === 'damaged' || code === 'rejected'),
})

const reasonOf = (code: Difference['code']): Body['reason'] => {
  if (code === 'damaged') return 'damaged'
  if (code === 'rejected') return 'quality'
  return code === 'wrong_lot' || code === 'extra_line' || code === 'unit_of_other_batch' ? 'wrong_goods' : 'quantity'
}

/** Begins with the reason that the gravest difference gives. */
export const firstRaise = (differences: readonly Pick<Difference, 'code'>[]): RaiseDraft => ({
  place: '',
  reason: reasonOf(differences[0]?.code ?? 'short'),
  party: '',
  missing: '',
  rejected: '',
  note: '',
})

export const checkRaise = (draft: RaiseDraft, asked: Asked): FieldFault[] => [
  ...(asked.missing ? checkChoice('missing', draft.missing) : []),
  ...(asked.rejected ? checkChoice('rejected', draft.rejected) : []),
  ...checkChoice('reason', draft.reason),
  ...checkChoice('party', draft.party),
  ...checkChoice('place', draft.place),
]

const oneOf = <T extends string>(known: readonly T[], text: string): T | undefined => known.find((one) => one === text)

/** For a draft that breaks no rule. */
export const raiseBody = (draft: RaiseDraft, attempt: number, asked: Asked): Body => {
  const missing = asked.missing ? oneOf(fatesOfMissing, draft.missing) : undefined
  const rejected = asked.rejected ? oneOf(fatesOfRejected, draft.rejected) : undefined
  return {
    attempt,
    place: draft.place,
    reason: oneOf(noteReasons, draft.reason) ?? 'other',
    party: oneOf(noteParties, draft.party) ?? 'supplier',
    note: draft.note.trim(),
    ...(missing === undefined ? {} : { missing }),
    ...(rejected === undefined ? {} : { rejected }),
  }
}
