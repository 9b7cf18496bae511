// A phone number, the code that was sent to it, and the key that sends one: counts down until another may be asked for.
import { View } from '@tarojs/components'
import { useState } from 'react'
import type { ApiFailure } from '../api/api-failure'
import { retryAfterOf } from '../api/retry-after'
import { useSubmit } from '../api/use-submit'
import { describeFault } from '../i18n/describe-fault'
import { useTranslate } from '../i18n/translate'
import { Button } from './button'
import { ErrorState } from './error-state'
import { Field } from './field'
import { Notice } from './notice'
import { useSecondsLeft } from './use-seconds-left'

export type PhoneAndCode = { phone: string; code: string }

type Props = {
  value: PhoneAndCode
  onChange: (value: PhoneAndCode) => void
  /** Sends a code to the number; answers what to say about it and when another may be asked for. */
  send: (phone: string) => Promise<{ again: number; said: string }>
  /** Of the form that the code belongs to: told at its field. */
  failure: ApiFailure | undefined
  onConfirm?: () => void
}

/** As typed or pasted: +86, spaces and hyphens are nobody's fault. */
const plainPhone = (text: string): string => text.replace(/[\s-]/g, '').replace(/^(\+|00)?86(?=1\d{10}$)/, '')
const isPhone = (text: string): boolean => /^1[3-9]\d{9}$/.test(text)

/** Whether there is enough to send the form. */
export const isPhoneAndCode = ({ phone, code }: PhoneAndCode): boolean => isPhone(phone) && /^\d{6}$/.test(code)

const atField = (failure: ApiFailure | undefined, field: string): string | undefined => {
  const fault = failure?.faults.find((one) => one.field === field)
  return fault === undefined ? undefined : describeFault(fault)
}

/** What no field says. */
const elsewhere = (failure: ApiFailure | undefined): ApiFailure | undefined =>
  failure === undefined || failure.code === 'RATE_LIMITED' || failure.faults.length > 0 ? undefined : failure

export const PhoneCode = ({ value, onChange, send, failure, onConfirm }: Props) => {
  const t = useTranslate()
  const [sent, setSent] = useState<{ again: number; said: string } | undefined>(undefined)
  const sending = useSubmit(async () => {
    setSent(await send(value.phone))
  })
  const limited = retryAfterOf(sending.failure)
  const left = useSecondsLeft(sending.failure ?? sent, limited > 0 ? limited : (sent?.again ?? 0))
  const typedWrong = value.phone.length >= 11 && !isPhone(value.phone)
  const other = elsewhere(sending.failure)
  return (
    <>
      <Field
        kind="numeric"
        label={t('account.phoneField')}
        value={value.phone}
        maxLength={20}
        autoComplete="tel-national"
        error={
          typedWrong ? describeFault({ field: 'phone', rule: 'phone.mainland' }) : atField(sending.failure, 'phone')
        }
        onChange={(text) => {
          sending.clear()
          onChange({ ...value, phone: plainPhone(text) })
        }}
      />
      <View className="ec-phone-send">
        <Button
          text={left > 0 ? t('account.sendAgain', { seconds: left }) : t('account.sendCode')}
          disabled={!isPhone(value.phone) || left > 0}
          busy={sending.busy}
          onPress={sending.run}
        />
      </View>
      {sent === undefined || sending.failure !== undefined ? null : <Notice tone="act" title={sent.said} />}
      {other === undefined ? null : <ErrorState failure={other} subject={t('account.sendCode')} />}
      <Field
        kind="numeric"
        label={t('account.code')}
        value={value.code}
        maxLength={6}
        autoComplete="one-time-code"
        hint={t('account.codeHint')}
        error={atField(failure, 'code')}
        onChange={(text) => {
          onChange({ ...value, code: text.replace(/\D/g, '') })
        }}
        onConfirm={onConfirm}
      />
    </>
  )
}
