// The supplier answers a note: yes, a correction line by line, or no, with what it leads to in sight before it is signed.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DiscrepancyView, NoteAnswered } from '@ectrace/shared/api/discrepancy-views'
import type { Recorded, TradeView } from '@ectrace/shared/api/views'
import type { Change } from '@ectrace/shared/matching/settlement'
import { call } from '../../api/call'
import { useActForm, type ActForm } from '../../api/use-act-form'
import { useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { DifferenceList } from '../../ui/difference-list'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { answerBody, answers, checkAnswer, firstAnswer, readAnswer, yesOf, type AnswerDraft } from './answer-draft'
import { AnswerEffect } from './answer-effect'
import { ChangeFields, lineOfChange } from './change-fields'
import { namesOf } from './names-of'
import { NoteLines } from './note-lines'
import { noteParties, noteReasons } from './raise-draft'

type Props = { trade: TradeView; note: DiscrepancyView }
type Form = ActForm<AnswerDraft, NoteAnswered>

const Answered = ({ trade, recorded }: { trade: TradeView; recorded: Recorded<NoteAnswered> }) => {
  const t = useTranslate()
  const { receipt, differences } = recorded
  return (
    <>
      {receipt === undefined ? (
        <Notice tone="caution" title={t('discrepancy.left', { count: differences.length })}>
          {t('discrepancy.stillOpen')}
        </Notice>
      ) : (
        <Notice tone="good" title={t('discrepancy.received', { n: receipt + 1 })}>
          {t('discrepancy.receivedText')}
        </Notice>
      )}
      {receipt === undefined ? <DifferenceList differences={differences} names={namesOf(trade)} /> : null}
      <Button
        kind="main"
        text={t('discrepancy.see')}
        onPress={() => {
          replaceWith('discrepancy', { no: trade.no, view: 'notes' })
        }}
      />
    </>
  )
}

const Corrections = ({ form, trade, yes }: { form: Form; trade: TradeView; yes: readonly Change[] }) => {
  const t = useTranslate()
  const { value, set, error } = form
  const none = error('amendments')
  return (
    <Section title={t('discrepancy.corrections')}>
      {yes.map((change, i) => (
        <ChangeFields
          key={i}
          trade={trade}
          change={change}
          typed={value.changes[i] ?? { quantity: '', fate: '', units: [] }}
          error={error(`amendments.${String(i)}.quantity`)}
          onChange={(typed) => {
            set({ changes: value.changes.map((other, at) => (at === i ? typed : other)) })
          }}
        />
      ))}
      {none === undefined ? null : <Notice tone="bad" title={t('discrepancy.noCorrection')} />}
    </Section>
  )
}

const Why = ({ form }: { form: Form }) => {
  const t = useTranslate()
  const { value, set, error } = form
  return (
    <Section title={t('discrepancy.why')}>
      <Choice
        label={t('trade.reason')}
        options={noteReasons.map((reason) => ({ value: reason, text: t(`trade.reason.${reason}`) }))}
        value={noteReasons.find((reason) => reason === value.reason)}
        error={error('reason')}
        onChange={(reason) => {
          set({ reason })
        }}
      />
      <Choice
        label={t('trade.party')}
        options={noteParties.map((party) => ({ value: party, text: t(`discrepancy.party.${party}`) }))}
        value={noteParties.find((party) => party === value.party)}
        error={error('party')}
        onChange={(party) => {
          set({ party })
        }}
      />
      <Field
        label={t('discrepancy.note')}
        hint={t('discrepancy.answerNoteHint')}
        optional
        lines={3}
        maxLength={2_000}
        value={value.note}
        error={error('note')}
        onChange={(text) => {
          set({ note: text })
        }}
      />
    </Section>
  )
}

export const AnswerForm = ({ trade, note }: Props) => {
  const t = useTranslate()
  const { no } = trade
  const yes = yesOf(trade, note) ?? []
  const unitOf = (i: number): string => {
    const change = yes[i]
    return change === undefined ? '' : lineOfChange(trade, change).unit
  }
  const name = `answer:${no}:${String(note.n)}`
  const form = useActForm<AnswerDraft, NoteAnswered>({
    form: name,
    initial: firstAnswer(note, yes),
    read: readAnswer(yes),
    check: (draft) => checkAnswer(draft, unitOf),
    send: (draft, key) =>
      call(endpoints.answerDiscrepancy, {
        params: { no, n: String(note.n) },
        body: answerBody(draft, yes) as NonNullable<ReturnType<typeof answerBody>>,
        form: key,
        deadline: 60_000,
      }),
  })
  const { value, set, error } = form
  const sound = checkAnswer(value, unitOf).every(({ field }) => !field.startsWith('amendments'))
  const body = sound ? answerBody(value, yes) : undefined
  // Without anything that a yes would change there is nothing to correct.
  const offered = yes.length === 0 ? answers.filter((answer) => answer !== 'correct') : answers
  return (
    <FormScreen
      title={t('discrepancy.answerTitle')}
      form={form}
      name={name}
      act={t('discrepancy.answerAct')}
      done={t('discrepancy.answered')}
      kind={value.answer === 'dispute' ? 'danger' : 'main'}
      note={t('discrepancy.answerNote', { party: note.buyer.name })}
      next={(recorded) => <Answered trade={trade} recorded={recorded} />}
    >
      <Section title={t('discrepancy.number', { n: note.n + 1 })}>
        <NoteLines trade={trade} note={note} />
      </Section>
      <Section>
        <Choice
          label={t('discrepancy.answer')}
          options={offered.map((answer) => ({
            value: answer,
            text: t(`discrepancy.answer.${answer}`),
            hint: t(`discrepancy.answerHint.${answer}`),
          }))}
          value={answers.find((answer) => answer === value.answer)}
          error={error('answer')}
          onChange={(answer) => {
            set({ answer })
          }}
        />
      </Section>
      {value.answer === 'correct' ? <Corrections form={form} trade={trade} yes={yes} /> : null}
      {body === undefined ? null : <AnswerEffect trade={trade} note={note} body={body} />}
      <Why form={form} />
    </FormScreen>
  )
}
