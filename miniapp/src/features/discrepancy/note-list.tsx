// The notes of the caller's organisation on all its trades: those that wait for somebody first.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DiscrepancySummary } from '@ectrace/shared/api/discrepancy-views'
import { useState } from 'react'
import { call } from '../../api/call'
import { usePages } from '../../api/use-pages'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { EmptyState } from '../../ui/empty-state'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { Tabs } from '../../ui/tabs'
import { reasonWord } from './note-card'
import { NoteStateTag } from './note-state-tag'

type View = 'waiting' | 'all'

const NoteRow = ({ note }: { note: DiscrepancySummary }) => {
  const t = useTranslate()
  const other = note.side === 'buyer' ? note.supplier : note.buyer
  const when = note.overdue ? t('discrepancy.overdue', { time: formatTime(note.answerBy) }) : formatTime(note.raised.at)
  return (
    <Row
      title={other.name}
      note={`${reasonWord(t, note.reason)} · ${t('notices.trade', { no: note.trade.slice(0, 6) })} · ${when}`}
      value={<NoteStateTag state={note.state} />}
      onPress={() => {
        goTo('discrepancy', { no: note.trade, view: 'notes' })
      }}
    />
  )
}

const List = ({ view, organisation }: { view: View; organisation: string }) => {
  const t = useTranslate()
  const notes = usePages(`discrepancies:${organisation}:${view}`, (after) =>
    call(endpoints.discrepancies, {
      query: { after, limit: 30, ...(view === 'waiting' ? { state: 'open,escalated' } : {}) },
    }),
  )
  useReturn(notes.reload)
  return (
    <>
      <Loaded from={notes} subject={t('discrepancy.title')}>
        {(items) =>
          items.length === 0 ? (
            <EmptyState
              icon="check"
              title={t(view === 'waiting' ? 'discrepancy.noneWaiting' : 'discrepancy.none')}
              text={t('discrepancy.noneText')}
            />
          ) : (
            <Section flush>
              {items.map((note) => (
                <NoteRow key={`${note.trade}:${String(note.n)}`} note={note} />
              ))}
            </Section>
          )
        }
      </Loaded>
      <MoreButton of={notes} />
    </>
  )
}

export const NoteList = ({ organisation }: { organisation: string }) => {
  const t = useTranslate()
  const [view, setView] = useState<View>('waiting')
  return (
    <>
      <Tabs
        label={t('discrepancy.title')}
        tabs={[
          { value: 'waiting', text: t('discrepancy.waiting') },
          { value: 'all', text: t('discrepancy.all') },
        ]}
        value={view}
        onChange={setView}
      />
      <List key={view} view={view} organisation={organisation} />
    </>
  )
}
