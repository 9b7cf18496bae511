// Details that open on demand.
import { View } from '@tarojs/components'
import { useState, type ReactNode } from 'react'
import { Pressable } from '../platform/pressable'
import { Icon, type IconName } from './icon'

type Props = { title: string; icon?: IconName; open?: boolean; children: ReactNode }

export const Fold = ({ title, icon, open = false, children }: Props) => {
  const [shown, setShown] = useState(open)
  return (
    <View className="ec-fold">
      <Pressable
        className="ec-fold__head"
        expanded={shown}
        onPress={() => {
          setShown(!shown)
        }}
      >
        {icon === undefined ? null : <Icon name={icon} size="small" />}
        <View className="ec-fold__title">{title}</View>
        <View className={`ec-fold__mark${shown ? ' ec-fold__mark--open' : ''}`}>
          <Icon name="down" size="small" />
        </View>
      </Pressable>
      {shown ? <View className="ec-fold__body">{children}</View> : null}
    </View>
  )
}
