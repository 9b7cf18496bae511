// Discrepancy notes of a trade in a line each, and the way to them.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { TradeView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { Loaded } from '../../ui/loaded'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import type { Tone } from '../../ui/tone'

const tones: Record<DiscrepancyView['state'], Tone> = {
  open: 'caution',
  escalated: 'bad',
  confirmed: 'good',
  corrected: 'act',
  disputed: 'bad',
  withdrawn: 'wait',
}

/** What moves the notes moves the trade too: they are asked for again when it has. */
export const TradeNotes = ({ trade, buying }: { trade: TradeView; buying: boolean }) => {
  const t = useTranslate()
  const { no, attempts, receipts, state, blind, dispatch } = trade
  // Nothing can differ before the goods are on their way, and who counts blind may not see the numbers.
  const asked = dispatch !== undefined && blind === undefined
  const marks = [no, state, attempts.length, receipts.length, trade.history.length].join(':')
  const notes = useFetch(asked ? `trade-notes:${marks}` : undefined, () =>
    call(endpoints.tradeDiscrepancies, { params: { no }, query: { limit: 50 } }),
  )
  if (!asked || (attempts.length === 0 && notes.data?.items.length === 0)) return null
  if (notes.data === undefined && notes.failure === undefined) return null
  const open = state === 'dispatched' || state === 'partly_received'
  const go = (): void => {
    goTo('discrepancy', { no })
  }
  return (
    <Section title={t('trade.notes')} flush>
      <Loaded from={notes} subject={t('trade.notes')} lines={1}>
        {({ items }) => (
          <>
            {items.map((note) => (
              <Row
                key={note.n}
                title={t('discrepancy.number', { n: note.n + 1 })}
                note={formatTime(note.raised.at)}
                value={<StatusTag tone={tones[note.state]} text={t(`discrepancy.state.${note.state}`)} />}
                onPress={() => {
                  goTo('discrepancy', { no, view: 'notes' })
                }}
              />
            ))}
            {items.length === 0 && buying && open ? (
              <Row icon="alert" title={t('discrepancy.raise')} note={t('trade.notesRaise')} onPress={go} />
            ) : null}
            {items.length === 0 && !(buying && open) ? <Row title={t('trade.notesNone')} /> : null}
          </>
        )}
      </Loaded>
    </Section>
  )
}
