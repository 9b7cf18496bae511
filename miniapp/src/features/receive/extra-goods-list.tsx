// Goods that arrived and stand on no line: they came in by their codes, and make the count differ.
import { View } from '@tarojs/components'
import type { ExtraGoods } from '@ectrace/shared/counting/reduce-count'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import type { CountAction, CountState } from './count'
import { LineUnits } from './line-units'
import { QuantityCounter } from './quantity-counter'

type Props = { state: CountState; dispatch: (action: CountAction) => void }

const Goods = ({ goods, state, dispatch }: Props & { goods: ExtraGoods }) => {
  const t = useTranslate()
  const { key, name, lot, unit, quantity } = goods
  return (
    <View className="ec-receive-line ec-receive-line--wrong">
      <View className="ec-receive-line__head">
        <View className="ec-receive-line__name">{name}</View>
        <StatusTag tone="bad" text={t('receive.extraTag')} />
      </View>
      <View className="ec-receive-line__note">{t('receive.lot', { lot })}</View>
      <QuantityCounter
        id={`receive-extra-${key}`}
        label={t('receive.extraOf', { name, lot })}
        text={quantity}
        unit={unit}
        onText={(text) => {
          dispatch({ type: 'extraEntered', key, text })
        }}
      />
      <LineUnits units={state.units.filter((counted) => counted.extra === key)} dispatch={dispatch} />
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
