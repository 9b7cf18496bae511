// The other accounts of this device, each with its mark and how it is opened.
import { View } from '@tarojs/components'
import type { DeviceAccount } from '../api/device-accounts'
import { initialsOf } from '../api/initials'
import { useTranslate, type Key } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { Avatar } from './avatar'
import { Icon } from './icon'

const wayIn = ({ pin, session }: DeviceAccount): Key =>
  pin !== undefined ? 'account.byPin' : session !== undefined ? 'account.byTap' : 'account.byPassword'

type Props = { accounts: readonly DeviceAccount[]; onChoose: (account: DeviceAccount) => void }

/** Inside a Section with `flush`. */
export const AccountRows = ({ accounts, onChoose }: Props) => {
  const t = useTranslate()
  return (
    <>
      {accounts.map((account) => (
        <Pressable
          key={account.user}
          className="ec-row ec-row--press"
          label={t('account.switchTo', { login: account.login, organisation: account.organisation })}
          onPress={() => {
            onChoose(account)
          }}
        >
          <Avatar initials={initialsOf(account.login)} />
          <View className="ec-row__text">
            <View className="ec-row__title">{account.login}</View>
            <View className="ec-row__note">
              {account.organisation} · {t(wayIn(account))}
            </View>
          </View>
          <View className="ec-row__go">
            <Icon name={account.pin === undefined ? 'chevron' : 'lock'} size="small" />
          </View>
        </Pressable>
      ))}
    </>
  )
}
