// A text field in a browser: real input and textarea elements, so that labels, autofill and keyboards work.
import type { KeyboardEvent } from 'react'
import type { InputKind, TextInputProps } from './widgets'

const inputModes: Record<InputKind, 'text' | 'numeric' | 'decimal'> = {
  text: 'text',
  numeric: 'numeric',
  decimal: 'decimal',
  password: 'text',
  code: 'text',
  day: 'text',
}

const typeOf = (kind: InputKind): string =>
  kind === 'password' || kind === 'text' ? kind : kind === 'day' ? 'date' : 'text'

export const TextInput = (props: TextInputProps) => {
  const { id, kind, value, onChange, onConfirm, lines } = props
  const shared = {
    id,
    className: 'ec-input',
    value,
    placeholder: props.placeholder,
    disabled: props.disabled === true,
    maxLength: props.maxLength,
    'aria-label': props.label,
    'aria-invalid': props.invalid === true,
    'aria-describedby': props.describedBy,
    autoComplete: props.autoComplete ?? 'off',
  }
  if (lines !== undefined && lines > 1) {
    return (
      <textarea
        {...shared}
        rows={lines}
        onChange={(event) => {
          onChange(event.target.value)
        }}
      />
    )
  }
  return (
    <input
      {...shared}
      type={typeOf(kind)}
      inputMode={inputModes[kind]}
      autoCapitalize={kind === 'code' ? 'characters' : 'none'}
      spellCheck={kind === 'text'}
      enterKeyHint={onConfirm ? 'done' : undefined}
      onChange={(event) => {
        onChange(event.target.value)
      }}
      onKeyDown={(event: KeyboardEvent) => {
        // Enter that ends a Chinese composition is not the end of the field.
        if (event.key === 'Enter' && !event.nativeEvent.isComposing) onConfirm?.()
      }}
    />
  )
}
