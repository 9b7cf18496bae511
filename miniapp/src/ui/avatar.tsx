// A person's two letters, so that everybody sees who works on this device.
import { View } from '@tarojs/components'
import './avatar.scss'

/** Decoration: the login stands beside it. */
export const Avatar = ({ initials, large = false }: { initials: string; large?: boolean }) => (
  <View className={`ec-avatar${large ? ' ec-avatar--large' : ''}`} {...{ ariaHidden: true }} aria-hidden>
    {initials}
  </View>
)
