// Some of a few, all in sight.
import { View } from '@tarojs/components'
import { Pressable } from '../platform/pressable'
import { aria } from '../platform/aria'
import { Icon } from './icon'

type Props<T extends string> = {
  label: string
  options: readonly { value: T; text: string; hint?: string }[]
  values: readonly T[]
  onChange: (values: T[]) => void
  error?: string | undefined
}

export const MultiChoice = <T extends string>({ label, options, values, onChange, error }: Props<T>) => (
  <View className={`ec-field${error === undefined ? '' : ' ec-field--bad'}`} {...aria({ role: 'group', label })}>
    <View className="ec-field__label">{label}</View>
    <View className="ec-choice">
      {options.map(({ value, text, hint }) => {
        const on = values.includes(value)
        return (
          <Pressable
            key={value}
            role="checkbox"
            selected={on}
            className={`ec-choice__option${on ? ' ec-choice__option--on' : ''}`}
            onPress={() => {
              onChange(on ? values.filter((other) => other !== value) : [...values, value])
            }}
          >
            <View className="ec-choice__text">{text}</View>
            {hint === undefined ? null : <View className="ec-choice__hint">{hint}</View>}
          </Pressable>
        )
      })}
    </View>
    {error === undefined ? null : (
      <View className="ec-field__note">
        <Icon name="alert" size="small" />
        <View>{error}</View>
      </View>
    )}
  </View>
)
