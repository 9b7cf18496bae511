// What is typed about a new place, and what is sent.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { FieldFault } from '@ectrace/shared/errors'
import { checkOptionalGln, checkText } from '../../state/check-field'

export const emptyPlace = { name: '', city: '', gln: '', latitude: '', longitude: '' }
export type PlaceDraft = typeof emptyPlace

export const checkPlace = ({ name, city, gln, latitude, longitude }: PlaceDraft): FieldFault[] => {
  const half = (latitude === '') !== (longitude === '')
  return [
    ...checkText('name', name),
    ...checkText('city', city),
    ...checkOptionalGln('gln', gln),
    ...(half ? [{ field: latitude === '' ? 'latitude' : 'longitude', rule: 'coordinates.both' }] : []),
  ]
}

export const placeBody = (draft: PlaceDraft): BodyOf<typeof endpoints.createPlace> => {
  const { gln, latitude, longitude } = draft
  return {
    name: draft.name.trim(),
    city: draft.city.trim(),
    ...(gln === '' ? {} : { gln }),
    ...(latitude === '' ? {} : { latitude, longitude }),
  }
}
