// What can be set on this camera, over its picture: light, zoom, the other camera. Only what it has.
import { View } from '@tarojs/components'
import { useTranslate } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { Icon, type IconName } from './icon'
import type { ScanCamera } from './use-scan-camera'
import { nextZoom, zoomSteps } from './zoom-steps'

type Props = { icon: IconName; text: string; label?: string; on?: boolean; onPress: () => void }

const Control = ({ icon, text, label, on = false, onPress }: Props) => (
  <Pressable className={`ec-scan__control${on ? ' ec-scan__control--on' : ''}`} label={label ?? text} onPress={onPress}>
    <Icon name={icon} size="small" />
    <View className="ec-scan__control-text">{text}</View>
  </Pressable>
)

export const ScanControls = ({ camera }: { camera: ScanCamera }) => {
  const t = useTranslate()
  const { report, light, zoom } = camera
  const steps = zoomSteps(report.zoom)
  return (
    <View className="ec-scan__controls">
      {report.torch ? (
        <Control
          icon="light"
          text={t(light ? 'scan.light.off' : 'scan.light.on')}
          on={light}
          onPress={() => {
            camera.setLight(!light)
          }}
        />
      ) : null}
      {steps.length > 1 ? (
        <Control
          icon="search"
          text={`${String(zoom)}×`}
          label={t('scan.zoom', { factor: String(zoom) })}
          on={zoom > 1}
          onPress={() => {
            camera.setZoom(nextZoom(steps, zoom))
          }}
        />
      ) : null}
      {report.otherSide === true ? (
        <Control
          icon="refresh"
          text={t(camera.side === 'back' ? 'scan.side.front' : 'scan.side.back')}
          onPress={camera.switchSide}
        />
      ) : null}
    </View>
  )
}
