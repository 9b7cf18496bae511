// A line icon in the colour of its text; decoration only, the word stands beside it.
import { View } from '@tarojs/components'

export type IconName =
  | 'check'
  | 'cross'
  | 'alert'
  | 'info'
  | 'clock'
  | 'back'
  | 'chevron'
  | 'down'
  | 'scan'
  | 'camera'
  | 'light'
  | 'keyboard'
  | 'home'
  | 'user'
  | 'out'
  | 'box'
  | 'truck'
  | 'factory'
  | 'leaf'
  | 'shop'
  | 'certificate'
  | 'shield'
  | 'place'
  | 'picture'
  | 'plus'
  | 'minus'
  | 'undo'
  | 'refresh'
  | 'copy'
  | 'save'
  | 'link'
  | 'language'
  | 'text-size'
  | 'lock'
  | 'search'
  | 'list'
  | 'trade'
  | 'flask'
  | 'qr'

type Props = { name: IconName; size?: 'small' | 'normal' | 'large' }

export const Icon = ({ name, size = 'normal' }: Props) => (
  <View className={`ec-icon ec-icon--${name} ec-icon--${size}`} {...{ ariaHidden: true }} aria-hidden />
)
