// Camera, light, picture, typing, and a way on when there is no camera: everything that reads a code.
import { View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { unlockCues } from '../platform/cue'
import { ScanStage } from './scan-stage'
import { ScanTool } from './scan-tool'
import { ScanTyped } from './scan-typed'
import { useScanCamera } from './use-scan-camera'
import { useScanPicture, type PictureState } from './use-scan-picture'

/** How a text came in: typed text may be full-width or lower-case and is the caller's to normalize. */
export type ScanSource = 'camera' | 'picture' | 'typed'

type Props = {
  /** Each code once while it stays in sight. The caller plays the cue that fits its verdict. */
  onText: (text: string, source: ScanSource) => void
  /** What is wrong with a typed text, in words; undefined when it can be sent. */
  explain?: (text: string) => string | undefined
  /** Opens the field for typing at once. */
  typing?: boolean
  /** false: the camera rests, for instance while a verdict is read. */
  active?: boolean
  /** Lower than usual, for pages that show a count below it. */
  low?: boolean
  /** A verdict over the picture. */
  children?: ReactNode
}

const PictureNote = ({ state }: { state: PictureState }) => {
  const t = useTranslate()
  if (state === 'idle') return null
  return (
    <View className={`ec-scan__picture ec-tone--${state === 'nothing' ? 'caution' : 'wait'}`}>
      {t(state === 'nothing' ? 'scan.pictureNone' : 'scan.pictureReading')}
    </View>
  )
}

export const ScanPanel = ({ onText, explain, typing = false, active = true, low = false, children }: Props) => {
  const t = useTranslate()
  const camera = useScanCamera(active)
  const [light, setLight] = useState(false)
  const [typed, setTyped] = useState(typing)
  const from = (source: ScanSource) => (text: string) => {
    camera.touch()
    onText(text, source)
  }
  const picture = useScanPicture(from('picture'))
  const switchLight = (): void => {
    setLight(!light)
  }
  const switchTyping = (): void => {
    unlockCues()
    setTyped(!typed)
  }
  return (
    <View className={`ec-scan${low ? ' ec-scan--low' : ''}`}>
      <ScanStage camera={camera} light={light} onHit={from('camera')} onPicture={picture.read}>
        {children}
      </ScanStage>
      <View className="ec-scan__tools">
        {camera.report.torch ? (
          <ScanTool
            icon="light"
            text={t(light ? 'scan.light.off' : 'scan.light.on')}
            on={light}
            onPress={switchLight}
          />
        ) : null}
        {camera.blocked === undefined ? (
          <ScanTool icon="camera" text={t('scan.picture')} onPress={picture.read} />
        ) : null}
        <ScanTool icon="keyboard" text={t('scan.type')} on={typed} onPress={switchTyping} />
      </View>
      <PictureNote state={picture.state} />
      {typed ? <ScanTyped explain={explain} onText={from('typed')} /> : null}
    </View>
  )
}
