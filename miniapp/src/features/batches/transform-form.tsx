// Raw batches become a batch of a product: what was used, and what came out.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView, ProductView } from '@ectrace/shared/api/views'
import { isZero } from '@ectrace/shared/domain/decimal'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { goTo, replaceWith } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { FormScreen } from '../../ui/form-screen'
import { Loaded } from '../../ui/loaded'
import { momentOf } from '../../ui/moment'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import {
  checkTransform,
  emptyBatch,
  emptyInput,
  leftOf,
  mostInputs,
  readTransform,
  transformBody,
  type StockOf,
} from './batch-draft'
import { BatchFields } from './batch-fields'
import { InputLine } from './input-line'
import { useOwnProducts } from './use-own-products'

const name = 'batch:transform'

const Inputs = ({ products, stock, first }: { products: ProductView[]; stock: BatchView[]; first: string }) => {
  const t = useTranslate()
  const today = momentOf(new Date()).day
  const unitOf = (id: string): string => products.find((other) => other.id === id)?.unit ?? ''
  const stockOf: StockOf = (batch) => {
    const found = stock.find(({ id }) => id === batch)
    return found === undefined ? undefined : { onHand: found.onHand, unit: found.product.unit }
  }
  const form = useActForm({
    form: name,
    initial: { ...emptyBatch, producedOn: today, inputs: [{ ...emptyInput, batch: first }] },
    read: readTransform,
    check: (draft) => checkTransform(draft, unitOf(draft.product), today, stockOf),
    send: (draft, key) => call(endpoints.transformBatch, { body: transformBody(draft), form: key }),
  })
  const { inputs } = form.value
  return (
    <FormScreen
      title={t('batches.makeTitle')}
      form={form}
      name={name}
      act={t('batches.makeAct')}
      done={t('batches.makeDone')}
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
        </>
      )}
    >
      <Section title={t('batches.inputs')}>
        {inputs.map((input, index) => (
          <InputLine
            key={index}
            index={index}
            input={input}
            stock={stock}
            left={leftOf(inputs, index, stockOf)}
            error={form.error}
            onChange={(next) => {
              form.set({ inputs: inputs.map((other, i) => (i === index ? next : other)) })
            }}
            onRemove={
              inputs.length === 1
                ? undefined
                : () => {
                    form.set({ inputs: inputs.filter((_other, i) => i !== index) })
                  }
            }
          />
        ))}
        {inputs.length >= mostInputs ? null : (
          <Button
            wide
            icon="plus"
            text={t('batches.addInput')}
            onPress={() => {
              form.set({ inputs: [...inputs, emptyInput] })
            }}
          />
        )}
      </Section>
      <Section title={t('batches.output')}>
        <BatchFields products={products} value={form.value} set={form.set} error={form.error} />
      </Section>
    </FormScreen>
  )
}

/** `batch` is the first ingredient where the reader comes from one. */
export const TransformForm = ({ batch }: { batch: string | undefined }) => {
  const t = useTranslate()
  const products = useOwnProducts()
  const batches = useFetch('stock', async () => (await call(endpoints.batches, { query: { limit: 200 } })).items)
  const stock = batches.data?.filter(({ onHand }) => !isZero(onHand))
  if (products.data !== undefined && stock !== undefined && stock.length > 0) {
    return <Inputs products={products.data} stock={stock} first={batch ?? ''} />
  }
  return (
    <Screen title={t('batches.makeTitle')}>
      <Loaded from={batches} subject={t('batches.inputs')}>
        {() =>
          stock?.length === 0 ? (
            <EmptyState icon="box" title={t('batches.noStock')} text={t('batches.noStockText')}>
              <Button
                kind="main"
                wide={false}
                text={t('batches.new')}
                onPress={() => {
                  goTo('batches', { new: '1' })
                }}
              />
            </EmptyState>
          ) : (
            <Loaded from={products} subject={t('batches.product')}>
              {() => null}
            </Loaded>
          )
        }
      </Loaded>
    </Screen>
  )
}
