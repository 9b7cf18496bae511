// The camera's picture with what lies over it: the frame, a word, a rest, or why there is none.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { ScannerView } from '../platform/scanner-view'
import { ScanBlocked } from './scan-blocked'
import { ScanControls } from './scan-controls'
import type { ScanCamera } from './use-scan-camera'
import type { ScanPicture } from './use-scan-picture'
import { zoomSetting } from './zoom-steps'

type Props = {
  camera: ScanCamera
  picture: ScanPicture
  onHit: (text: string) => void
  onType: () => void
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
      <ScanControls camera={camera} />
    </>
  )
}

export const ScanStage = ({ camera, picture, onHit, onType, children }: Props) => {
  const t = useTranslate()
  return (
    <View className={`ec-scan__stage${camera.blocked === undefined ? '' : ' ec-scan__stage--blocked'}`}>
      <ScannerView
        active={camera.running}
        light={camera.light && camera.report.torch}
        zoom={zoomSetting(camera.report.zoom, camera.zoom)}
        side={camera.side}
        label={t('scan.camera')}
        onState={camera.setReport}
        onHit={onHit}
      />
      {camera.blocked === undefined ? (
        <Aim camera={camera} />
      ) : (
        <ScanBlocked state={camera.blocked} picture={picture} onRetry={camera.restart} onType={onType} />
      )}
      {children}
    </View>
  )
}
