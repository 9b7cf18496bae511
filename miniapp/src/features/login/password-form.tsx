// Login name and password.
import { useTranslate } from '../../i18n/translate'
import { CheckRow } from '../../ui/check-row'
import { ErrorState } from '../../ui/error-state'
import { Field } from '../../ui/field'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import type { PasswordLogin } from './use-password-login'

const Trouble = ({ send, waiting }: { send: PasswordLogin['send']; waiting: number }) => {
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

type Props = { form: PasswordLogin; waiting: number; wechat: boolean; confirm: () => void }

export const PasswordForm = ({ form, waiting, wechat, confirm }: Props) => {
  const t = useTranslate()
  const wrong = form.send.failure?.code === 'BAD_CREDENTIALS'
  return (
    <>
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
        {wechat ? <CheckRow text={t('login.wechatBind')} on={form.bind} onChange={form.setBind} /> : null}
      </Section>
      <Trouble send={form.send} waiting={waiting} />
    </>
  )
}
