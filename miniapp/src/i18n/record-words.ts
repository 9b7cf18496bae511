// Names of records and their fields in the reader's language, and the age of a checkpoint; what has no word keeps its name.
import { isKey } from './texts'
import type { Translate } from './translate'

export const fieldLabel = (t: Translate, field: string): string => {
  const key = `trace.field.${field}`
  return isKey(key) ? t(key) : field
}

/** What kind of record a transaction makes. */
export const kindLabel = (t: Translate, name: string): string => {
  const key = `trace.record.${name}`
  return isKey(key) ? t(key) : name
}

/** How long ago `time` (ISO) was by the device's clock. */
export const ageOf = (t: Translate, time: string): string => {
  const minutes = Math.max(0, Math.floor((Date.now() - Date.parse(time)) / 60_000))
  if (minutes < 1) return t('trace.proof.age.now')
  if (minutes < 60) return t('trace.proof.age.minutes', { n: minutes })
  if (minutes < 48 * 60) return t('trace.proof.age.hours', { n: Math.floor(minutes / 60) })
  return t('trace.proof.age.days', { n: Math.floor(minutes / 1440) })
}
