// Who is logged in, for whom, and the way out.
import type { Me } from '@ectrace/shared/api/views'
import { logOut } from '../../api/log-out'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
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
            <Button kind="quiet" text={t('home.logout')} onPress={() => void logOut()} />
          ) : (
            <StatusTag tone="caution" text={t('common.unverified')} />
          )
        }
      />
      {me.organisation.level === 'verified' ? null : (
        <Row icon="out" title={t('home.logout')} onPress={() => void logOut()} />
      )}
    </Section>
  )
}
