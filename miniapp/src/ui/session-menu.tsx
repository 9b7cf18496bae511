// Who is logged in, in the bar of every work page; opens to the whole name and the way out.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { useDeviceAccounts } from '../api/device-accounts'
import { initialsOf } from '../api/initials'
import { useSession } from '../api/session'
import { useUnread } from '../api/unread'
import { useTranslate } from '../i18n/translate'
import { goTo, hasPage } from '../platform/navigation'
import { Pressable } from '../platform/pressable'
import { AccountRows } from './account-rows'
import { Avatar } from './avatar'
import { Button } from './button'
import { LogOutButton } from './log-out-button'
import { StatusTag } from './status-tag'
import { UnreadBadge } from './unread-badge'
import { useSwitch } from './use-switch'

const logIn = (): void => {
  const page = 'login'
  if (hasPage(page)) goTo(page)
}

export const SessionMenu = () => {
  const t = useTranslate()
  const session = useSession()
  const unread = useUnread()
  const [open, setOpen] = useState(false)
  const accounts = useDeviceAccounts()
  const { start, sheet } = useSwitch()
  if (session === undefined) return <Button kind="quiet" text={t('login.title')} onPress={logIn} />
  const { organisation, login, roles, user } = session.me
  const others = accounts.filter((one) => one.user !== user)
  return (
    <View className="ec-session">
      <Pressable
        className="ec-session__chip"
        expanded={open}
        onPress={() => {
          setOpen(!open)
        }}
      >
        <Avatar initials={initialsOf(login)} />
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
          {others.length === 0 ? null : (
            <View className="ec-session__others">
              <AccountRows
                accounts={others}
                onChoose={(account) => {
                  setOpen(false)
                  start(account)
                }}
              />
            </View>
          )}
          <Button
            wide
            icon="user"
            text={t('account.title')}
            onPress={() => {
              goTo('account')
            }}
          />
          <LogOutButton wide />
        </View>
      ) : null}
      {sheet}
    </View>
  )
}
