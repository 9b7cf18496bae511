// The first page: scan, and what stands behind it; for companies the way to their work.
import { View } from '@tarojs/components'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { Pressable } from '../../platform/pressable'
import { useSession } from '../../api/session'
import { Icon } from '../../ui/icon'
import { Screen } from '../../ui/screen'
import { unlockCues } from '../../platform/cue'
import { Believe } from './believe'
import { EntryLinks } from './entry-links'
import { SettingsBar } from './settings-bar'
import { WhoCard } from './who-card'
import { WorkLinks } from './work-links'
import './home.scss'

export const HomePage = () => {
  const t = useTranslate()
  const session = useSession()
  return (
    <Screen title={t('home.title')} back={false}>
      <View className="ec-home-lead">
        <View className="ec-home-lead__slogan">{t('app.slogan')}</View>
        <View className="ec-home-lead__text">{t('home.lead')}</View>
      </View>
      <Pressable
        className="ec-home-scan"
        onPress={() => {
          unlockCues()
          goTo('scan')
        }}
      >
        <View className="ec-home-scan__icon">
          <Icon name="scan" size="large" />
        </View>
        <View className="ec-home-scan__words">
          <View className="ec-home-scan__title">{t('home.scan')}</View>
          <View className="ec-home-scan__hint">{t('home.scanHint')}</View>
        </View>
      </Pressable>
      <Pressable
        className="ec-home-type"
        onPress={() => {
          goTo('scan', { type: '1' })
        }}
      >
        <Icon name="keyboard" size="small" />
        <View>{t('home.type')}</View>
      </Pressable>
      {session === undefined ? null : <WhoCard me={session.me} />}
      {session === undefined ? null : <WorkLinks roles={session.me.roles} />}
      <EntryLinks loggedIn={session !== undefined} />
      <Believe />
      <SettingsBar />
    </Screen>
  )
}
