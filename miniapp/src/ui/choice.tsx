// One of a few, all in sight.
import { View } from '@tarojs/components'
import { Pressable } from '../platform/pressable'
import { aria } from '../platform/aria'
import { Icon } from './icon'

type Props<T extends string> = {
  label: string
  options: readonly { value: T; text: string; hint?: string }[]
  value: T | undefined
  onChange: (value: T) => void
  error?: string | undefined
}

export const Choice = <T extends string>({ label, options, value, onChange, error }: Props<T>) => (
  <View className={`ec-field${error === undefined ? '' : ' ec-field--bad'}`} {...aria({ role: 'radiogroup', label })}>
    <View className="ec-field__label">{label}</View>
    <View className="ec-choice">
      {options.map((option) => (
        <Pressable
          key={option.value}
          role="radio"
          selected={option.value === value}
          className={`ec-choice__option${option.value === value ? ' ec-choice__option--on' : ''}`}
          onPress={() => {
            onChange(option.value)
          }}
        >
          <View className="ec-choice__text">{option.text}</View>
          {option.hint === undefined ? null : <View className="ec-choice__hint">{option.hint}</View>}
        </Pressable>
      ))}
    </View>
    {error === undefined ? null : (
      <View className="ec-field__note">
        <Icon name="alert" size="small" />
        <View>{error}</View>
      </View>
    )}
  </View>
)
