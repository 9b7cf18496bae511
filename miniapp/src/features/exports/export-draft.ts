// Which table is wanted, as a file of which kind, and of what part.
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { QueryOf } from '@ectrace/shared/api/endpoint'
import type { FieldFault } from '@ectrace/shared/errors'
import { checkChoice, checkDay } from '../../state/check-field'
import { textsLike } from '../../state/read-draft'
import { instantOf } from '../../ui/moment'

export const exportKinds = [
  'trades',
  'receipts',
  'stock',
  'batches',
  'products',
  'places',
  'codes',
  'retirements',
  'scans',
  'reports',
] as const
export type ExportKind = (typeof exportKinds)[number]
export const exportFormats = ['xlsx', 'csv'] as const

/** All texts, '' where nothing is said. `since`: a day. */
export const firstExport = { kind: 'trades', format: 'xlsx', batch: '', since: '' }
export type ExportDraft = typeof firstExport
export const readExport = textsLike(firstExport)

export const kindOf = ({ kind }: ExportDraft): ExportKind => exportKinds.find((one) => one === kind) ?? 'trades'
/** Those that can be asked of one batch. */
export const canNameBatch = (kind: ExportKind): boolean =>
  ['batches', 'stock', 'codes', 'scans', 'reports', 'retirements'].includes(kind)
/** What there is now has no time of its own. */
export const canSaySince = (kind: ExportKind): boolean => kind !== 'stock' && kind !== 'codes'
/** Codes that did not go out: only of a batch, and only its maker's traders. */
export const mustNameBatch = (kind: ExportKind): boolean => kind === 'codes'

export const checkExport = (draft: ExportDraft): FieldFault[] => {
  const kind = kindOf(draft)
  return [
    ...(mustNameBatch(kind) ? checkChoice('batch', draft.batch) : []),
    ...(canSaySince(kind) && draft.since !== '' ? checkDay('since', draft.since) : []),
  ]
}

/** For a draft that breaks no rule; what a kind cannot be asked is left out. */
export const exportQuery = (
  draft: ExportDraft,
  language: 'zh' | 'en',
): NonNullable<QueryOf<typeof endpoints.exportTable>> => {
  const kind = kindOf(draft)
  const { batch, since } = draft
  return {
    format: draft.format === 'csv' ? 'csv' : 'xlsx',
    language,
    ...(canNameBatch(kind) && batch !== '' ? { batch } : {}),
    ...(canSaySince(kind) && since !== '' ? { since: instantOf({ day: since, time: '00:00' }) } : {}),
  }
}
