// What happened to batches: step, place, time, result, temperature, words and pictures.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView, Me } from '@ectrace/shared/api/views'
import { bizStepLabel } from '@ectrace/shared/domain/event'
import { useState } from 'react'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goBack } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { MomentField } from '../../ui/moment-field'
import { momentOf } from '../../ui/moment'
import { Notice } from '../../ui/notice'
import { PhotoList } from '../../ui/photo-list'
import { Picker } from '../../ui/picker'
import { PlacePicker } from '../../ui/place-picker'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { AboutBatches } from './about-batches'
import { ChooseBatch } from './choose-batch'
import {
  aboutBatch,
  checkEvent,
  eventBody,
  hasResult,
  mostPhotos,
  readEvent,
  stepsFor,
  type EventDraft,
} from './event-draft'

type Props = { me: Me; batch: BatchView }

const firstDraft = (me: Me, batch: BatchView): EventDraft => ({
  step: stepsFor(me)[0] ?? 'other',
  batches: [aboutBatch(batch)],
  place: '',
  at: momentOf(new Date()),
  result: '',
  reportNo: '',
  temperature: '',
  note: '',
  photos: [],
})

export const EventForm = ({ me, batch }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const [adding, setAdding] = useState(false)
  const name = `event:${batch.id}`
  const form = useActForm({
    form: name,
    initial: firstDraft(me, batch),
    read: readEvent,
    check: checkEvent,
    send: (draft, key) => call(endpoints.recordEvent, { body: eventBody(draft), form: key }),
  })
  const { value, set, error } = form
  if (adding) {
    return (
      <Screen title={t('events.addBatch')}>
        <ChooseBatch
          onBatch={(next) => {
            setAdding(false)
            if (!value.batches.some(({ id }) => id === next.id)) set({ batches: [...value.batches, aboutBatch(next)] })
          }}
        />
      </Screen>
    )
  }
  // An inspector or a carrier acts at another's place, which is known only through the batch.
  const foreign = batch.organisation === me.organisation.id ? [] : value.batches
  return (
    <FormScreen
      title={t('events.title')}
      form={form}
      name={name}
      act={t('events.act')}
      done={t('events.done')}
      next={() => (
        <>
          <Button kind="main" text={t('common.back')} onPress={goBack} />
          <Button wide text={t('events.another')} onPress={form.again} />
        </>
      )}
    >
      <AboutBatches
        batches={value.batches}
        onChange={(batches) => {
          set({ batches })
        }}
        onAdd={() => {
          setAdding(true)
        }}
      />
      <Section>
        <Picker
          label={t('events.step')}
          hint={t(value.step === 'inspecting' ? 'events.inspector' : 'events.stated')}
          options={stepsFor(me).map((step) => ({ value: step, text: bizStepLabel(step, language) }))}
          value={value.step}
          error={error('bizStep')}
          onChange={(step) => {
            set({ step })
          }}
        />
        <PlacePicker
          label={t('events.place')}
          value={value.place}
          error={error('place')}
          others={foreign.map(({ place, lot }) => ({
            value: place,
            text: t('events.placeOfBatch'),
            note: t('events.placeOfBatchNote', { lot }),
          }))}
          onChange={(place) => {
            set({ place })
          }}
        />
        <MomentField
          label={t('events.day')}
          value={value.at}
          error={error('eventTime')}
          onChange={(at) => {
            set({ at })
          }}
        />
        {hasResult(value.step) ? (
          <>
            <Choice
              label={t('events.result')}
              options={[
                { value: 'pass', text: t('events.pass') },
                { value: 'fail', text: t('events.fail') },
              ]}
              value={value.result}
              error={error('result')}
              onChange={(result) => {
                set({ result })
              }}
            />
            <Field
              label={t('events.reportNo')}
              hint={t('events.reportHint')}
              optional
              value={value.reportNo}
              error={error('reportNo')}
              maxLength={200}
              onChange={(reportNo) => {
                set({ reportNo })
              }}
            />
          </>
        ) : null}
        <Field
          label={t('events.temperature')}
          optional
          unit="°C"
          value={value.temperature}
          error={error('temperature')}
          maxLength={6}
          onChange={(temperature) => {
            set({ temperature: temperature.trim().replace('−', '-') })
          }}
        />
        <Field
          label={t('events.note')}
          hint={t('events.noteHint')}
          optional
          lines={3}
          value={value.note}
          error={error('note')}
          maxLength={2000}
          onChange={(note) => {
            set({ note })
          }}
        />
        <PhotoList
          label={t('events.photos')}
          photos={value.photos}
          most={mostPhotos}
          titled
          error={(index) => error(`evidence.${String(index)}.title`, `evidence.${String(index)}.digest`)}
          onChange={(photos) => {
            set({ photos })
          }}
        />
      </Section>
      {error('batches', 'batches.0') === undefined ? null : (
        <Notice tone="bad" title={error('batches', 'batches.0') ?? ''} />
      )}
    </FormScreen>
  )
}
