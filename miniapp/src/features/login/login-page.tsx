// Logging in: on a shared device by PIN, in WeChat by itself, else by password or a code by SMS; then back to where one was.
import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useDeviceAccounts } from '../../api/device-accounts'
import { loginClosed, returnFromLogin } from '../../api/login-return'
import { retryAfterOf } from '../../api/retry-after'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { goTo, hasPage } from '../../platform/navigation'
import { AccountRows } from '../../ui/account-rows'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { Notice } from '../../ui/notice'
import { isPhoneAndCode } from '../../ui/phone-code'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { Tabs } from '../../ui/tabs'
import { useSecondsLeft } from '../../ui/use-seconds-left'
import { useSwitch } from '../../ui/use-switch'
import { PasswordForm } from './password-form'
import { SmsForm } from './sms-form'
import { useSmsLogin, useWechatLogin } from './use-account-login'
import { usePasswordLogin } from './use-password-login'
import { WechatPanel } from './wechat-panel'
import './login.scss'

type Way = 'password' | 'sms'

const RegisterLink = () => {
  const t = useTranslate()
  const page = 'register'
  if (!hasPage(page)) return null
  return (
    <View className="ec-login-other">
      <View className="ec-login-other__text">{t('login.noAccount')}</View>
      <Button
        kind="quiet"
        text={t('login.register')}
        onPress={() => {
          goTo(page)
        }}
      />
    </View>
  )
}

/** Who else was here, and can be opened without a password. */
const OnThisDevice = () => {
  const t = useTranslate()
  const user = useSession()?.me.user
  const accounts = useDeviceAccounts()
  const { start, sheet } = useSwitch({ onDone: returnFromLogin })
  const open = accounts.filter((one) => one.user !== user && (one.pin !== undefined || one.session !== undefined))
  return (
    <>
      {open.length === 0 ? null : (
        <Section title={t('login.here')} flush>
          <AccountRows accounts={open} onChoose={start} />
        </Section>
      )}
      {sheet}
    </>
  )
}

const Already = () => {
  const t = useTranslate()
  const session = useSession()
  if (session === undefined) return null
  return (
    <Notice tone="act" title={t('login.already', { organisation: session.me.organisation.name })}>
      {t('login.alreadyText', { login: session.me.login })}
    </Notice>
  )
}

const usePage = () => {
  const [way, setWay] = useState<Way>('password')
  const ways = useFetch('login-ways', () => call(endpoints.loginWays, {})).data
  const wechat = useWechatLogin(ways?.wechat === true)
  const password = usePasswordLogin()
  const sms = useSmsLogin()
  const waiting = useSecondsLeft(password.send.failure, retryAfterOf(password.send.failure))
  const byPassword = password.login.trim() !== '' && password.password !== '' && waiting === 0
  const bySms = isPhoneAndCode(sms.value)
  const ready = way === 'password' ? byPassword : bySms
  const confirm = (): void => {
    if (!ready) return
    if (way === 'password') password.send.run()
    else sms.send.run()
  }
  const busy = password.send.busy || sms.send.busy
  return { way, setWay, ways, wechat, password, sms, waiting, ready, confirm, busy }
}

export const LoginPage = () => {
  const t = useTranslate()
  const page = usePage()
  const { way, waiting, ready, confirm } = page
  useEffect(() => loginClosed, [])
  const note = waiting > 0 ? t('login.limited', { seconds: waiting }) : undefined
  return (
    <Screen
      title={t('login.title')}
      footer={<ConfirmBar text={t('login.go')} disabled={!ready} busy={page.busy} note={note} onPress={confirm} />}
    >
      <View className="ec-login-lead">{t('login.lead')}</View>
      <Already />
      <OnThisDevice />
      <WechatPanel login={page.wechat} />
      {page.ways?.sms === true ? (
        <Tabs
          label={t('login.way')}
          tabs={[
            { value: 'password', text: t('login.byPassword') },
            { value: 'sms', text: t('login.bySms') },
          ]}
          value={way}
          onChange={page.setWay}
        />
      ) : null}
      {way === 'password' ? (
        <PasswordForm form={page.password} waiting={waiting} wechat={page.wechat.here} confirm={confirm} />
      ) : (
        <SmsForm form={page.sms} confirm={confirm} />
      )}
      <RegisterLink />
    </Screen>
  )
}
