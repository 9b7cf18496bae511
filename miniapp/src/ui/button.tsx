// A button with a word on it.
import { View } from '@tarojs/components'
import { Pressable } from '../platform/pressable'
import { Icon, type IconName } from './icon'

type Props = {
  text: string
  onPress: () => void
  /** main: the one main action; plain: any other; quiet: as text; danger: cannot be taken back. */
  kind?: 'main' | 'plain' | 'quiet' | 'danger' | undefined
  icon?: IconName | undefined
  disabled?: boolean | undefined
  /** Shows that it is running; presses are ignored. */
  busy?: boolean | undefined
  /** As wide as its column (the default for main and danger). */
  wide?: boolean | undefined
  /** For screen readers, when the word alone is not enough (the third of five 删除). */
  label?: string | undefined
}

export const Button = ({ text, onPress, kind = 'plain', icon, disabled, busy, wide, label }: Props) => {
  const isWide = wide ?? (kind === 'main' || kind === 'danger')
  const classes = [
    'ec-button',
    `ec-button--${kind}`,
    isWide ? 'ec-button--wide' : '',
    busy === true ? 'ec-button--busy' : '',
  ]
  return (
    <Pressable
      className={classes.filter(Boolean).join(' ')}
      disabled={disabled === true || busy === true}
      label={label}
      onPress={onPress}
    >
      {busy === true ? <View className="ec-spinner" /> : icon === undefined ? null : <Icon name={icon} size="small" />}
      <View className="ec-button__text">{text}</View>
    </Pressable>
  )
}
