// A text field in WeChat.
import { Input, Picker, Textarea, View } from '@tarojs/components'
import type { InputKind, TextInputProps } from './widgets'

const keyboards: Record<Exclude<InputKind, 'day'>, 'text' | 'number' | 'digit'> = {
  text: 'text',
  numeric: 'number',
  decimal: 'digit',
  password: 'text',
  code: 'text',
}

const DayInput = ({ value, label, disabled, onChange, placeholder }: TextInputProps) => (
  <Picker
    mode="date"
    value={value}
    disabled={disabled === true}
    onChange={(event) => {
      onChange(event.detail.value)
    }}
  >
    <View className={`ec-input${value === '' ? ' ec-input--empty' : ''}`} {...{ ariaLabel: label, ariaRole: 'button' }}>
      {value === '' ? (placeholder ?? 'YYYY-MM-DD') : value}
    </View>
  </Picker>
)

export const TextInput = (props: TextInputProps) => {
  const { kind, value, label, onChange, onConfirm, lines } = props
  if (kind === 'day') return <DayInput {...props} />
  const shared = {
    className: 'ec-input',
    value,
    placeholder: props.placeholder ?? '',
    placeholderClass: 'ec-input__placeholder',
    disabled: props.disabled === true,
    maxlength: props.maxLength ?? 500,
    ariaLabel: label,
  }
  if (lines !== undefined && lines > 1) {
    return (
      <Textarea
        {...shared}
        onInput={(event) => {
          onChange(event.detail.value)
        }}
      />
    )
  }
  return (
    <Input
      {...shared}
      type={keyboards[kind]}
      password={kind === 'password'}
      onInput={(event) => {
        onChange(event.detail.value)
      }}
      onConfirm={() => {
        onConfirm?.()
      }}
    />
  )
}
