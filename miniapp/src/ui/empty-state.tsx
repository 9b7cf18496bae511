// Nothing here yet: says why, and teaches the first step.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon'

type Props = { icon: IconName; title: string; text?: string; /** A Button: the first step. */ children?: ReactNode }

export const EmptyState = ({ icon, title, text, children }: Props) => (
  <View className="ec-empty">
    <View className="ec-empty__icon">
      <Icon name={icon} size="large" />
    </View>
    <View className="ec-empty__title">{title}</View>
    {text === undefined ? null : <View className="ec-empty__text">{text}</View>}
    {children}
  </View>
)
