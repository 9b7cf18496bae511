// One tool below the camera: icon and word.
import { View } from '@tarojs/components'
import { Pressable } from '../platform/pressable'
import { Icon, type IconName } from './icon'

type Props = { icon: IconName; text: string; on?: boolean; onPress: () => void }

export const ScanTool = ({ icon, text, on = false, onPress }: Props) => (
  <Pressable className={`ec-scan__tool${on ? ' ec-scan__tool--on' : ''}`} onPress={onPress}>
    <Icon name={icon} />
    <View className="ec-scan__tool-text">{text}</View>
  </Pressable>
)
