// One user: roles, custody, certificate, and the end of it.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { UserView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { findInPages } from '../../api/use-pages'
import { useActForm } from '../../api/use-act-form'
import { useFetch } from '../../api/use-fetch'
import { useSession } from '../../api/session'
import { useTranslate } from '../../i18n/translate'
import { goBack, goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { checkText } from '../../state/check-field'
import { textsLike } from '../../state/read-draft'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { EmptyState } from '../../ui/empty-state'
import { Fact } from '../../ui/fact'
import { Field } from '../../ui/field'
import { Fold } from '../../ui/fold'
import { FormScreen } from '../../ui/form-screen'
import { Loaded } from '../../ui/loaded'
import { Notice } from '../../ui/notice'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { UserStatus } from './user-status'

const loadUser = (id: string): Promise<UserView | undefined> =>
  findInPages(
    (after) => call(endpoints.users, { query: { limit: 200, after } }),
    (user) => user.id === id,
  )

const Details = ({ user }: { user: UserView }) => {
  const t = useTranslate()
  const self = useSession()?.me.user === user.id
  return (
    <>
      <Section title={user.login} aside={<UserStatus user={user} />}>
        <Fact name={t('organisation.roles')}>{user.roles.map((role) => t(`role.${role}`)).join(' / ')}</Fact>
        <Fact name={t('organisation.custody')}>{t(`organisation.custody.${user.custody}`)}</Fact>
        <Fact name={t('organisation.userId')} mono>
          {user.id}
        </Fact>
        <Fold title={t('organisation.certificate')} icon="certificate">
          <View>{t('organisation.certificateText')}</View>
          <View className="ec-mono ec-organisation-pem">{user.certificate}</View>
          <CopyButton text={user.certificate} word={t('organisation.certificateCopy')} />
        </Fold>
      </Section>
      {self ? <Notice tone="wait" title={t('organisation.revokeSelf')} /> : null}
      {self || user.status === 'revoked' ? null : (
        <Button
          wide
          icon="lock"
          text={t('organisation.revoke')}
          onPress={() => {
            goTo('organisation', { view: 'revoke', id: user.id })
          }}
        />
      )}
    </>
  )
}

export const UserPage = ({ id }: { id: string }) => {
  const t = useTranslate()
  const user = useFetch(`user:${id}`, () => loadUser(id).then((found) => ({ found })))
  useReturn(user.reload)
  return (
    <Screen title={t('organisation.user')}>
      <Loaded from={user} subject={t('organisation.user')}>
        {({ found }) =>
          found === undefined ? <EmptyState icon="user" title={t('organisation.noUser')} /> : <Details user={found} />
        }
      </Loaded>
    </Screen>
  )
}

const noReason = { reason: '' }

export const RevokeForm = ({ id }: { id: string }) => {
  const t = useTranslate()
  const name = `revoke:${id}`
  const form = useActForm({
    form: name,
    initial: noReason,
    read: textsLike(noReason),
    check: ({ reason }) => checkText('reason', reason),
    send: ({ reason }, key) =>
      call(endpoints.revokeUser, { params: { id }, body: { reason: reason.trim() }, form: key }),
  })
  return (
    <FormScreen
      title={t('organisation.revoke')}
      form={form}
      name={name}
      act={t('organisation.revoke')}
      kind="danger"
      done={t('organisation.revokeDone')}
      next={() => <Button kind="main" text={t('common.back')} onPress={goBack} />}
    >
      <Notice tone="caution" title={t('organisation.revokeText')} />
      <Section>
        <Field
          label={t('organisation.revokeReason')}
          value={form.value.reason}
          error={form.error('reason')}
          lines={3}
          maxLength={500}
          onChange={(reason) => {
            form.set({ reason })
          }}
        />
      </Section>
    </FormScreen>
  )
}
