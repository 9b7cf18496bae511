// A new batch, made from nothing recorded.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useTranslate } from '../../i18n/translate'
import { replaceWith } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { FormScreen } from '../../ui/form-screen'
import { Loaded } from '../../ui/loaded'
import { momentOf } from '../../ui/moment'
import { Section } from '../../ui/section'
import { batchBody, checkBatch, emptyBatch } from './batch-draft'
import { BatchFields } from './batch-fields'
import { useOwnProducts } from './use-own-products'

const name = 'batch:new'

/** `product` is chosen already where the reader comes from one. */
export const BatchForm = ({ product }: { product: string | undefined }) => {
  const t = useTranslate()
  const products = useOwnProducts()
  const today = momentOf(new Date()).day
  const unitOf = (id: string): string => products.data?.find((other) => other.id === id)?.unit ?? ''
  const form = useActForm({
    form: product === undefined ? name : `${name}:${product}`,
    initial: { ...emptyBatch, product: product ?? '', producedOn: today },
    read: textsLike(emptyBatch),
    check: (draft) => checkBatch(draft, unitOf(draft.product), today),
    send: (draft, key) => call(endpoints.createBatch, { body: batchBody(draft), form: key }),
  })
  return (
    <FormScreen
      title={t('batches.new')}
      form={form}
      name={product === undefined ? name : `${name}:${product}`}
      act={t('batches.new')}
      done={t('batches.done')}
      disabled={products.data === undefined}
      next={({ batch }) => (
        <>
          <Button
            kind="main"
            text={t('batches.mint')}
            onPress={() => {
              replaceWith('batch', { id: batch, view: 'mint' })
            }}
          />
          <Button
            wide
            text={t('batches.open')}
            onPress={() => {
              replaceWith('batch', { id: batch })
            }}
          />
          <Button wide text={t('batches.another')} onPress={form.again} />
        </>
      )}
    >
      <Loaded from={products} subject={t('batches.product')}>
        {(items) => (
          <Section>
            <BatchFields products={items} value={form.value} set={form.set} error={form.error} />
          </Section>
        )}
      </Loaded>
    </FormScreen>
  )
}
