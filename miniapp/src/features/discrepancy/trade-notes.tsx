// All notes of one trade, the newest first, with what the reader may do about each.
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Section } from '../../ui/section'
import { Row } from '../../ui/row'
import { TradeStateTag } from '../../ui/trade-state-tag'
import { Escalate } from './escalate'
import { NoteCard } from './note-card'
import { isWaiting } from './note-state-tag'

type Props = {
  trade: TradeView
  notes: readonly DiscrepancyView[]
  me: Me
  raisable: number | undefined
  onChanged: () => void
}

const Acts = ({ note, me, onChanged }: { note: DiscrepancyView; me: Me; onChanged: () => void }) => {
  const t = useTranslate()
  if (!isWaiting(note)) return null
  if (note.side === 'supplier') {
    if (!me.roles.includes('trader')) return null
    return (
      <Button
        kind="main"
        text={t('discrepancy.answerGo')}
        onPress={() => {
          goTo('discrepancy', { no: note.trade, view: 'answer', n: String(note.n) })
        }}
      />
    )
  }
  return note.overdue && note.state === 'open' ? <Escalate note={note} onDone={onChanged} /> : null
}

export const TradeNotes = ({ trade, notes, me, raisable, onChanged }: Props) => {
  const t = useTranslate()
  const other = trade.supplier.id === me.organisation.id ? trade.buyer : trade.supplier
  return (
    <>
      <Section flush>
        <Row
          title={other.name}
          note={t('notices.trade', { no: trade.no })}
          value={<TradeStateTag state={trade.state} />}
          onPress={() => {
            goTo('trade', { no: trade.no })
          }}
        />
      </Section>
      {notes.length === 0 && raisable === undefined ? (
        <EmptyState icon="check" title={t('discrepancy.none')} text={t('discrepancy.noneText')} />
      ) : null}
      {raisable === undefined ? null : (
        <Button
          wide
          kind="main"
          text={t('discrepancy.raiseGo', { n: raisable + 1 })}
          onPress={() => {
            goTo('discrepancy', { no: trade.no, view: 'raise', attempt: String(raisable) })
          }}
        />
      )}
      {notes.map((note) => (
        <NoteCard key={note.n} trade={trade} note={note}>
          <Acts note={note} me={me} onChanged={onChanged} />
        </NoteCard>
      ))}
    </>
  )
}
