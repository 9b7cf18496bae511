// The reader's own deliberate act when the platform has a new log: never done for him.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'

/** It came with the check of the trace. */
const forget = async (): Promise<void> => {
  const { deviceLogs } = await import(/* webpackChunkName: "checks" */ '../../state/device-log-pin')
  deviceLogs.forget()
}

export const ForgetLog = ({ onForgotten }: { onForgotten: () => void }) => {
  const t = useTranslate()
  const [asked, setAsked] = useState(false)
  return (
    <View className="ec-trace-words">
      <View className="ec-trace-words__title">{t('trace.proof.forget')}</View>
      <View className="ec-trace-words__line">{t('trace.proof.forgetText')}</View>
      {asked ? (
        <Button
          kind="danger"
          text={t('trace.proof.forgetSure')}
          onPress={() => {
            void forget().then(onForgotten)
          }}
        />
      ) : (
        <Button
          text={t('trace.proof.forgetGo')}
          onPress={() => {
            setAsked(true)
          }}
        />
      )}
    </View>
  )
}
