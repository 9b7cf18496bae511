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
import type { Tone } from './tone'
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

const useCounts = (waiting: number, sent: number): string => {
  const t = useTranslate()
  const words = [
    ...(waiting === 0 ? [] : [t('offline.unsent', { count: waiting })]),
    ...(sent === 0 ? [] : [t('offline.sent', { count: sent })]),
  ]
  return words.length === 0 ? t('offline.nothingWaits') : words.join(' · ')
}

const looksOf = (why: Reach, waiting: number): { tone: Tone; icon: IconName } => {
  if (why !== 'reached') return { tone: 'caution', icon: icons[why] }
  return waiting > 0 ? { tone: 'act', icon: 'clock' } : { tone: 'good', icon: 'check' }
}

/** Nothing to press while it goes, or where pressing helps nothing. */
const Act = ({ why }: { why: Reach }) => {
  const t = useTranslate()
  if (why === 'reached' || why === 'denied') return null
  return (
    <Pressable
      className="ec-unsent__act"
      onPress={() => {
        press(why)
      }}
    >
      {t(why === 'login' ? 'role.loginGo' : 'offline.sendNow')}
    </Pressable>
  )
}

/** `sent`: how many of this count the server has; without it the strip shows itself only when something waits. */
export const UnsentStrip = ({ sent = 0 }: { sent?: number }) => {
  const t = useTranslate()
  const waiting = useObservable(unsent)
  const why = useObservable(reach)
  const counts = useCounts(waiting, sent)
  if (waiting + sent === 0 && why === 'reached') return null
  const { tone, icon } = looksOf(why, waiting)
  return (
    <View className={`ec-unsent ec-tone--${tone}`} {...{ role: 'status' }}>
      <Icon name={icon} size="small" />
      <View className="ec-unsent__words">
        <View className="ec-unsent__count">{counts}</View>
        {why === 'reached' ? null : <View className="ec-unsent__why">{t(`offline.why.${why}`)}</View>}
      </View>
      {waiting > 0 ? <Act why={why} /> : null}
    </View>
  )
}
