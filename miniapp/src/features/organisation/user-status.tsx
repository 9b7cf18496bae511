// Whether a user may still act.
import type { UserView } from '@ectrace/shared/api/views'
import { useTranslate } from '../../i18n/translate'
import { StatusTag } from '../../ui/status-tag'

export const UserStatus = ({ user }: { user: Pick<UserView, 'status'> }) => {
  const t = useTranslate()
  return user.status === 'active' ? (
    <StatusTag tone="good" text={t('organisation.active')} />
  ) : (
    <StatusTag tone="wait" icon="lock" text={t('organisation.revoked')} />
  )
}
