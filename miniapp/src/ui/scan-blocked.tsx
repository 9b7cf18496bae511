// Why there is no camera picture, and what to do instead.
import { View } from '@tarojs/components'
import { useEffect } from 'react'
import { useTranslate, type Translate } from '../i18n/translate'
import { cameraHelp, openCameraSettings } from '../platform/camera-settings'
import { hasAlbum } from '../platform/scan-picture'
import { announce } from './announce'
import { Button } from './button'
import { Icon } from './icon'
import type { Blocked } from './use-scan-camera'
import type { ScanPicture } from './use-scan-picture'

type Props = { state: Blocked; picture: ScanPicture; onRetry: () => void; onType: () => void }

const adviceOf = (state: Blocked, t: Translate): string =>
  state === 'denied' ? t(`scan.denied.advice.${cameraHelp()}`) : t(`scan.${state}.advice`)

/** A second try may help: the person, or another program, can change what was in the way. */
const Again = ({ state, onRetry }: Pick<Props, 'state' | 'onRetry'>) => {
  const t = useTranslate()
  if (state === 'denied' && openCameraSettings) {
    const open = async (settings: () => Promise<boolean>): Promise<void> => {
      if (await settings().catch(() => false)) onRetry()
    }
    const settings = openCameraSettings
    return <Button kind="quiet" icon="lock" text={t('scan.settings')} onPress={() => void open(settings)} />
  }
  if (state !== 'denied' && state !== 'failed' && state !== 'busy') return null
  return <Button kind="quiet" icon="refresh" text={t('scan.again')} onPress={onRetry} />
}

export const ScanBlocked = ({ state, picture, onRetry, onType }: Props) => {
  const t = useTranslate()
  const title = t(`scan.${state}`)
  useEffect(() => {
    announce(title)
  }, [title])
  return (
    <View className="ec-scan__blocked">
      <Icon name="camera" size="large" />
      <View className="ec-scan__blocked-title">{title}</View>
      <View className="ec-scan__blocked-advice">{adviceOf(state, t)}</View>
      <Button kind="main" icon="camera" text={t('scan.picture')} onPress={picture.take} />
      <View className="ec-scan__blocked-more">
        {hasAlbum ? <Button kind="quiet" icon="picture" text={t('scan.album')} onPress={picture.choose} /> : null}
        <Button kind="quiet" icon="keyboard" text={t('scan.type')} onPress={onType} />
        <Again state={state} onRetry={onRetry} />
      </View>
      <View className="ec-scan__blocked-note">{t('scan.picturePrivate')}</View>
    </View>
  )
}
