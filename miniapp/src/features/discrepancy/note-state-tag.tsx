// How a note stands, in one word.
import type { DiscrepancySummary } from '@ectrace/shared/api/discrepancy-views'
import { useTranslate } from '../../i18n/translate'
import { StatusTag } from '../../ui/status-tag'
import type { Tone } from '../../ui/tone'

const tones: Record<DiscrepancySummary['state'], Tone> = {
  open: 'caution',
  escalated: 'bad',
  confirmed: 'good',
  corrected: 'act',
  disputed: 'bad',
  withdrawn: 'wait',
}

export const NoteStateTag = ({ state }: { state: DiscrepancySummary['state'] }) => {
  const t = useTranslate()
  return <StatusTag tone={tones[state]} text={t(`discrepancy.state.${state}`)} />
}

/** Whether the supplier has still to answer. */
export const isWaiting = ({ state }: Pick<DiscrepancySummary, 'state'>): boolean =>
  state === 'open' || state === 'escalated'
