// What the page calls a record: its kind, and of what.
import type { TraceView } from '@ectrace/shared/api/views'
import type { Translate } from '../../i18n/translate'
import { recordOf, textOf } from './record-fields'

/** `批次 · A1107`: what kind of record, and of what; undefined: the page as a whole. */
export const recordLabel = (t: Translate, view: TraceView, id: string | undefined): string => {
  const record = recordOf(view, id)
  if (record === undefined) return t('trace.fault.page')
  const subject =
    textOf(record, 'name') ?? textOf(record, 'lot') ?? textOf(record, 'city') ?? textOf(record, 'reportNo')
  const kind = t(`trace.record.${record.name}`)
  return subject === undefined ? kind : `${kind} · ${subject.slice(0, 60)}`
}
