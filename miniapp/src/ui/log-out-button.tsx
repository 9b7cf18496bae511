// Logging out, which asks first while something on this device has not been sent yet.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { logOut } from '../api/log-out'
import { useTranslate } from '../i18n/translate'
import { restartAt } from '../platform/navigation'
import { useObservable } from '../state/observable'
import { unsent } from '../state/unsent'
import { Button } from './button'
import { Notice } from './notice'

type Props = { kind?: 'plain' | 'quiet'; wide?: boolean; text?: string }

const leave = (): void => {
  void logOut()
  restartAt('index')
}

export const LogOutButton = ({ kind = 'plain', wide = false, text }: Props) => {
  const t = useTranslate()
  const waiting = useObservable(unsent)
  const [asking, setAsking] = useState(false)
  if (!asking) {
    return (
      <Button
        kind={kind}
        wide={wide}
        icon={kind === 'quiet' ? undefined : 'out'}
        text={text ?? t('session.logout')}
        onPress={() => {
          if (waiting === 0) leave()
          else setAsking(true)
        }}
      />
    )
  }
  return (
    <Notice tone="caution" icon="alert" title={t('session.unsent', { n: waiting })}>
      <View>{t('session.unsentText')}</View>
      <View className="ec-sheet__acts">
        <Button
          text={t('session.stay')}
          onPress={() => {
            setAsking(false)
          }}
        />
        <Button kind="danger" wide={false} text={t('session.leaveAnyway')} onPress={leave} />
      </View>
    </Notice>
  )
}
