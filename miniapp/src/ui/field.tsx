// A labelled input with a hint and an error.
import { View } from '@tarojs/components'
import { useId } from 'react'
import { useTranslate } from '../i18n/translate'
import { TextInput } from '../platform/text-input'
import type { TextInputProps } from '../platform/widgets'
import { FieldLabel } from '../platform/field-label'
import { Icon } from './icon'

type Props = Omit<TextInputProps, 'id' | 'describedBy' | 'invalid' | 'kind'> & {
  kind?: TextInputProps['kind']
  hint?: string | undefined
  /** What is wrong and how to put it right; turns the field red. */
  error?: string | undefined
  optional?: boolean
  /** Unit behind the number. */
  unit?: string | undefined
}

export const Field = ({ label, hint, error, optional = false, unit, kind = 'text', ...input }: Props) => {
  const t = useTranslate()
  const id = useId()
  const note = error ?? hint
  return (
    <View className={`ec-field${error === undefined ? '' : ' ec-field--bad'}`}>
      <FieldLabel id={id} text={label} extra={optional ? t('common.optional') : undefined} />
      <View className="ec-field__box">
        <TextInput
          {...input}
          kind={kind}
          id={id}
          label={label}
          invalid={error !== undefined}
          describedBy={note === undefined ? undefined : `${id}-note`}
        />
        {unit === undefined ? null : <View className="ec-field__unit">{unit}</View>}
      </View>
      {note === undefined ? null : (
        <View className="ec-field__note" id={`${id}-note`}>
          {error === undefined ? null : <Icon name="alert" size="small" />}
          <View>{note}</View>
        </View>
      )}
    </View>
  )
}
