// Makes item codes for a batch: few at once, many by way of a preparation.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import { compare, isZero } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { useState } from 'react'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useSubmit } from '../../api/use-submit'
import { formatQuantity } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Fact } from '../../ui/fact'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { ActivationChoice, activationBody } from './activation-choice'
import { checkMint, isMany, mostCodes } from './mint-count'

const emptyMint = { count: '', activation: 'now' }

export const MintForm = ({ batch }: { batch: BatchView }) => {
  const t = useTranslate()
  const { id, onHand, product, lot } = batch
  const name = `mint:${id}`
  const [made, setMade] = useState(0)
  const form = useActForm({
    form: name,
    initial: emptyMint,
    read: textsLike(emptyMint),
    check: ({ count }) => checkMint(count),
    send: async ({ count, activation }, key) => {
      const recorded = await call(endpoints.mintCodes, {
        params: { id },
        body: { count: Number(count), ...activationBody(activation) },
        form: key,
        deadline: 60_000,
      })
      setMade(recorded.count)
      return recorded
    },
  })
  const preparing = useSubmit(async () => {
    const body = { count: Number(form.value.count) }
    const { id: preparation } = await call(endpoints.prepareCodes, { params: { id }, body, form: `prepare:${id}` })
    form.settled()
    replaceWith('batch', { id, view: 'preparation', preparation })
  })
  const many = isMany(form.value.count)
  const sent = many ? { ...form, busy: preparing.busy, failure: preparing.failure, submit: preparing.run } : form
  const whole = decimalsOf(product.unit) === 0 && !isZero(onHand) && compare(onHand, String(mostCodes)) <= 0
  return (
    <FormScreen
      title={t('batch.mint')}
      form={sent}
      name={name}
      act={t(many ? 'codes.prepare' : 'batch.mintAct')}
      done={t('batch.mintDone', { count: made })}
      next={() => (
        <Button
          kind="main"
          text={t('batch.seeCodes')}
          onPress={() => {
            replaceWith('batch', { id })
          }}
        />
      )}
    >
      <Section title={product.name}>
        <Fact name={t('batches.lot')} mono>
          {lot}
        </Fact>
        <Field
          label={t('batch.mintCount')}
          hint={t('batch.mintHint')}
          kind="numeric"
          value={form.value.count}
          error={form.error('count')}
          maxLength={7}
          onChange={(count) => {
            preparing.clear()
            form.set({ count: count.trim() })
          }}
        />
        {whole ? (
          <Button
            text={t('batch.mintAll', { count: formatQuantity(onHand) })}
            onPress={() => {
              form.set({ count: onHand })
            }}
          />
        ) : null}
        {many ? (
          <Notice tone="act" title={t('codes.many')}>
            {t('codes.manyText')}
          </Notice>
        ) : (
          <ActivationChoice
            value={form.value.activation}
            onChange={(activation) => {
              form.set({ activation })
            }}
          />
        )}
      </Section>
    </FormScreen>
  )
}
