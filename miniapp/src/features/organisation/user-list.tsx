// The organisation's users, for its administrators.
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { usePages } from '../../api/use-pages'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { useReturn } from '../../platform/use-return'
import { Button } from '../../ui/button'
import { Loaded } from '../../ui/loaded'
import { MoreButton } from '../../ui/more-button'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { UserStatus } from './user-status'

export const UserList = () => {
  const t = useTranslate()
  const users = usePages('users', (after) => call(endpoints.users, { query: { after } }))
  useReturn(users.reload)
  const add = (
    <Button
      kind="quiet"
      icon="plus"
      text={t('organisation.userNew')}
      onPress={() => {
        goTo('organisation', { view: 'enrol' })
      }}
    />
  )
  return (
    <>
      <Loaded from={users} subject={t('organisation.users')}>
        {(items) => (
          <Section title={t('organisation.users')} aside={add} flush>
            {items.map((user) => (
              <Row
                key={user.id}
                icon="user"
                title={user.login}
                note={user.roles.map((role) => t(`role.${role}`)).join(' / ')}
                value={<UserStatus user={user} />}
                onPress={() => {
                  goTo('organisation', { view: 'user', id: user.id })
                }}
              />
            ))}
          </Section>
        )}
      </Loaded>
      <MoreButton of={users} />
    </>
  )
}
