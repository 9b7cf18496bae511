// Why there is no camera picture, and what to do instead.
import { View } from '@tarojs/components'
import { useEffect } from 'react'
import { useTranslate } from '../i18n/translate'
import { announce } from './announce'
import { Button } from './button'
import { Icon } from './icon'
import type { Blocked } from './use-scan-camera'

type Props = { state: Blocked; onRetry: () => void; onPicture: () => void }

export const ScanBlocked = ({ state, onRetry, onPicture }: Props) => {
  const t = useTranslate()
  const title = t(`scan.${state}`)
  useEffect(() => {
    announce(title)
  }, [title])
  return (
    <View className="ec-scan__blocked">
      <Icon name="camera" size="large" />
      <View className="ec-scan__blocked-title">{title}</View>
      <View>{t(`scan.${state}.advice`)}</View>
      <Button kind="main" icon="camera" text={t('scan.picture')} onPress={onPicture} />
      <View className="ec-scan__blocked-note">{t('scan.picturePrivate')}</View>
      {state === 'denied' || state === 'failed' ? (
        <Button kind="quiet" icon="refresh" text={t('scan.again')} onPress={onRetry} />
      ) : null}
    </View>
  )
}
