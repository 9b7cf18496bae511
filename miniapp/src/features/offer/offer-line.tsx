// One line of an offer: product, quantity in its unit, and how far a receipt may differ.
import { View } from '@tarojs/components'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { Picker } from '../../ui/picker'
import type { LineDraft, Sellable } from './offer-draft'

type Props = {
  index: number
  line: LineDraft
  goods: readonly Sellable[]
  onChange: (patch: Partial<LineDraft>) => void
  onRemove: (() => void) | undefined
  error: (...fields: string[]) => string | undefined
}

export const OfferLine = ({ index, line, goods, onChange, onRemove, error }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const at = `lines.${String(index)}`
  const unit = goods.find(({ product }) => product.id === line.product)?.product.unit
  const unitWord = unit === undefined ? undefined : unitOfMeasureLabel(unit, language)
  const kind = unit !== undefined && decimalsOf(unit) === 0 ? 'numeric' : 'decimal'
  return (
    <View className="ec-line">
      <View className="ec-line__head">
        <View className="ec-line__name">{t('offer.line', { n: index + 1 })}</View>
        {onRemove === undefined ? null : (
          <Button kind="quiet" icon="cross" text="" label={t('form.removeLine', { n: index + 1 })} onPress={onRemove} />
        )}
      </View>
      <Picker
        label={t('offer.product')}
        options={goods.map(({ product, onHand }) => ({
          value: product.id,
          text: product.name,
          note: [product.specification, t('offer.onHand', { held: formatAmount(onHand, product.unit, language) })]
            .filter(Boolean)
            .join(' · '),
        }))}
        value={line.product}
        error={error(`${at}.product`)}
        onChange={(product) => {
          onChange({ product })
        }}
      />
      <View className="ec-pair">
        <Field
          label={t('offer.quantity')}
          kind={kind}
          unit={unitWord}
          value={line.quantity}
          error={error(`${at}.quantity`, `${at}.unit`)}
          onChange={(quantity) => {
            onChange({ quantity: quantity.trim() })
          }}
        />
        <Field
          label={t('offer.tolerance')}
          kind={kind}
          optional
          unit={unitWord}
          value={line.tolerance}
          error={error(`${at}.tolerance`)}
          onChange={(tolerance) => {
            onChange({ tolerance: tolerance.trim() })
          }}
        />
      </View>
      {line.tolerance === '' ? null : <View className="ec-line__note">{t('offer.toleranceHint')}</View>}
    </View>
  )
}
