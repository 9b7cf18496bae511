// Shows a page only to those who may use it, and tells the others what they lack.
import type { ReactNode } from 'react'
import type { UserRole } from '@ectrace/shared/domain/organisation'
import { useSession } from '../api/session'
import { useTranslate } from '../i18n/translate'
import { goTo, hasPage } from '../platform/navigation'
import { Button } from './button'
import { EmptyState } from './empty-state'

type Props = { /** One of these; none named: anybody logged in. */ roles?: readonly UserRole[]; children: ReactNode }

const loginPage = 'login'

export const ForRoles = ({ roles = [], children }: Props) => {
  const t = useTranslate()
  const session = useSession()
  if (session === undefined) {
    return (
      <EmptyState icon="user" title={t('role.login')} text={t('role.loginText')}>
        <Button
          kind="main"
          wide={false}
          text={t('role.loginGo')}
          onPress={() => {
            if (hasPage(loginPage)) goTo(loginPage)
          }}
        />
      </EmptyState>
    )
  }
  const may = roles.length === 0 || roles.some((role) => session.me.roles.includes(role))
  if (may) return <>{children}</>
  const names = roles.map((role) => t(`role.${role}`)).join(' / ')
  return <EmptyState icon="lock" title={t('role.none')} text={t('role.noneText', { roles: names })} />
}
