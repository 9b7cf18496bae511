// What the records prove of the item's code: not in use yet, frozen or void, whatever the platform says of it.
import type { ProvenRecord, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import type { VerdictKind } from '@ectrace/shared/domain/verdict'
import { recordOf, textOf, wholeOf } from './record-fields'
import type { TraceFault } from './trace-check'

const acts = ['activateCodes', 'freezeCodes', 'releaseCodes', 'voidCodes'] as const
type Act = (typeof acts)[number]
const isAct = (name: string): name is Act => acts.some((act) => act === name)

/** Does the record act on this very code: its batch, its set, a range around its index? */
export const actsOnCode = (view: TraceView, record: ProvenRecord | undefined): boolean => {
  const { membership } = view
  const minted = recordOf(view, membership?.record)
  if (record === undefined || membership === undefined || !isAct(record.name)) return false
  const [set, from, to] = [wholeOf(record, 'set'), wholeOf(record, 'from'), wholeOf(record, 'to')]
  if (set === undefined || from === undefined || to === undefined) return false
  const ofSet = textOf(record, 'batch') === view.batch && set === wholeOf(minted, 'set')
  return ofSet && from <= membership.index && membership.index <= to
}

/** In the order of the log. */
const actsOn = (view: TraceView): ProvenRecord[] =>
  Object.values(view.records)
    .filter((record) => actsOnCode(view, record))
    .sort((a, b) => a.leafIndex - b.leafIndex || a.op - b.op)

/** Of the platform's word and the records in the reply the graver: a freeze that is left out is the platform's to say, one that is shown is proven. */
export const codeStateKinds = (view: TraceView): VerdictKind[] => {
  if (view.code.kind === 'batch') return []
  const names = actsOn(view).map(({ name }) => name)
  const { status } = view
  const stopped = names.filter((name) => name === 'freezeCodes' || name === 'releaseCodes').at(-1)
  const later = textOf(recordOf(view, view.membership?.record), 'activation') === 'later'
  const found: readonly (readonly [VerdictKind, boolean])[] = [
    ['frozen', status?.frozen === true || stopped === 'freezeCodes'],
    ['voided', status?.state === 'void' || names.includes('voidCodes')],
    ['not_activated', status?.state === 'printed' || (later && !names.includes('activateCodes'))],
  ]
  return found.filter(([, holds]) => holds).map(([kind]) => kind)
}

/** The records that the status names, and the activation among the stations, act on this very code. */
export const checkCodeState = (view: TraceView): TraceFault[] => {
  const told = (view.status?.records ?? []).map((id) => ({ id, field: 'status' }))
  const shown = view.timeline
    .filter(({ kind, scope }: TimelineEntry) => kind === 'activation' && scope === 'item')
    .map(({ record }) => ({ id: record, field: 'from' }))
  return [...told, ...shown]
    .filter(({ id }) => !actsOnCode(view, recordOf(view, id)))
    .map(({ id, field }): TraceFault => ({
      code: 'RECORD_MISPLACED',
      fields: [field],
      ...(recordOf(view, id) === undefined ? {} : { record: id }),
    }))
}
