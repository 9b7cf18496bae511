// One line of a list: what, how much, and where it leads.
import { View } from '@tarojs/components'
import type { ReactNode } from 'react'
import { Pressable } from '../platform/pressable'
import { Icon, type IconName } from './icon'

type Props = {
  title: string
  /** Second line. */
  note?: string | undefined
  /** At the right: a number or a StatusTag. */
  value?: ReactNode
  icon?: IconName | undefined
  onPress?: (() => void) | undefined
  label?: string | undefined
}

const Content = ({ title, note, value, icon, onPress }: Props) => (
  <>
    {icon === undefined ? null : (
      <View className="ec-row__icon">
        <Icon name={icon} />
      </View>
    )}
    <View className="ec-row__text">
      <View className="ec-row__title">{title}</View>
      {note === undefined ? null : <View className="ec-row__note">{note}</View>}
    </View>
    {value === undefined || value === null ? null : <View className="ec-row__value">{value}</View>}
    {onPress === undefined ? null : (
      <View className="ec-row__go">
        <Icon name="chevron" size="small" />
      </View>
    )}
  </>
)

/** Inside a Section with `flush`. With onPress it is a button. */
export const Row = (props: Props) =>
  props.onPress === undefined ? (
    <View className="ec-row">
      <Content {...props} />
    </View>
  ) : (
    <Pressable className="ec-row ec-row--press" label={props.label} onPress={props.onPress}>
      <Content {...props} />
    </Pressable>
  )
