// One ingredient of a processing: which batch, and how much of what is on hand.
import { View } from '@tarojs/components'
import type { BatchView } from '@ectrace/shared/api/views'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { formatQuantity } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Picker } from '../../ui/picker'
import type { InputDraft } from './batch-draft'

type Props = {
  index: number
  input: InputDraft
  stock: readonly BatchView[]
  /** What stays of the batch, or that it is not enough. */
  left: string | undefined
  onChange: (input: InputDraft) => void
  /** undefined for the only line. */
  onRemove: (() => void) | undefined
  error: (...fields: string[]) => string | undefined
}

export const InputLine = ({ index, input, stock, left, onChange, onRemove, error }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const chosen = stock.find(({ id }) => id === input.batch)
  const unit = chosen === undefined ? undefined : unitOfMeasureLabel(chosen.product.unit, language)
  const amount = (quantity: string): string => `${formatQuantity(quantity)} ${unit ?? ''}`
  const hint =
    chosen === undefined || left === undefined || left === 'short'
      ? undefined
      : t('batches.left', { held: amount(chosen.onHand), left: amount(left) })
  const short =
    chosen !== undefined && left === 'short' ? t('batches.tooMuch', { held: amount(chosen.onHand) }) : undefined
  return (
    <View className="ec-line">
      <View className="ec-line__head">
        <View className="ec-line__name">{t('batches.input', { n: index + 1 })}</View>
        {onRemove === undefined ? null : (
          <Button kind="quiet" icon="cross" text="" label={t('form.removeLine', { n: index + 1 })} onPress={onRemove} />
        )}
      </View>
      <Picker
        label={t('batches.inputBatch')}
        options={stock.map(({ id, lot, product, onHand }) => ({
          value: id,
          text: `${product.name} · ${lot}`,
          note: `${t('batches.onHand')} ${formatQuantity(onHand)} ${unitOfMeasureLabel(product.unit, language)}`,
        }))}
        value={input.batch}
        error={error(`inputs.${String(index)}.batch`)}
        onChange={(batch) => {
          onChange({ ...input, batch })
        }}
      />
      <Field
        label={t('batches.quantity')}
        kind={chosen !== undefined && decimalsOf(chosen.product.unit) === 0 ? 'numeric' : 'decimal'}
        unit={unit}
        value={input.quantity}
        hint={hint}
        error={short ?? error(`inputs.${String(index)}.quantity`, `lines.${String(index)}.quantity`)}
        onChange={(quantity) => {
          onChange({ ...input, quantity: quantity.trim() })
        }}
      />
      {chosen === undefined || input.quantity === chosen.onHand ? null : (
        <Button
          text={t('batches.useAll')}
          onPress={() => {
            onChange({ ...input, quantity: chosen.onHand })
          }}
        />
      )}
    </View>
  )
}
