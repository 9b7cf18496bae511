// Goods of a line that arrived but are not accepted: how many, and why.
import { View } from '@tarojs/components'
import { add, compare, subtract } from '@ectrace/shared/domain/decimal'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import type { RejectReason } from '@ectrace/shared/matching/match'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Choice } from '../../ui/choice'
import { Counter } from '../../ui/counter'
import { Fold } from '../../ui/fold'
import { lineCount, quantityOr0, type CountAction, type CountState } from './count'
import type { LinePreview } from './preview'

type Props = { line: LinePreview; state: CountState; name: string; dispatch: (action: CountAction) => void }

const reasons: readonly RejectReason[] = ['damaged', 'quality', 'temperature', 'packaging', 'other']

const RejectCounter = ({ line, state, name, dispatch }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const { line: n, unit } = line.expected
  const text = lineCount(state, n).rejected
  const now = quantityOr0(text)
  const enter = (next: string): void => {
    dispatch({ type: 'entered', line: n, field: 'rejected', text: next })
  }
  return (
    <Counter
      id={`receive-rejected-${String(n)}`}
      label={t('receive.rejectedOf', { line: n, name })}
      value={text}
      decimal={decimalsOf(unit) > 0}
      unit={unitOfMeasureLabel(unit, language)}
      invalid={line.broken.rejected !== undefined}
      more={() => {
        enter(add(now, '1'))
      }}
      less={
        compare(now, '0') === 0
          ? undefined
          : () => {
              enter(compare(now, '1') < 0 ? '0' : subtract(now, '1'))
            }
      }
      onChange={(next) => {
        enter(next.trim())
      }}
    />
  )
}

export const RejectPart = (props: Props) => {
  const t = useTranslate()
  const { line, state, dispatch } = props
  const n = line.expected.line
  return (
    <Fold title={t('receive.reject')} icon="alert">
      {line.scanOnly ? (
        <View className="ec-receive-line__note">{t('receive.rejectByScan')}</View>
      ) : (
        <RejectCounter {...props} />
      )}
      <Choice
        label={t('receive.rejectReason')}
        value={lineCount(state, n).reason}
        options={reasons.map((value) => ({ value, text: t(`receive.reason.${value}`) }))}
        onChange={(reason) => {
          dispatch({ type: 'reason', line: n, reason })
        }}
      />
    </Fold>
  )
}
