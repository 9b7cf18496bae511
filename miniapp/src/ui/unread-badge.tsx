// How many things wait to be read: a small number in a circle, nothing when there are none. Whoever shows it says the number in words.
import { View } from '@tarojs/components'
import { aria } from '../platform/aria'

export const UnreadBadge = ({ count }: { count: number }) =>
  count === 0 ? null : (
    <View className="ec-badge" {...aria({ hidden: true })}>
      {count > 99 ? '99+' : String(count)}
    </View>
  )
