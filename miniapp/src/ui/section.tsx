// A group of things on one card, with a heading.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { aria } from '../platform/aria'

type Props = {
  title?: string | undefined
  /** At the right of the heading. */
  aside?: ReactNode
  /** Rows bring their own padding. */
  flush?: boolean
  children: ReactNode
}

export const Section = ({ title, aside, flush = false, children }: Props) => (
  <View className="ec-section">
    {title === undefined ? null : (
      <View className="ec-section__head">
        <View className="ec-section__title" {...aria({ role: 'heading' })}>
          {title}
        </View>
        {aside}
      </View>
    )}
    <View className={`ec-card${flush ? ' ec-card--flush' : ''}`}>{children}</View>
  </View>
)
