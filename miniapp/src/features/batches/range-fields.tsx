// The two numbers of a range of codes, and a way to take the whole set.
import { useTranslate } from '../../i18n/translate'
import { formatQuantity } from '../../i18n/format'
import { Button } from '../../ui/button'
import { Field } from '../../ui/field'
import type { TypedRange } from './code-range'

type Props = {
  count: number
  value: TypedRange
  set: (patch: Partial<TypedRange>) => void
  error: (field: string) => string | undefined
}

export const RangeFields = ({ count, value, set, error }: Props) => {
  const t = useTranslate()
  return (
    <>
      <Field
        label={t('codes.from')}
        hint={t('codes.rangeHint', { n: formatQuantity(String(count)) })}
        kind="numeric"
        maxLength={7}
        value={value.from}
        error={error('from')}
        onChange={(from) => {
          set({ from: from.trim() })
        }}
      />
      <Field
        label={t('codes.to')}
        kind="numeric"
        maxLength={7}
        value={value.to}
        error={error('to')}
        onChange={(to) => {
          set({ to: to.trim() })
        }}
      />
      <Button
        text={t('codes.all', { n: formatQuantity(String(count)) })}
        onPress={() => {
          set({ from: '1', to: String(count) })
        }}
      />
    </>
  )
}
