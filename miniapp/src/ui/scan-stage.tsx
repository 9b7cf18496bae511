// The camera's picture with what lies over it: the frame, a word, a rest, or why there is none.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { ScannerView } from '../platform/scanner-view'
import { ScanBlocked } from './scan-blocked'
import type { ScanCamera } from './use-scan-camera'

type Props = {
  camera: ScanCamera
  light: boolean
  onHit: (text: string) => void
  onPicture: () => void
  children: ReactNode
}

const Aim = ({ camera }: { camera: ScanCamera }) => {
  const t = useTranslate()
  if (camera.resting)
    return (
      <Pressable className="ec-scan__rest" onPress={camera.restart}>
        <View>{t('scan.paused')}</View>
      </Pressable>
    )
  return (
    <>
      <View className="ec-scan__frame" {...{ ariaHidden: true }} aria-hidden>
        <View className="ec-scan__corner" />
        <View className="ec-scan__corner" />
        <View className="ec-scan__corner" />
        <View className="ec-scan__corner" />
      </View>
      <View className="ec-scan__aim">{t(camera.report.state === 'starting' ? 'scan.starting' : 'scan.aim')}</View>
    </>
  )
}

export const ScanStage = ({ camera, light, onHit, onPicture, children }: Props) => {
  const t = useTranslate()
  return (
    <View className="ec-scan__stage">
      <ScannerView
        active={camera.running}
        light={light && camera.report.torch}
        label={t('scan.camera')}
        onState={camera.setReport}
        onHit={onHit}
      />
      {camera.blocked === undefined ? (
        <Aim camera={camera} />
      ) : (
        <ScanBlocked state={camera.blocked} onRetry={camera.restart} onPicture={onPicture} />
      )}
      {children}
    </View>
  )
}
