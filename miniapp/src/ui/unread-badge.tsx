// How many things wait to be read: a small number in a circle, nothing when there are none.
import { View } from '@tarojs/components'

export const UnreadBadge = ({ count }: { count: number }) =>
  count === 0 ? null : <View className="ec-badge">{count > 99 ? '99+' : String(count)}</View>
