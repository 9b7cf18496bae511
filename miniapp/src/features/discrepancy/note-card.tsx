// One note: how it stands, the numbers of both sides in columns, what differs and why, what was said and signed.
import { View } from '@tarojs/components'
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { TradeView } from '@ectrace/shared/api/views'
import type { ReactNode } from 'react'
import { formatTime } from '../../i18n/format'
import { useTranslate, type Translate } from '../../i18n/translate'
import { DifferenceList } from '../../ui/difference-list'
import { Fact } from '../../ui/fact'
import { Fold } from '../../ui/fold'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { AmendmentList } from './amendment-list'
import { namesOf } from './names-of'
import { NoteLines } from './note-lines'
import { isWaiting, NoteStateTag } from './note-state-tag'
import { noteParties, noteReasons } from './raise-draft'
import { Signatures } from './signatures'
import { timeLeft } from './time-left'

type Props = { trade: TradeView; note: DiscrepancyView; /** What the reader may do about it. */ children?: ReactNode }

export const reasonWord = (t: Translate, reason: string): string => {
  const known = noteReasons.find((one) => one === reason)
  return known === undefined ? reason : t(`trade.reason.${known}`)
}
export const partyWord = (t: Translate, party: string): string => {
  const known = noteParties.find((one) => one === party)
  return known === undefined ? party : t(`discrepancy.party.${known}`)
}

const Deadline = ({ note }: { note: DiscrepancyView }) => {
  const t = useTranslate()
  if (!isWaiting(note)) return null
  if (note.overdue)
    return (
      <Notice tone="bad" icon="clock" title={t('discrepancy.overdue', { time: formatTime(note.answerBy) })}>
        {t(note.side === 'buyer' ? 'discrepancy.overdueBuyer' : 'discrepancy.overdueSupplier')}
      </Notice>
    )
  const { key, n } = timeLeft(note.graceLeft ?? 0)
  return (
    <Notice tone="caution" icon="clock" title={t(key, { n })}>
      {t('discrepancy.answerBy', { time: formatTime(note.answerBy) })}
    </Notice>
  )
}

/** The numbers agreed after the answer, or what still stands between the two. */
const After = ({ trade, note }: { trade: TradeView; note: DiscrepancyView }) => {
  const t = useTranslate()
  if (note.state === 'withdrawn') return <Notice tone="wait" title={t('discrepancy.withdrawn')} />
  const { answer, answered, receipt } = note
  if (answer === undefined || answered === undefined) return null
  return (
    <>
      {answer.amendments.length === 0 ? null : <AmendmentList amendments={answer.amendments} />}
      {receipt === undefined ? (
        <Notice
          tone={answered.answer === 'dispute' ? 'bad' : 'caution'}
          title={t(answered.answer === 'dispute' ? 'discrepancy.disputed' : 'discrepancy.stillDiffers')}
        >
          {t('discrepancy.whatNow')}
        </Notice>
      ) : (
        <Notice tone="good" title={t('discrepancy.received', { n: receipt + 1 })}>
          {t('discrepancy.receivedText')}
        </Notice>
      )}
      {receipt === undefined && answer.differences.length > 0 ? (
        <Fold title={t('discrepancy.left', { count: answer.differences.length })}>
          <DifferenceList differences={answer.differences} names={namesOf(trade)} />
        </Fold>
      ) : null}
      <Fact name={t('discrepancy.supplierSays')}>
        <View>
          {reasonWord(t, answer.reason)} · {partyWord(t, answer.party)}
        </View>
        {answer.note === undefined || answer.note === '' ? null : <View>{answer.note}</View>}
      </Fact>
    </>
  )
}

export const NoteCard = ({ trade, note, children }: Props) => {
  const t = useTranslate()
  const { n, reason, party, missing, rejected } = note
  return (
    <Section title={t('discrepancy.number', { n: n + 1 })} aside={<NoteStateTag state={note.state} />}>
      <View className="ec-discrepancy-note">
        <Deadline note={note} />
        <After trade={trade} note={note} />
        <NoteLines trade={trade} note={note} />
        <Fold title={t('discrepancy.differences', { count: note.differences.length })} open={isWaiting(note)}>
          <DifferenceList differences={note.differences} names={namesOf(trade)} />
        </Fold>
        <Fact name={t('discrepancy.buyerSays')}>
          <View>
            {reasonWord(t, reason)} · {partyWord(t, party)}
          </View>
          {missing === undefined ? null : <View>{t(`discrepancy.fate.${missing}`)}</View>}
          {rejected === undefined ? null : <View>{t(`discrepancy.fate.${rejected}`)}</View>}
          {note.note === undefined || note.note === '' ? null : <View>{note.note}</View>}
        </Fact>
        {children}
        <Fold title={t('discrepancy.signatures')} icon="certificate" open={!isWaiting(note)}>
          <Signatures note={note} />
        </Fold>
      </View>
    </Section>
  )
}
