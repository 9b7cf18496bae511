// The buyer's word on a refused count: the count stands as it was kept; what became of the goods and whose doing it is are said here.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useActForm, type ActForm } from '../../api/use-act-form'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { DifferenceList } from '../../ui/difference-list'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { Notice } from '../../ui/notice'
import { PlacePicker } from '../../ui/place-picker'
import { Section } from '../../ui/section'
import { namesOf } from './names-of'
import {
  askedBy,
  checkRaise,
  fatesOfMissing,
  fatesOfRejected,
  firstRaise,
  noteParties,
  noteReasons,
  raiseBody,
  type Asked,
  type RaiseDraft,
} from './raise-draft'

type Attempt = TradeView['attempts'][number]
type Form = Pick<ActForm<RaiseDraft, unknown>, 'value' | 'set' | 'error'>

/** Also asked when only the server can tell that it must be said. */
const Fates = ({ form, asked }: { form: Form; asked: Asked }) => {
  const t = useTranslate()
  const { value, set, error } = form
  return (
    <>
      {asked.missing || error('missing') !== undefined ? (
        <Choice
          label={t('discrepancy.whatMissing')}
          options={fatesOfMissing.map((fate) => ({
            value: fate,
            text: t(`discrepancy.fate.${fate}`),
            hint: t(`discrepancy.fateHint.${fate}`),
          }))}
          value={fatesOfMissing.find((fate) => fate === value.missing)}
          error={error('missing')}
          onChange={(missing) => {
            set({ missing })
          }}
        />
      ) : null}
      {asked.rejected || error('rejected') !== undefined ? (
        <Choice
          label={t('discrepancy.whatRejected')}
          options={fatesOfRejected.map((fate) => ({
            value: fate,
            text: t(`discrepancy.fate.${fate}`),
            hint: t(`discrepancy.fateHint.${fate}`),
          }))}
          value={fatesOfRejected.find((fate) => fate === value.rejected)}
          error={error('rejected')}
          onChange={(rejected) => {
            set({ rejected })
          }}
        />
      ) : null}
    </>
  )
}

const Why = ({ form }: { form: Form }) => {
  const t = useTranslate()
  const { value, set, error } = form
  return (
    <>
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
    </>
  )
}

const Raised = ({ no, answerBy }: { no: string; answerBy: string }) => {
  const t = useTranslate()
  return (
    <>
      <Notice tone="act" title={t('discrepancy.raisedText', { time: formatTime(answerBy) })}>
        {t('discrepancy.raisedNext')}
      </Notice>
      <Button
        kind="main"
        text={t('discrepancy.see')}
        onPress={() => {
          replaceWith('discrepancy', { no, view: 'notes' })
        }}
      />
    </>
  )
}

export const RaiseForm = ({ trade, attempt }: { trade: TradeView; attempt: Attempt }) => {
  const t = useTranslate()
  const { no, supplier } = trade
  const { n, differences } = attempt
  const asked = askedBy(differences)
  const initial = firstRaise(differences)
  const name = `discrepancy:${no}:${String(n)}`
  const form = useActForm({
    form: name,
    initial,
    read: textsLike(initial),
    check: (draft) => checkRaise(draft, asked),
    send: (draft, key) =>
      call(endpoints.raiseDiscrepancy, {
        params: { no },
        body: raiseBody(draft, n, asked),
        form: key,
        deadline: 60_000,
      }),
  })
  const { value, set, error } = form
  return (
    <FormScreen
      title={t('discrepancy.raise')}
      form={form}
      name={name}
      act={t('discrepancy.raiseAct')}
      done={t('discrepancy.raised')}
      note={t('discrepancy.raiseNote', { party: supplier.name })}
      next={({ answerBy }) => <Raised no={no} answerBy={answerBy} />}
    >
      <Section title={t('discrepancy.count', { n: n + 1 })}>
        <View className="ec-line__note">{t('discrepancy.countText', { time: formatTime(attempt.at) })}</View>
        <DifferenceList differences={differences} names={namesOf(trade)} />
      </Section>
      <Section title={t('discrepancy.say')}>
        <Fates form={form} asked={asked} />
        <Why form={form} />
        <PlacePicker
          label={t('discrepancy.place')}
          hint={t('discrepancy.placeHint')}
          value={value.place}
          error={error('place')}
          onChange={(place) => {
            set({ place })
          }}
        />
        <Field
          label={t('discrepancy.note')}
          hint={t('discrepancy.noteHint')}
          optional
          lines={3}
          maxLength={2_000}
          value={value.note}
          error={error('note')}
          onChange={(note) => {
            set({ note })
          }}
        />
      </Section>
    </FormScreen>
  )
}
