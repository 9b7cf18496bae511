// Activates, freezes, releases or voids a range of a set: said once more in words before it is signed.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CodeSetView } from '@ectrace/shared/api/code-views'
import type { BatchView } from '@ectrace/shared/api/views'
import { codeActs } from '@ectrace/shared/codes/code-runs'
import { useState } from 'react'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { formatQuantity } from '../../i18n/format'
import { useTranslate, type Translate } from '../../i18n/translate'
import { goBack } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { Section } from '../../ui/section'
import {
  actOf,
  changeBody,
  checkChange,
  emptyChange,
  freezeReasons,
  voidReasons,
  type ChangeDraft,
} from './change-draft'
import { rangeOf, sizeOf } from './code-range'
import { RangeFields } from './range-fields'

type Fields = { value: ChangeDraft; set: (patch: Partial<ChangeDraft>) => void; error: string | undefined }

const Reason = ({ value, set, error }: Fields) => {
  const t = useTranslate()
  if (value.act === 'freeze')
    return (
      <Choice
        label={t('codes.reason')}
        options={freezeReasons.map((reason) => ({ value: reason, text: t(`codes.freeze.${reason}`) }))}
        value={freezeReasons.find((reason) => reason === value.freezeReason)}
        error={error}
        onChange={(freezeReason) => {
          set({ freezeReason })
        }}
      />
    )
  if (value.act !== 'void') return null
  return (
    <Choice
      label={t('codes.reason')}
      options={voidReasons.map((reason) => ({ value: reason, text: t(`codes.void.${reason}`) }))}
      value={voidReasons.find((reason) => reason === value.voidReason)}
      error={error}
      onChange={(voidReason) => {
        set({ voidReason })
      }}
    />
  )
}

/** What will be done, before it is. */
const sureWords = (t: Translate, value: ChangeDraft): string | undefined => {
  const act = actOf(value.act)
  if (act === undefined) return undefined
  const words = {
    from: formatQuantity(value.from),
    to: formatQuantity(value.to),
    n: formatQuantity(String(sizeOf(rangeOf(value)))),
  }
  return `${t(`codes.sure.${act}`, words)} — ${t(`codes.sureText.${act}`)}`
}

export const ChangeForm = ({ batch, set }: { batch: BatchView; set: CodeSetView }) => {
  const t = useTranslate()
  const name = `codes:${batch.id}:${String(set.set)}`
  const [sure, setSure] = useState(false)
  const [changed, setChanged] = useState(0)
  const form = useActForm({
    form: name,
    initial: emptyChange,
    read: textsLike(emptyChange),
    check: (draft) => checkChange(draft, set.count),
    send: async (draft, key) => {
      setSure(false)
      const body = changeBody(draft, set.set)
      const recorded = await call(endpoints.changeCodes, { params: { id: batch.id }, body, form: key })
      setChanged(recorded.codes)
      return recorded
    },
  })
  const act = actOf(form.value.act)
  const change = (patch: Partial<ChangeDraft>): void => {
    setSure(false)
    form.set(patch)
  }
  const ask = (): void => {
    if (!sure && checkChange(form.value, set.count).length === 0) setSure(true)
    else form.submit()
  }
  const word = act === undefined ? t('codes.change') : t(`codes.act.${act}`)
  return (
    <FormScreen
      title={t('codes.change')}
      form={{ ...form, submit: ask }}
      name={name}
      note={sure ? sureWords(t, form.value) : undefined}
      kind={act === 'void' || act === 'freeze' ? 'danger' : 'main'}
      act={sure ? t('codes.sureAct', { act: word }) : word}
      done={t('codes.changed', { n: formatQuantity(String(changed)) })}
      next={() => <Button kind="main" text={t('common.back')} onPress={goBack} />}
    >
      <Section>
        <Choice
          label={t('codes.act')}
          options={codeActs.map((each) => ({
            value: each,
            text: t(`codes.act.${each}`),
            hint: t(`codes.actHint.${each}`),
          }))}
          value={act}
          error={form.error('act')}
          onChange={(next) => {
            change({ act: next })
          }}
        />
        <RangeFields count={set.count} value={form.value} set={change} error={form.error} />
        <Reason value={form.value} set={change} error={form.error('reason')} />
        <Field
          label={t('codes.note')}
          hint={t('codes.noteHint')}
          optional
          lines={2}
          maxLength={2_000}
          value={form.value.note}
          error={form.error('note')}
          onChange={(note) => {
            change({ note })
          }}
        />
      </Section>
    </FormScreen>
  )
}
