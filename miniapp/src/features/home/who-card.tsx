// Who is logged in, for whom, and the way out.
import type { Me } from '@ectrace/shared/api/views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { dropSession } from '../../api/session'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'

/** The device forgets the session at once; the server is told, and forgets it by itself when it cannot be reached. */
const logOut = async (): Promise<void> => {
  const told = call(endpoints.endSession, { body: {} })
  dropSession()
  await told.catch(() => undefined)
}

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
