// A word in the page that is not the verdict: a warning, an explanation, a result.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Icon, type IconName } from './icon'
import { toneIcons, type Tone } from './tone'

type Props = { tone: Tone; title: string; icon?: IconName; children?: ReactNode }

export const Notice = ({ tone, title, icon, children }: Props) => (
  <View className={`ec-notice ec-tone--${tone}`}>
    <Icon name={icon ?? toneIcons[tone]} />
    <View className="ec-notice__body">
      <View className="ec-notice__title">{title}</View>
      {children === undefined || children === null ? null : <View className="ec-notice__text">{children}</View>}
    </View>
  </View>
)
