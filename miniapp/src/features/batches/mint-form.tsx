// Makes item codes for a batch.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView } from '@ectrace/shared/api/views'
import { compare, isZero } from '@ectrace/shared/domain/decimal'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { useState } from 'react'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { formatQuantity } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Fact } from '../../ui/fact'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { Section } from '../../ui/section'
import { checkMint, mostCodes } from './mint-count'

const emptyMint = { count: '' }

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
    send: async ({ count }, key) => {
      const recorded = await call(endpoints.mintCodes, {
        params: { id },
        body: { count: Number(count) },
        form: key,
        deadline: 60_000,
      })
      setMade(recorded.count)
      return recorded
    },
  })
  const whole = decimalsOf(product.unit) === 0 && !isZero(onHand) && compare(onHand, String(mostCodes)) <= 0
  return (
    <FormScreen
      title={t('batch.mint')}
      form={form}
      name={name}
      act={t('batch.mintAct')}
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
          maxLength={5}
          onChange={(count) => {
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
      </Section>
    </FormScreen>
  )
}
