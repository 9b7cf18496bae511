// A work page that nobody is logged in on.
import { useTranslate } from '../i18n/translate'
import { goTo, hasPage } from '../platform/navigation'
import { Button } from './button'
import { EmptyState } from './empty-state'
import { Screen } from './screen'

/** After login the reader is back on this page. */
export const LoginNeeded = ({ title }: { title: string }) => {
  const t = useTranslate()
  const page = 'login'
  return (
    <Screen title={title}>
      <EmptyState icon="lock" title={t('session.needed')} text={t('session.neededText')}>
        {hasPage(page) ? (
          <Button
            kind="main"
            wide={false}
            icon="user"
            text={t('login.go')}
            onPress={() => {
              goTo(page)
            }}
          />
        ) : null}
      </EmptyState>
    </Screen>
  )
}
