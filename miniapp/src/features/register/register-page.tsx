// Registering an organisation with its first administrator.
import { useState } from 'react'
import { useTranslate } from '../../i18n/translate'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import { Notice } from '../../ui/notice'
import { Screen } from '../../ui/screen'
import { AccountFields } from './account-fields'
import { OrganisationFields } from './organisation-fields'
import { faultsOf } from './register-form'
import { RegisteredView } from './registered-view'
import { useRegister } from './use-register'

export const RegisterPage = () => {
  const t = useTranslate()
  const register = useRegister()
  const [tried, setTried] = useState(false)
  const { draft, password, repeat, send, done } = register
  if (done !== undefined) return <RegisteredView register={register} done={done} />
  const missing = faultsOf(draft.value, password, repeat)
  const faults = tried ? missing : []
  const confirm = (): void => {
    setTried(true)
    if (missing.length === 0) send.run()
  }
  const first = faults[0]
  return (
    <Screen
      title={t('register.title')}
      footer={
        <ConfirmBar
          text={t('register.go')}
          busy={send.busy}
          note={first === undefined ? t('register.note') : t('register.fix', { field: t(`register.${first}`) })}
          onPress={confirm}
        />
      }
    >
      <Notice tone="act" title={t('register.lead')}>
        {t('register.leadText')}
      </Notice>
      <OrganisationFields draft={draft} faults={faults} taken={takenField(send.failure) === 'value'} />
      <AccountFields register={register} faults={faults} taken={takenField(send.failure) === 'login'} />
      {send.failure === undefined ? null : (
        <ErrorState failure={send.failure} subject={t('register.subject', { name: draft.value.name })} />
      )}
    </Screen>
  )
}

/** The field that somebody else has registered before. */
const takenField = (failure: ReturnType<typeof useRegister>['send']['failure']): string | undefined =>
  failure?.code === 'ALREADY_EXISTS' ? failure.faults[0]?.field : undefined
