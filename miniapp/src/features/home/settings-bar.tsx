// Language and text size, at the foot of the home page.
import { View } from '@tarojs/components'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Pressable } from '../../platform/pressable'
import { useObservable } from '../../state/observable'
import { chooseLanguage, chooseLargeText, largeText } from '../../state/settings'
import { Icon } from '../../ui/icon'

export const SettingsBar = () => {
  const t = useTranslate()
  const language = useLanguage()
  const large = useObservable(largeText)
  return (
    <View className="ec-home-settings">
      <Pressable
        className="ec-home-settings__item"
        label={t('settings.languageLabel')}
        onPress={() => {
          chooseLanguage(language === 'zh' ? 'en' : 'zh')
        }}
      >
        <Icon name="language" size="small" />
        <View>{t('settings.language')}</View>
      </Pressable>
      <Pressable
        className={`ec-home-settings__item${large ? ' ec-home-settings__item--on' : ''}`}
        label={t('settings.largeTextLabel')}
        role="switch"
        selected={large}
        onPress={() => {
          chooseLargeText(!large)
        }}
      >
        <Icon name="text-size" size="small" />
        <View>{t('settings.largeText')}</View>
      </Pressable>
    </View>
  )
}
