// A day and a time of day, side by side.
import { View } from '@tarojs/components'
import { useTranslate } from '../i18n/translate'
import { Field } from './field'
import type { Moment } from './moment'

type Props = {
  /** 发货时间 */
  label: string
  value: Moment
  onChange: (value: Moment) => void
  error?: string | undefined
  hint?: string | undefined
  optional?: boolean
}

export const MomentField = ({ label, value, onChange, error, hint, optional }: Props) => {
  const t = useTranslate()
  return (
    <View className="ec-pair">
      <Field
        label={label}
        kind="day"
        value={value.day}
        error={error}
        hint={hint}
        optional={optional === true}
        onChange={(day) => {
          onChange({ ...value, day })
        }}
      />
      <Field
        label={t('form.time')}
        placeholder="08:30"
        maxLength={5}
        value={value.time}
        onChange={(time) => {
          onChange({ ...value, time })
        }}
      />
    </View>
  )
}
