// The first administrator's login.
import { useTranslate } from '../../i18n/translate'
import { Field } from '../../ui/field'
import { Section } from '../../ui/section'
import type { RegisterFault } from './register-form'
import type { Register } from './use-register'

type Props = { register: Register; faults: readonly RegisterFault[]; taken: boolean }

const LoginField = ({ register, faults, taken }: Props) => {
  const t = useTranslate()
  const { draft } = register
  const wrong = faults.includes('login') ? t('register.missing.login') : undefined
  return (
    <Field
      label={t('register.login')}
      value={draft.value.login}
      maxLength={40}
      autoComplete="username"
      hint={t('register.loginHint')}
      error={taken ? t('register.taken.login') : wrong}
      onChange={(login) => {
        draft.set({ ...draft.value, login })
      }}
    />
  )
}

export const AccountFields = (props: Props) => {
  const t = useTranslate()
  const { register, faults } = props
  const unlike = register.repeat !== '' && register.repeat !== register.password
  return (
    <Section title={t('register.administrator')}>
      <LoginField {...props} />
      <Field
        kind="password"
        label={t('register.password')}
        value={register.password}
        maxLength={128}
        autoComplete="new-password"
        hint={t('register.passwordHint')}
        error={faults.includes('password') ? t('register.missing.password') : undefined}
        onChange={register.setPassword}
      />
      <Field
        kind="password"
        label={t('register.repeat')}
        value={register.repeat}
        maxLength={128}
        autoComplete="new-password"
        error={faults.includes('repeat') || unlike ? t('register.missing.repeat') : undefined}
        onChange={register.setRepeat}
      />
    </Section>
  )
}
