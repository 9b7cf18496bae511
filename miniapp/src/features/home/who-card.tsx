// Who is logged in, for whom, and the way out.
import type { Me } from '@ectrace/shared/api/views'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { LogOutButton } from '../../ui/log-out-button'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'

export const WhoCard = ({ me }: { me: Me }) => {
  const t = useTranslate()
  return (
    <Section flush>
      <Row
        icon="user"
        title={me.organisation.name}
        note={me.login}
        value={
          me.organisation.level === 'verified' ? (
            <LogOutButton kind="quiet" text={t('home.logout')} />
          ) : (
            <StatusTag tone="caution" text={t('common.unverified')} />
          )
        }
      />
      {me.organisation.level === 'verified' ? null : <LogOutButton kind="quiet" text={t('home.logout')} />}
      <Row
        icon="user"
        title={t('account.title')}
        note={t('account.hint')}
        onPress={() => {
          goTo('account')
        }}
      />
    </Section>
  )
}
