// How far the counting has come, in words: on this phone, sent; why it does not go, and what helps.
import { View } from '@tarojs/components'
import { sendNow } from '../api/counting'
import { askForLogin } from '../api/login-return'
import { reach, type Reach } from '../api/reach'
import { useTranslate } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { useObservable } from '../state/observable'
import { unsent } from '../state/unsent'
import { Icon, type IconName } from './icon'
import './unsent-strip.scss'

const icons: Record<Reach, IconName> = {
  reached: 'check',
  offline: 'alert',
  login: 'lock',
  denied: 'lock',
  busy: 'clock',
}

/** What a press does: a session that is over begins again, everything else is tried again. */
const press = (why: Reach): void => {
  if (why === 'login') askForLogin()
  else sendNow()
}

/** `sent`: how many of this count the server has; without it the strip shows itself only when something waits. */
export const UnsentStrip = ({ sent }: { sent?: number }) => {
  const t = useTranslate()
  const count = useObservable(unsent)
  const why = useObservable(reach)
  const waits = count > 0
  if (!waits && why === 'reached' && (sent ?? 0) === 0) return null
  const tone = why !== 'reached' ? 'caution' : waits ? 'act' : 'good'
  const words = [
    waits ? t('offline.unsent', { count }) : '',
    sent === undefined || sent === 0 ? '' : t('offline.sent', { count: sent }),
  ]
  return (
    <View className={`ec-unsent ec-tone--${tone}`} {...{ role: 'status' }}>
      <Icon name={waits && why === 'reached' ? 'clock' : icons[why]} size="small" />
      <View className="ec-unsent__words">
        <View className="ec-unsent__count">{words.filter(Boolean).join(' · ') || t('offline.nothingWaits')}</View>
        {why === 'reached' ? null : <View className="ec-unsent__why">{t(`offline.why.${why}`)}</View>}
      </View>
      {waits && why !== 'denied' && why !== 'reached' ? (
        <Pressable
          className="ec-unsent__act"
          onPress={() => {
            press(why)
          }}
        >
          {t(why === 'login' ? 'role.loginGo' : 'offline.sendNow')}
        </Pressable>
      ) : null}
    </View>
  )
}
