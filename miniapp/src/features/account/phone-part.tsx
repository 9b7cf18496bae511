// The phone number of the account: bound by a code or by what WeChat knows, and taken off again. Optional.
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { LoginWays } from '@ectrace/shared/api/account-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { hasPhoneButton, PhoneButton } from '../../platform/phone-button'
import { Button } from '../../ui/button'
import { ErrorState } from '../../ui/error-state'
import { isPhoneAndCode, PhoneCode, type PhoneAndCode } from '../../ui/phone-code'
import { Section } from '../../ui/section'
import { showToast } from '../../ui/toast'

const none: PhoneAndCode = { phone: '', code: '' }

const BySms = ({ onBound }: { onBound: () => void }) => {
  const t = useTranslate()
  const [value, setValue] = useState(none)
  const binding = useSubmit(async () => {
    await call(endpoints.bindPhone, { body: value })
    onBound()
  })
  const { failure } = binding
  return (
    <>
      <PhoneCode
        value={value}
        failure={failure}
        onChange={(next) => {
          binding.clear()
          setValue(next)
        }}
        send={async (phone) => {
          const { again, certain } = await call(endpoints.sendBindingCode, { body: { phone } })
          return { again, said: t(certain ? 'account.sent' : 'account.sentMaybe') }
        }}
        onConfirm={binding.run}
      />
      {failure === undefined || failure.faults.length > 0 ? null : <ErrorState failure={failure} />}
      <Button
        kind="main"
        text={t('account.bindPhone')}
        disabled={!isPhoneAndCode(value)}
        busy={binding.busy}
        onPress={binding.run}
      />
    </>
  )
}

const ByWechat = ({ offered, onBound }: { offered: boolean; onBound: () => void }) => {
  const t = useTranslate()
  const binding = useSubmit(async (code: string) => {
    await call(endpoints.bindWechatPhone, { body: { code } })
    onBound()
  })
  if (!offered || !hasPhoneButton) return null
  return (
    <>
      <PhoneButton
        text={t('account.phoneWechat')}
        onCode={binding.run}
        onRefused={() => {
          showToast(t('account.phoneRefused'), 'caution')
        }}
      />
      {binding.failure === undefined ? null : <ErrorState failure={binding.failure} />}
    </>
  )
}

const Unbind = ({ onDone }: { onDone: () => void }) => {
  const t = useTranslate()
  const unbinding = useSubmit(async () => {
    await call(endpoints.unbindPhone, { body: {} })
    showToast(t('account.phoneGone'))
    onDone()
  })
  return (
    <>
      <Button kind="quiet" text={t('account.unbindPhone')} busy={unbinding.busy} onPress={unbinding.run} />
      {unbinding.failure === undefined ? null : <ErrorState failure={unbinding.failure} />}
    </>
  )
}

type Props = { phone: string | null; ways: LoginWays | undefined; onChanged: () => void }

export const PhonePart = ({ phone, ways, onChanged }: Props) => {
  const t = useTranslate()
  const [open, setOpen] = useState(false)
  const bySms = ways?.sms === true
  const bound = (): void => {
    setOpen(false)
    showToast(t('account.phoneDone'))
    onChanged()
  }
  return (
    <Section title={t('account.phone')}>
      <View>{phone === null ? t('account.phoneNone') : t('account.phoneBound', { phone })}</View>
      {bySms || ways === undefined ? null : <View className="ec-row__note">{t('account.phoneOff')}</View>}
      <ByWechat offered={ways?.wechat === true} onBound={bound} />
      {open ? <BySms onBound={bound} /> : null}
      <View className="ec-account-acts">
        {bySms && !open ? (
          <Button
            text={t(phone === null ? 'account.bindPhone' : 'account.changePhone')}
            onPress={() => {
              setOpen(true)
            }}
          />
        ) : null}
        {phone === null ? null : <Unbind onDone={onChanged} />}
      </View>
    </Section>
  )
}
