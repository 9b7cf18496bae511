// Something to press in WeChat: a view with a role and a pressed look.
import { View } from '@tarojs/components'
import type { PressableProps } from './widgets'

export const Pressable = ({
  onPress,
  disabled,
  className,
  label,
  role,
  selected,
  expanded,
  children,
}: PressableProps) => {
  const aria = {
    ariaRole: role ?? 'button',
    ...(label === undefined ? {} : { ariaLabel: label }),
    ...(disabled === true ? { ariaDisabled: true } : {}),
    ...(selected === undefined ? {} : { ariaChecked: selected }),
    ...(expanded === undefined ? {} : { ariaExpanded: expanded }),
  }
  return (
    <View
      className={`ec-pressable ${className}${disabled === true ? ' ec-pressable--disabled' : ''}`}
      hoverClass={disabled === true ? 'none' : 'ec-pressable--pressed'}
      hoverStayTime={70}
      {...aria}
      onClick={() => {
        if (disabled !== true) onPress()
      }}
    >
      {children}
    </View>
  )
}
