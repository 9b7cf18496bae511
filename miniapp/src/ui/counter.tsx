// Counting by hand: a big minus, the number, a big plus.
import { View } from '@tarojs/components'
import { useTranslate } from '../i18n/translate'
import { Pressable } from '../platform/pressable'
import { TextInput } from '../platform/text-input'
import { Icon } from './icon'

type Props = {
  id: string
  /** What is counted, for screen readers. */
  label: string
  /** A decimal as text: quantities are never floats. */
  value: string
  onChange: (value: string) => void
  /** One more and one less, worked out by the caller on exact decimals; undefined: not possible from here. */
  more: (() => void) | undefined
  less: (() => void) | undefined
  decimal?: boolean
  unit?: string | undefined
  invalid?: boolean
}

export const Counter = ({ id, label, value, onChange, more, less, decimal = false, unit, invalid = false }: Props) => {
  const t = useTranslate()
  const step = (icon: 'plus' | 'minus', act: (() => void) | undefined) => (
    <Pressable
      className="ec-counter__step"
      label={`${t(icon === 'plus' ? 'common.increase' : 'common.decrease')} ${label}`}
      disabled={act === undefined}
      onPress={() => act?.()}
    >
      <Icon name={icon} />
    </Pressable>
  )
  return (
    <View className={`ec-counter${invalid ? ' ec-counter--bad' : ''}`}>
      {step('minus', less)}
      <View className="ec-counter__value">
        <TextInput
          id={id}
          kind={decimal ? 'decimal' : 'numeric'}
          label={label}
          value={value}
          invalid={invalid}
          onChange={onChange}
        />
        {unit === undefined ? null : <View className="ec-counter__unit">{unit}</View>}
      </View>
      {step('plus', more)}
    </View>
  )
}
