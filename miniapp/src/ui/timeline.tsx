// What happened, in order, newest or oldest first as the caller gives it.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { aria } from '../platform/aria'
import { Icon, type IconName } from './icon'
import type { Tone } from './tone'

export type TimelineItem = {
  key: string
  icon: IconName
  /** Grey unless something is to be said about it. */
  tone?: Tone
  title: string
  /** When, as it should be read. */
  time: string
  /** Where and by whom. */
  note?: string | undefined
  /** Tag at the right of the title. */
  tag?: ReactNode
  /** Details below; put a Fold here. */
  children?: ReactNode
}

export const Timeline = ({ items }: { items: readonly TimelineItem[] }) => (
  <View className="ec-timeline" {...aria({ role: 'list' })}>
    {items.map((item) => (
      <View className="ec-timeline__item" key={item.key} {...aria({ role: 'listitem' })}>
        <View className={`ec-timeline__dot${item.tone === undefined ? '' : ` ec-tone--${item.tone}`}`}>
          <Icon name={item.icon} size="small" />
        </View>
        <View className="ec-timeline__body">
          <View className="ec-timeline__head">
            <View className="ec-timeline__title">{item.title}</View>
            {item.tag}
          </View>
          <View className="ec-timeline__time">{item.time}</View>
          {item.note === undefined ? null : <View className="ec-timeline__note">{item.note}</View>}
          {item.children}
        </View>
      </View>
    ))}
  </View>
)
