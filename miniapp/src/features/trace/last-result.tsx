// What this device found the last time, for a reader whom nothing newer reaches: plainly marked as old.
import { View } from '@tarojs/components'
import { formatTime } from '../../i18n/format'
import { ageOf } from '../../i18n/record-words'
import { useTranslate } from '../../i18n/translate'
import { lastCheckOf } from '../../state/last-checks'
import { Fact } from '../../ui/fact'
import { Icon } from '../../ui/icon'
import { Section } from '../../ui/section'

export const LastResult = ({ code }: { code: string }) => {
  const t = useTranslate()
  const last = lastCheckOf(code)
  if (last === undefined) return null
  const { verdict, product, lot, at } = last
  return (
    <Section title={t('trace.last', { age: ageOf(t, at) })}>
      <View className="ec-trace-tally ec-trace-tally--wait">
        <Icon name="clock" size="small" />
        <View>{t(`trace.verdict.${verdict}`)}</View>
      </View>
      <View className="ec-trace-facts">
        <Fact name={t('trace.product')}>{product}</Fact>
        <Fact name={t('trace.batch')}>{lot}</Fact>
        <Fact name={t('trace.last.at')}>{formatTime(at)}</Fact>
      </View>
      <View className="ec-trace-words__line">{t('trace.last.old')}</View>
    </Section>
  )
}
