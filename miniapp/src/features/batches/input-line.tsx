// One ingredient of a processing: which batch, and how much of what is on hand.
import { View } from '@tarojs/components'
import type { BatchView } from '@ectrace/shared/api/views'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate, type Translate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Picker } from '../../ui/picker'
import type { InputDraft, Left } from './batch-draft'

type Props = {
  index: number
  input: InputDraft
  stock: readonly BatchView[]
  left: Left | undefined
  onChange: (input: InputDraft) => void
  /** undefined for the only line. */
  onRemove: (() => void) | undefined
  error: (...fields: string[]) => string | undefined
}

type Amount = (quantity: string) => string

/** What the field says about the stock: what would be left, or that there is not so much. */
const leftWords = (t: Translate, left: Left, held: string, amount: Amount): { hint?: string; short?: string } =>
  left.enough
    ? { hint: t('batches.left', { held: amount(held), left: amount(left.left) }) }
    : { short: t('batches.tooMuch', { held: amount(held) }) }

export const InputLine = ({ index, input, stock, left, onChange, onRemove, error }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const chosen = stock.find(({ id }) => id === input.batch)
  const unit = chosen === undefined ? undefined : unitOfMeasureLabel(chosen.product.unit, language)
  const words =
    chosen === undefined || left === undefined
      ? {}
      : leftWords(t, left, chosen.onHand, (quantity) => formatAmount(quantity, chosen.product.unit, language))
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
          note: `${t('batches.onHand')} ${formatAmount(onHand, product.unit, language)}`,
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
        hint={words.hint}
        error={words.short ?? error(`inputs.${String(index)}.quantity`, `inputs.${String(index)}.holding`)}
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
