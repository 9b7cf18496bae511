// Counting a quantity by hand, exact, in its unit of measure.
import { add, compare, subtract } from '@ectrace/shared/domain/decimal'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { useLanguage } from '../../i18n/translate'
import { Counter } from '../../ui/counter'
import { quantityOr0 } from './count'

type Props = {
  id: string
  label: string
  /** As typed; may be no quantity yet. */
  text: string
  unit: string
  invalid?: boolean
  onText: (text: string) => void
}

export const QuantityCounter = ({ id, label, text, unit, invalid = false, onText }: Props) => {
  const language = useLanguage()
  const now = quantityOr0(text)
  const more = (): void => {
    onText(add(now, '1'))
  }
  const less = (): void => {
    onText(compare(now, '1') < 0 ? '0' : subtract(now, '1'))
  }
  return (
    <Counter
      id={id}
      label={label}
      value={text}
      decimal={decimalsOf(unit) > 0}
      unit={unitOfMeasureLabel(unit, language)}
      invalid={invalid}
      more={more}
      less={now === '0' ? undefined : less}
      onChange={(next) => {
        onText(next.trim())
      }}
    />
  )
}
