// Goods that arrived and stand on no line: they came in by their codes, and make the count differ.
import { View } from '@tarojs/components'
import { add, compare, subtract } from '@ectrace/shared/domain/decimal'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Counter } from '../../ui/counter'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { quantityOr0, type CountAction, type CountState, type ExtraGoods } from './count'
import { LineUnits } from './line-units'

type Props = { state: CountState; dispatch: (action: CountAction) => void }

const Goods = ({ goods, state, dispatch }: Props & { goods: ExtraGoods }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { key, name, lot, unit, quantity } = goods
  const now = quantityOr0(quantity)
  const enter = (text: string): void => {
    dispatch({ type: 'extraEntered', key, text })
  }
  return (
    <View className="ec-receive-line ec-receive-line--wrong">
      <View className="ec-receive-line__head">
        <View className="ec-receive-line__name">{name}</View>
        <StatusTag tone="bad" text={t('receive.extraTag')} />
      </View>
      <View className="ec-receive-line__note">{t('receive.lot', { lot })}</View>
      <Counter
        id={`receive-extra-${key}`}
        label={t('receive.extraOf', { name, lot })}
        value={quantity}
        decimal={decimalsOf(unit) > 0}
        unit={unitOfMeasureLabel(unit, language)}
        more={() => {
          enter(add(now, '1'))
        }}
        less={
          compare(now, '0') === 0
            ? undefined
            : () => {
                enter(compare(now, '1') < 0 ? '0' : subtract(now, '1'))
              }
        }
        onChange={(text) => {
          enter(text.trim())
        }}
      />
      <LineUnits units={state.units.filter((unitCounted) => unitCounted.extra === key)} dispatch={dispatch} />
      <Button
        kind="quiet"
        text={t('receive.extraRemove')}
        label={`${t('receive.extraRemove')} ${name} ${lot}`}
        onPress={() => {
          dispatch({ type: 'extraRemoved', key })
        }}
      />
    </View>
  )
}

export const ExtraGoodsList = ({ state, dispatch }: Props) => {
  const t = useTranslate()
  if (state.extras.length === 0) return null
  return (
    <Section title={t('receive.extras')} flush>
      {state.extras.map((goods) => (
        <Goods key={goods.key} goods={goods} state={state} dispatch={dispatch} />
      ))}
    </Section>
  )
}
