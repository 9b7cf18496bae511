// A failure in the page: what happened, to what, what to do now, and a number to quote.
import { View } from '@tarojs/components'
import { useEffect, type ReactNode } from 'react'
import type { ApiFailure } from '../api/api-failure'
import { describeFailure } from '../i18n/describe-failure'
import { useTranslate } from '../i18n/translate'
import { aria } from '../platform/aria'
import { announce } from './announce'
import { Button } from './button'
import { Icon } from './icon'

type Props = {
  failure: ApiFailure
  /** What was being done or loaded: 「读取交易单 T-1」. */
  subject?: string | undefined
  onRetry?: (() => void) | undefined
  children?: ReactNode
}

export const ErrorState = ({ failure, subject, onRetry, children }: Props) => {
  const t = useTranslate()
  const { what, advice, faults, requestId, code } = describeFailure(failure)
  useEffect(() => {
    announce(what)
  }, [what])
  return (
    <View className="ec-error ec-tone--bad" {...aria({ role: 'alert' })}>
      <View className="ec-error__head">
        <Icon name="alert" />
        <View className="ec-error__what">{what}</View>
      </View>
      {subject === undefined ? null : <View className="ec-error__line">{subject}</View>}
      {faults.map((line) => (
        <View className="ec-error__line" key={line}>
          {line}
        </View>
      ))}
      <View className="ec-error__line">{advice}</View>
      {children}
      {onRetry === undefined || failure.status === 403 ? null : (
        <Button text={t('common.retry')} icon="refresh" onPress={onRetry} />
      )}
      <View className="ec-error__number">
        {t('failure.code', { code })}
        {requestId === undefined ? '' : ` · ${t('failure.number', { id: requestId })}`}
      </View>
    </View>
  )
}
