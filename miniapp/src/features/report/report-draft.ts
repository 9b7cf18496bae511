// What a consumer types about a code, and what is sent of it.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { ReportKind } from '@ectrace/shared/api/scan-views'
import type { FieldFault } from '@ectrace/shared/errors'
import { checkChoice, checkText } from '../../state/check-field'

/** In the order in which they are offered. */
export const reportKinds = [
  'suspected_copy',
  'already_used',
  'quality',
  'wrong_information',
  'other',
] as const satisfies readonly ReportKind[]

export const emptyReport = { kind: '', text: '', place: '', contact: '' }
export type ReportDraft = typeof emptyReport

export const mostText = 1_000
export const mostLine = 100
/** Longer than any code that the server would look at. */
const mostCode = 400

const isKind = (kind: string): kind is ReportKind => reportKinds.some((each) => each === kind)

export const checkReport = ({ kind, text }: ReportDraft): FieldFault[] => [
  ...checkChoice('kind', isKind(kind) ? kind : ''),
  ...checkText('text', text),
]

type About = { code: string; visitor: string | undefined; language: 'zh' | 'en' }

const filled = (name: 'place' | 'contact', text: string): { place?: string; contact?: string } =>
  text.trim() === '' ? {} : { [name]: text.trim().slice(0, mostLine) }

export const reportBody = (
  { kind, text, place, contact }: ReportDraft,
  { code, visitor, language }: About,
): BodyOf<typeof endpoints.report> => ({
  c: code.slice(0, mostCode),
  kind: isKind(kind) ? kind : 'other',
  text: text.trim().slice(0, mostText),
  ...filled('place', place),
  ...filled('contact', contact),
  ...(visitor === undefined ? {} : { visitor }),
  language,
})
