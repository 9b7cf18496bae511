// What is typed about an event, and what is sent.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView, Me } from '@ectrace/shared/api/views'
import { bizSteps, type BizStep } from '@ectrace/shared/domain/event'
import { fault, type FieldFault } from '@ectrace/shared/errors'
import { checkChoice, checkTemperature, checkText } from '../../state/check-field'
import { listOf, objectOf, textOf, textsLike } from '../../state/read-draft'
import { brokenMomentRule, instantOf, type Moment } from '../../ui/moment'
import type { Photo } from '../../ui/photo-list'

/** A batch as the form names it. */
export type AboutBatch = { id: string; name: string; lot: string; place: string }

export type EventDraft = {
  step: string
  batches: AboutBatch[]
  place: string
  at: Moment
  /** '', pass or fail. */
  result: string
  reportNo: string
  temperature: string
  note: string
  photos: Photo[]
}

export const mostBatches = 50
export const mostPhotos = 9

/** Steps that a company records by hand; others are written by acts of their own (production, dispatch, receipt). */
const stepsOfWork: readonly BizStep[] = [
  'storing',
  'transporting',
  'packing',
  'repackaging',
  'loading',
  'unloading',
  'arriving',
  'departing',
  'sampling',
  'sensor_reporting',
  'holding',
  'destroying',
  'other',
]

/** Inspections are signed by inspectors of inspection bodies only: they count because somebody else than the maker made them. */
export const stepsFor = ({ roles, organisation }: Pick<Me, 'roles' | 'organisation'>): BizStep[] =>
  organisation.type === 'inspector' && roles.includes('inspector') ? ['inspecting', ...stepsOfWork] : [...stepsOfWork]

export const aboutBatch = ({ id, product, lot, place }: BatchView): AboutBatch => ({
  id,
  name: product.name,
  lot,
  place,
})

const isPhotoType = (type: string): type is Photo['type'] => /^image\/(jpeg|png|webp)$/.test(type)
const photoTexts = textsLike({ digest: '', type: '', title: '' })
const readPhoto = (stored: unknown): Photo | undefined => {
  const photo = photoTexts(stored)
  return photo !== undefined && isPhotoType(photo.type) ? { ...photo, type: photo.type } : undefined
}

export const readEvent = objectOf<EventDraft>({
  step: textOf,
  batches: listOf(textsLike({ id: '', name: '', lot: '', place: '' }), mostBatches),
  place: textOf,
  at: textsLike({ day: '', time: '' }),
  result: textOf,
  reportNo: textOf,
  temperature: textOf,
  note: textOf,
  photos: listOf(readPhoto, mostPhotos),
})

/** Inspections and samples have a result and may name a report. */
export const hasResult = (step: string): boolean => step === 'inspecting' || step === 'sampling'

const isStep = (step: string): step is BizStep => (bizSteps as readonly string[]).includes(step)

export const checkEvent = (draft: EventDraft): FieldFault[] => {
  const moment = brokenMomentRule(draft.at)
  return [
    ...(draft.batches.length === 0 ? [{ field: 'batches', rule: 'choose' }] : []),
    ...checkChoice('place', draft.place),
    ...(moment === undefined ? [] : [{ field: 'eventTime', rule: moment }]),
    ...(draft.step === 'inspecting' ? checkChoice('result', draft.result) : []),
    ...checkTemperature('temperature', draft.temperature),
    ...draft.photos.flatMap(({ title }, index) => checkText(`evidence.${String(index)}.title`, title)),
  ]
}

const resultOf = ({
  step,
  result,
}: EventDraft): Pick<BodyOf<typeof endpoints.recordEvent>, 'result' | 'disposition'> => {
  if (!hasResult(step) || (result !== 'pass' && result !== 'fail')) return {}
  return { result, disposition: result === 'pass' ? 'conformant' : 'non_conformant' }
}

/** For a draft that breaks no rule. */
export const eventBody = (draft: EventDraft): BodyOf<typeof endpoints.recordEvent> => {
  const { step, temperature } = draft
  if (!isStep(step)) throw fault('VALIDATION_FAILED', 'bizStep', 'choose', step)
  const reportNo = hasResult(step) ? draft.reportNo.trim() : ''
  return {
    bizStep: step,
    batches: draft.batches.map(({ id }) => id),
    place: draft.place,
    eventTime: instantOf(draft.at),
    ...resultOf(draft),
    ...(reportNo === '' ? {} : { reportNo }),
    ...(temperature === '' ? {} : { temperature }),
    evidence: draft.photos.map(({ digest, type, title }) => ({ digest, type, title: title.trim() })),
    note: draft.note.trim(),
  }
}
