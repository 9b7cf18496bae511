// Camera, light, picture, typing, and a way on when there is no camera: everything that reads a code.
import { View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { useTranslate } from '../i18n/translate'
import { unlockCues } from '../platform/cue'
import { hasAlbum } from '../platform/scan-picture'
import { useHandScanner } from '../platform/use-hand-scanner'
import { ScanStage } from './scan-stage'
import { ScanTool } from './scan-tool'
import { ScanTyped } from './scan-typed'
import { useScanCamera } from './use-scan-camera'
import { useScanPicture, type PictureState, type ScanPicture } from './use-scan-picture'

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

const PictureTools = ({ picture }: { picture: ScanPicture }) => {
  const t = useTranslate()
  return (
    <>
      <ScanTool icon="camera" text={t('scan.picture')} onPress={picture.take} />
      {hasAlbum ? <ScanTool icon="picture" text={t('scan.album')} onPress={picture.choose} /> : null}
    </>
  )
}

export const ScanPanel = ({ onText, explain, typing = false, active = true, low = false, children }: Props) => {
  const t = useTranslate()
  const camera = useScanCamera(active)
  const [typed, setTyped] = useState(typing)
  const from = (source: ScanSource) => (text: string) => {
    camera.touch()
    onText(text, source)
  }
  const picture = useScanPicture(from('picture'))
  useHandScanner(camera.listening, (text) => {
    unlockCues()
    from('typed')(text)
  })
  const switchTyping = (): void => {
    unlockCues()
    setTyped(!typed)
  }
  return (
    <View className={`ec-scan${low ? ' ec-scan--low' : ''}`}>
      <ScanStage
        camera={camera}
        picture={picture}
        onHit={from('camera')}
        onType={() => {
          setTyped(true)
        }}
      >
        {children}
      </ScanStage>
      {camera.blocked === undefined ? (
        <View className="ec-scan__tools">
          <PictureTools picture={picture} />
          <ScanTool icon="keyboard" text={t('scan.type')} on={typed} onPress={switchTyping} />
        </View>
      ) : null}
      <PictureNote state={picture.state} />
      {typed ? <ScanTyped explain={explain} onText={from('typed')} /> : null}
    </View>
  )
}
