// One thing that can be ticked.
import { View } from '@tarojs/components'
import { Pressable } from '../platform/pressable'
import { Icon } from './icon'

type Props = { text: string; on: boolean; onChange: (on: boolean) => void }

export const CheckRow = ({ text, on, onChange }: Props) => (
  <Pressable
    className={`ec-check${on ? ' ec-check--on' : ''}`}
    role="checkbox"
    selected={on}
    onPress={() => {
      onChange(!on)
    }}
  >
    <View className="ec-check__box">{on ? <Icon name="check" size="small" /> : null}</View>
    <View>{text}</View>
  </Pressable>
)
