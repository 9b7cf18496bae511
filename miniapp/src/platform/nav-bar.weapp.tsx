// WeChat draws the bar itself; only the page's own action needs a place.
import { View } from '@tarojs/components'
import type { NavBarProps } from './widgets'

export const NavBar = ({ action }: NavBarProps) =>
  action === undefined || action === null ? null : <View className="ec-nav ec-nav--action">{action}</View>
