// Coded differences in words: what the trade says and what arrived, side by side.
import { View } from '@tarojs/components'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { describeDifference } from '@ectrace/shared/matching/difference-text'
import type { Difference } from '@ectrace/shared/matching/match'
import { tradeStateLabel, tradeStates } from '@ectrace/shared/domain/trade'
import { shorten } from '../i18n/format'
import { useLanguage, useTranslate } from '../i18n/translate'
import type { Language } from '../state/settings'
import { aria } from '../platform/aria'
import { Icon } from './icon'

/** Ids of products and organisations → their names. */
export type Names = ReadonlyMap<string, string>

type Props = {
  differences: readonly Difference[]
  names: Names
  /** Without the values: for a list inside a card that shows the numbers already. */
  brief?: boolean
}

/** In a sentence the end of a code is enough; the whole of it stands below. */
const inWords = (d: Difference): Difference => {
  const short = (value: string): string => (d.field === 'trade' ? shorten(value) : value)
  return {
    ...d,
    ...(d.expected === undefined ? {} : { expected: short(d.expected) }),
    ...(d.actual === undefined ? {} : { actual: short(d.actual) }),
    ...(d.unit === undefined ? {} : { unit: shorten(d.unit, 0, 8) }),
  }
}

const named = (d: Difference, names: Names): Difference => ({
  ...d,
  ...(d.expected === undefined ? {} : { expected: names.get(d.expected) ?? d.expected }),
  ...(d.actual === undefined ? {} : { actual: names.get(d.actual) ?? d.actual }),
})

const shownValue = (d: Difference, value: string, language: Language): string => {
  if (d.field === 'unit') return unitOfMeasureLabel(value, language)
  const state = d.field === 'state' ? tradeStates.find((known) => known === value) : undefined
  return state === undefined ? value : tradeStateLabel(state, language)
}

const Values = ({ difference }: { difference: Difference }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { expected, actual } = difference
  if (expected === undefined || actual === undefined) return null
  return (
    <View className="ec-differences__values">
      <View className="ec-differences__value">
        <View className="ec-differences__head">{t('differences.expected')}</View>
        <View>{shownValue(difference, expected, language)}</View>
      </View>
      <View className="ec-differences__value ec-differences__value--actual">
        <View className="ec-differences__head">{t('differences.actual')}</View>
        <View>{shownValue(difference, actual, language)}</View>
      </View>
    </View>
  )
}

/** For whoever has to look it up: the unit's whole code, our code and the one of GS1 CBV. */
const Codes = ({ difference: { code, disposition, unit } }: { difference: Difference }) => (
  <View className="ec-differences__code">
    {unit === undefined ? null : <View>{unit}</View>}
    <View>
      {code}
      {disposition === null ? '' : ` · CBV ${disposition}`}
    </View>
  </View>
)

const keyOf = ({ code, line, field, unit, actual }: Difference): string =>
  [code, line, field, unit, actual].map((part) => part ?? '').join('|')

export const DifferenceList = ({ differences, names, brief = false }: Props) => {
  const language = useLanguage()
  return (
    <View className="ec-differences" {...aria({ role: 'list' })}>
      {differences.map((given) => {
        const difference = named(given, names)
        return (
          <View className="ec-differences__item" key={keyOf(given)} {...aria({ role: 'listitem' })}>
            <Icon name="cross" size="small" />
            <View className="ec-differences__body">
              <View className="ec-differences__words">{describeDifference(inWords(difference), language)}</View>
              {brief ? null : <Values difference={difference} />}
              {brief ? null : <Codes difference={given} />}
            </View>
          </View>
        )
      })}
    </View>
  )
}
