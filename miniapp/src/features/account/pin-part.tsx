// The PIN under which the session of the account in use lies on this device.
import { View } from '@tarojs/components'
import { useDeviceAccounts } from '../../api/device-accounts'
import { lockDevice, removePin, setPin } from '../../api/unlock-account'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'
import { useNewPin } from '../../ui/use-new-pin'

export const PinPart = ({ user }: { user: string }) => {
  const t = useTranslate()
  const has = useDeviceAccounts().find((one) => one.user === user)?.pin !== undefined
  const { ask, sheet } = useNewPin({
    title: t('pin.new'),
    note: t('pin.newNote'),
    onPin: async (pin) => {
      if (await setPin(pin)) showToast(t('pin.done'))
    },
  })
  return (
    <Section title={t('account.pin')}>
      <View>{t(has ? 'account.pinSet' : 'account.pinNone')}</View>
      <View className="ec-account-acts">
        {has ? (
          <Button
            kind="main"
            wide={false}
            icon="lock"
            text={t('account.lock')}
            onPress={() => {
              if (lockDevice()) showToast(t('account.locked'))
            }}
          />
        ) : null}
        <Button text={t(has ? 'account.changePin' : 'account.setPin')} onPress={ask} />
        {has ? (
          <Button
            kind="quiet"
            text={t('account.removePin')}
            onPress={() => {
              removePin(user)
            }}
          />
        ) : null}
      </View>
      {sheet}
    </Section>
  )
}
