// Logging in: one form, then back to where one was.
import { View } from '@tarojs/components'
import { useEffect, useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { loginClosed, returnFromLogin } from '../../api/login-return'
import { beginSession, useSession } from '../../api/session'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { goTo, hasPage, useParameters } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import { Field } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { retryAfterOf } from './retry-after'
import { useSecondsLeft } from './use-seconds-left'
import './login.scss'

const useLogin = () => {
  const { login: given = '' } = useParameters()
  const [login, setLogin] = useState(given)
  const [password, setPassword] = useState('')
  const send = useSubmit(async () => {
    beginSession(await call(endpoints.createSession, { body: { login: login.trim().toLowerCase(), password } }))
    returnFromLogin()
  })
  const typing = (set: (text: string) => void) => (text: string) => {
    set(text)
    if (send.failure?.code !== 'RATE_LIMITED') send.clear()
  }
  return { login, password, send, setLogin: typing(setLogin), setPassword: typing(setPassword) }
}

type Form = ReturnType<typeof useLogin>

const Trouble = ({ send, waiting }: { send: Form['send']; waiting: number }) => {
  const t = useTranslate()
  const { failure } = send
  if (failure === undefined || failure.code === 'BAD_CREDENTIALS') return null
  if (failure.code === 'RATE_LIMITED') {
    return waiting === 0 ? null : (
      <Notice tone="caution" icon="clock" title={t('login.limited', { seconds: waiting })}>
        {t('login.limitedAdvice')}
      </Notice>
    )
  }
  return <ErrorState failure={failure} subject={t('login.subject')} />
}

const LoginForm = ({ form, confirm }: { form: Form; confirm: () => void }) => {
  const t = useTranslate()
  const wrong = form.send.failure?.code === 'BAD_CREDENTIALS'
  return (
    <Section>
      <Field
        label={t('login.login')}
        value={form.login}
        maxLength={40}
        autoComplete="username"
        onChange={form.setLogin}
      />
      <Field
        kind="password"
        label={t('login.password')}
        value={form.password}
        maxLength={128}
        autoComplete="current-password"
        error={wrong ? t('login.wrong') : undefined}
        onChange={form.setPassword}
        onConfirm={confirm}
      />
    </Section>
  )
}

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

export const LoginPage = () => {
  const t = useTranslate()
  const session = useSession()
  const form = useLogin()
  const { send } = form
  const waiting = useSecondsLeft(send.failure, retryAfterOf(send.failure))
  useEffect(() => loginClosed, [])
  const ready = form.login.trim() !== '' && form.password !== '' && waiting === 0
  const confirm = (): void => {
    if (ready) send.run()
  }
  const note = waiting > 0 ? t('login.limited', { seconds: waiting }) : undefined
  return (
    <Screen
      title={t('login.title')}
      footer={<ConfirmBar text={t('login.go')} disabled={!ready} busy={send.busy} note={note} onPress={confirm} />}
    >
      <View className="ec-login-lead">{t('login.lead')}</View>
      {session === undefined ? null : (
        <Notice tone="act" title={t('login.already', { organisation: session.me.organisation.name })}>
          {t('login.alreadyText', { login: session.me.login })}
        </Notice>
      )}
      <LoginForm form={form} confirm={confirm} />
      <Trouble send={send} waiting={waiting} />
      <RegisterLink />
    </Screen>
  )
}
