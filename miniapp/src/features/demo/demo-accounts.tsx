// Accounts of the demo by organisation, each one press away.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DemoView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { beginSession, useSession } from '../../api/session'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { ErrorState } from '../../ui/error-state'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { showToast } from '../../ui/toast'
import { byOrganisation } from './by-organisation'

type Account = DemoView['accounts'][number]

type RowProps = { account: Account; active: boolean; busy: boolean; onUse: () => void }

const AccountRow = ({ account: { login, role }, active, busy, onUse }: RowProps) => {
  const t = useTranslate()
  return (
    <View className="ec-demo-account">
      <View className="ec-demo-account__words">
        <View>{t(`role.${role}`)}</View>
        <View className="ec-demo-account__login ec-mono">{login}</View>
      </View>
      {active ? (
        <StatusTag tone="good" text={t('demo.active')} />
      ) : (
        <Button text={t('demo.use')} label={t('demo.useLabel', { login })} disabled={busy} onPress={onUse} />
      )}
    </View>
  )
}

export const DemoAccounts = ({ accounts }: { accounts: readonly Account[] }) => {
  const t = useTranslate()
  const session = useSession()
  const use = useSubmit(async ({ login, password }: Account) => {
    beginSession(await call(endpoints.createSession, { body: { login, password } }))
    showToast(t('demo.used', { login }))
  })
  const passwords = [...new Set(accounts.map(({ password }) => password))]
  return (
    <>
      <Section title={t('demo.accounts')}>
        <View className="ec-demo-lead">{t('demo.accountsText')}</View>
        {passwords.map((password) => (
          <View className="ec-demo-password" key={password}>
            <View>
              {t('demo.password')} <View className="ec-mono ec-demo-password__text">{password}</View>
            </View>
            <CopyButton text={password} />
          </View>
        ))}
        {use.failure === undefined ? null : <ErrorState failure={use.failure} />}
      </Section>
      {byOrganisation(accounts).map(({ organisation, members }) => (
        <Section key={organisation} title={organisation} flush>
          {members.map((account) => (
            <AccountRow
              key={account.login}
              account={account}
              active={session?.me.login === account.login}
              busy={use.busy}
              onUse={() => {
                use.run(account)
              }}
            />
          ))}
        </Section>
      ))}
    </>
  )
}
