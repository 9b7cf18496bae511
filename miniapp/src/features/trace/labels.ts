// Names of records and fields in the reader's language; a field without one is shown by its name in the record.
import type { TraceView } from '@ectrace/shared/api/views'
import { dictionaries, type Key } from '../../i18n/dictionary'
import type { Translate } from '../../i18n/translate'
import { recordOf, textOf } from './record-fields'

const isKey = (key: string): key is Key => Object.prototype.hasOwnProperty.call(dictionaries.zh, key)

export const fieldLabel = (t: Translate, field: string): string => {
  const key = `trace.field.${field}`
  return isKey(key) ? t(key) : field
}

/** `批次 · A1107`: what kind of record, and of what; undefined: the page as a whole. */
export const recordLabel = (t: Translate, view: TraceView, id: string | undefined): string => {
  const record = recordOf(view, id)
  if (record === undefined) return t('trace.fault.page')
  const subject =
    textOf(record, 'name') ?? textOf(record, 'lot') ?? textOf(record, 'city') ?? textOf(record, 'reportNo')
  const kind = t(`trace.record.${record.name}`)
  return subject === undefined ? kind : `${kind} · ${subject.slice(0, 60)}`
}
