// The fields that every new batch has.
import { View } from '@tarojs/components'
import type { ProductView } from '@ectrace/shared/api/views'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Picker } from '../../ui/picker'
import { PlacePicker } from '../../ui/place-picker'
import type { BatchDraft } from './batch-draft'

type Props = {
  products: readonly ProductView[]
  value: BatchDraft
  set: (patch: Partial<BatchDraft>) => void
  error: (...fields: string[]) => string | undefined
}

const NoProduct = ({ missing }: { missing: boolean }) => {
  const t = useTranslate()
  return (
    <Notice tone={missing ? 'bad' : 'act'} title={t('batches.noProduct')}>
      <Button
        icon="plus"
        text={t('products.new')}
        onPress={() => {
          goTo('products', { new: '1' })
        }}
      />
    </Notice>
  )
}

export const BatchFields = ({ products, value, set, error }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const unit = products.find(({ id }) => id === value.product)?.unit
  const options = products.map(({ id, name, specification, gtin }) => ({
    value: id,
    text: name,
    note: specification ?? gtin,
  }))
  return (
    <>
      {options.length === 0 ? (
        <NoProduct missing={error('product') !== undefined} />
      ) : (
        <Picker
          label={t('batches.product')}
          options={options}
          value={value.product}
          error={error('product')}
          onChange={(product) => {
            set({ product })
          }}
        />
      )}
      <Field
        label={t('batches.lot')}
        hint={t('batches.lotHint')}
        kind="code"
        value={value.lot}
        error={error('lot', 'id')}
        maxLength={20}
        onChange={(lot) => {
          set({ lot: lot.trim() })
        }}
      />
      <View className="ec-pair">
        <Field
          label={t('batches.producedOn')}
          kind="day"
          value={value.producedOn}
          error={error('producedOn')}
          onChange={(producedOn) => {
            set({ producedOn })
          }}
        />
        <Field
          label={t('batches.expiresOn')}
          hint={t('batches.expiresHint')}
          kind="day"
          optional
          value={value.expiresOn}
          error={error('expiresOn')}
          onChange={(expiresOn) => {
            set({ expiresOn })
          }}
        />
      </View>
      <PlacePicker
        label={t('batches.place')}
        value={value.place}
        error={error('place')}
        onChange={(place) => {
          set({ place })
        }}
      />
      <Field
        label={t('batches.quantity')}
        kind={unit !== undefined && decimalsOf(unit) === 0 ? 'numeric' : 'decimal'}
        unit={unit === undefined ? undefined : unitOfMeasureLabel(unit, language)}
        value={value.quantity}
        error={error('quantity')}
        onChange={(quantity) => {
          set({ quantity: quantity.trim() })
        }}
      />
    </>
  )
}
