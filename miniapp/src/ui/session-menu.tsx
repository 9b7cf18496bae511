// Who is logged in, in the bar of every work page; opens to the whole name and the way out.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { logOut } from '../api/log-out'
import { useSession } from '../api/session'
import { useUnread } from '../api/unread'
import { useTranslate } from '../i18n/translate'
import { goTo, hasPage, restartAt } from '../platform/navigation'
import { Pressable } from '../platform/pressable'
import { Button } from './button'
import { Icon } from './icon'
import { StatusTag } from './status-tag'
import { UnreadBadge } from './unread-badge'

const leave = (): void => {
  void logOut()
  restartAt('index')
}

const logIn = (): void => {
  const page = 'login'
  if (hasPage(page)) goTo(page)
}

export const SessionMenu = () => {
  const t = useTranslate()
  const session = useSession()
  const unread = useUnread()
  const [open, setOpen] = useState(false)
  if (session === undefined) return <Button kind="quiet" text={t('login.title')} onPress={logIn} />
  const { organisation, login, roles } = session.me
  return (
    <View className="ec-session">
      <Pressable
        className="ec-session__chip"
        expanded={open}
        onPress={() => {
          setOpen(!open)
        }}
      >
        <Icon name="user" size="small" />
        <View className="ec-session__name">{organisation.name}</View>
        <UnreadBadge count={unread} />
        <View className="ec-voice">{unread === 0 ? login : `${login} ${t('notices.titleUnread', { n: unread })}`}</View>
      </Pressable>
      {open ? (
        <View className="ec-session__panel">
          <View className="ec-session__organisation">{organisation.name}</View>
          {organisation.level === 'verified' ? null : <StatusTag tone="caution" text={t('common.unverified')} />}
          <View className="ec-session__login">
            {login} · {roles.map((role) => t(`role.${role}`)).join(' · ')}
          </View>
          <Button
            wide
            icon="info"
            text={unread === 0 ? t('notices.title') : t('notices.titleUnread', { n: unread })}
            onPress={() => {
              goTo('notices')
            }}
          />
          <Button wide icon="out" text={t('session.logout')} onPress={leave} />
        </View>
      ) : null}
    </View>
  )
}
