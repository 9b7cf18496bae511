// The account in use and the others of this device: handing over, PIN, phone, WeChat, own signing key, leaving.
import { View } from '@tarojs/components'
import type { Me } from '@ectrace/shared/api/views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useDeviceAccounts } from '../../api/device-accounts'
import { initialsOf } from '../../api/initials'
import { useSession } from '../../api/session'
import { useFetch } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { goTo } from '../../platform/navigation'
import { AccountRows } from '../../ui/account-rows'
import { Avatar } from '../../ui/avatar'
import { Button } from '../../ui/button'
import { EmptyState } from '../../ui/empty-state'
import { Loaded } from '../../ui/loaded'
import { LogOutButton } from '../../ui/log-out-button'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { useSwitch } from '../../ui/use-switch'
import { KeyPart } from './key-part'
import { PhonePart } from './phone-part'
import { PinPart } from './pin-part'
import { WechatPart } from './wechat-part'
import './account.scss'

const InUse = ({ me }: { me: Me }) => {
  const t = useTranslate()
  return (
    <Section title={t('account.current')}>
      <View className="ec-account-me">
        <Avatar large initials={initialsOf(me.login)} />
        <View className="ec-row__text">
          <View className="ec-row__title">{me.login}</View>
          <View className="ec-row__note">{me.organisation.name}</View>
          <View className="ec-row__note">{me.roles.map((role) => t(`role.${role}`)).join(' · ')}</View>
        </View>
      </View>
      <LogOutButton />
    </Section>
  )
}

const Others = ({ user }: { user: string | undefined }) => {
  const t = useTranslate()
  const others = useDeviceAccounts().filter((one) => one.user !== user)
  const { start, sheet } = useSwitch()
  return (
    <>
      {others.length === 0 ? null : (
        <Section title={t('account.others')} flush>
          <AccountRows accounts={others} onChoose={start} />
          <View className="ec-account-note">{t('account.othersText')}</View>
        </Section>
      )}
      <Button
        wide
        icon="plus"
        text={t(user === undefined ? 'role.loginGo' : 'account.add')}
        onPress={() => {
          goTo('login', { add: '1' })
        }}
      />
      {sheet}
    </>
  )
}

/** What the server keeps of the account. */
const Bindings = ({ me }: { me: Me }) => {
  const t = useTranslate()
  const ways = useFetch('login-ways', () => call(endpoints.loginWays, {}))
  const account = useFetch(`account:${me.user}`, () => call(endpoints.account, {}))
  return (
    <Loaded from={account} subject={t('account.title')}>
      {(view) => (
        <>
          <PhonePart phone={view.phone} ways={ways.data} onChanged={account.reload} />
          {ways.data?.wechat === true ? <WechatPart bound={view.wechat} onChanged={account.reload} /> : null}
          <KeyPart registered={view.publicKey} />
        </>
      )}
    </Loaded>
  )
}

export const AccountPage = () => {
  const t = useTranslate()
  const me = useSession()?.me
  if (me === undefined) {
    return (
      <Screen title={t('account.title')}>
        <EmptyState icon="user" title={t('account.nobody')} text={t('account.nobodyText')} />
        <Others user={undefined} />
      </Screen>
    )
  }
  return (
    <Screen title={t('account.title')}>
      <InUse me={me} />
      <Others user={me.user} />
      <PinPart key={`pin:${me.user}`} user={me.user} />
      <Bindings key={me.user} me={me} />
    </Screen>
  )
}
