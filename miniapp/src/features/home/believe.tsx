// Three reasons why a record can be believed, in plain words.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { Icon } from '../../ui/icon'
import { Section } from '../../ui/section'

const reasons = [
  { icon: 'qr', title: 'home.how.1', text: 'home.how.1.text' },
  { icon: 'trade', title: 'home.how.2', text: 'home.how.2.text' },
  { icon: 'shield', title: 'home.how.3', text: 'home.how.3.text' },
] as const

export const Believe = () => {
  const t = useTranslate()
  return (
    <Section title={t('home.how')}>
      {reasons.map(({ icon, title, text }) => (
        <View className="ec-home-reason" key={title}>
          <View className="ec-home-reason__icon">
            <Icon name={icon} />
          </View>
          <View className="ec-home-reason__words">
            <View className="ec-home-reason__title">{t(title)}</View>
            <View className="ec-home-reason__text">{t(text)}</View>
          </View>
        </View>
      ))}
    </Section>
  )
}
