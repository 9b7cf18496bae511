// State of a thing in one word, with icon and colour.
import { View } from '@tarojs/components'
import { Icon, type IconName } from './icon'
import { toneIcons, type Tone } from './tone'

type Props = { tone: Tone; text: string; icon?: IconName }

export const StatusTag = ({ tone, text, icon }: Props) => (
  <View className={`ec-tag ec-tone--${tone}`}>
    <Icon name={icon ?? toneIcons[tone]} size="small" />
    <View>{text}</View>
  </View>
)
