// Logging in with a code by SMS.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useTranslate } from '../../i18n/translate'
import { ErrorState } from '../../ui/error-state'
import { PhoneCode } from '../../ui/phone-code'
import { Section } from '../../ui/section'
import { AccountChoices } from './account-choices'
import type { SmsLogin } from './use-account-login'

export const SmsForm = ({ form, confirm }: { form: SmsLogin; confirm: () => void }) => {
  const t = useTranslate()
  const { failure } = form.send
  return (
    <>
      <Section>
        <PhoneCode
          value={form.value}
          failure={failure}
          onChange={form.set}
          send={async (phone) => {
            const { again } = await call(endpoints.sendSmsCode, { body: { phone } })
            return { again, said: t('login.smsSent') }
          }}
          onConfirm={confirm}
        />
        <View className="ec-field__note">{t('login.smsLead')}</View>
      </Section>
      {failure === undefined || failure.faults.length > 0 ? null : (
        <ErrorState failure={failure} subject={t('login.subject')} />
      )}
      <AccountChoices choices={form.choices} onChoose={form.send.run} />
    </>
  )
}
