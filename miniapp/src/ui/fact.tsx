// A name and its value, such as lot and number; long values wrap, digests break anywhere.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'

type Props = {
  name: string
  children: ReactNode
  /** Digests and codes. */ mono?: boolean
  /** Who says so, under the value. */ source?: string | undefined
}

export const Fact = ({ name, children, mono = false, source }: Props) => (
  <View className="ec-fact">
    <View className="ec-fact__name">{name}</View>
    <View className={`ec-fact__value${mono ? ' ec-mono' : ''}`}>
      {children}
      {source === undefined ? null : <View className="ec-fact__source">{source}</View>}
    </View>
  </View>
)
