// An administrator enrols a user of the organisation.
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { OrganisationType } from '@ectrace/shared/domain/organisation'
import { call } from '../../api/call'
import { useActForm } from '../../api/use-act-form'
import { useTranslate } from '../../i18n/translate'
import { goBack } from '../../platform/navigation'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import { FormScreen } from '../../ui/form-screen'
import { MultiChoice } from '../../ui/multi-choice'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { checkUser, emptyUser, rolesFor, rolesOf } from './user-draft'

const name = 'user:new'

export const UserForm = ({ type }: { type: OrganisationType }) => {
  const t = useTranslate()
  const [password, setPassword] = useState('')
  const form = useActForm({
    form: name,
    initial: emptyUser,
    read: textsLike(emptyUser),
    check: (draft) => checkUser(draft, password),
    send: async (draft, key) => {
      const body = { login: draft.login, password, roles: rolesOf(draft) }
      const recorded = await call(endpoints.enrolUser, { body, form: key })
      setPassword('')
      return recorded
    },
  })
  const { value, set, error } = form
  return (
    <FormScreen
      title={t('organisation.userNew')}
      form={form}
      name={name}
      act={t('organisation.userNew')}
      done={t('organisation.userDone')}
      next={() => (
        <>
          <Notice tone="act" title={t('organisation.userDoneText')} />
          <Button kind="main" text={t('common.back')} onPress={goBack} />
          <Button wide text={t('organisation.another')} onPress={form.again} />
        </>
      )}
    >
      <Section>
        <Field
          label={t('organisation.loginName')}
          hint={t('organisation.loginHint')}
          value={value.login}
          error={error('login')}
          maxLength={40}
          onChange={(login) => {
            set({ login: login.trim().toLowerCase() })
          }}
        />
        <Field
          label={t('organisation.password')}
          hint={t('organisation.passwordHint')}
          kind="password"
          autoComplete="new-password"
          value={password}
          error={error('password')}
          maxLength={128}
          onChange={setPassword}
        />
        <MultiChoice
          label={t('organisation.roles')}
          options={rolesFor(type).map((role) => ({
            value: role,
            text: t(`role.${role}`),
            hint: t(`organisation.role.${role}`),
          }))}
          values={rolesOf(value)}
          error={error('roles')}
          onChange={(roles) => {
            set({ roles: roles.join(',') })
          }}
        />
      </Section>
    </FormScreen>
  )
}
