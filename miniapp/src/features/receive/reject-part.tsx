// Goods of a line that arrived but are not accepted: how many, and why.
import { View } from '@tarojs/components'
import { lineCount } from '@ectrace/shared/counting/reduce-count'
import type { RejectReason } from '@ectrace/shared/matching/match'
import { useTranslate } from '../../i18n/translate'
import { Choice } from '../../ui/choice'
import { Fold } from '../../ui/fold'
import type { CountAction, CountState } from './count'
import type { LinePreview } from './preview'
import { QuantityCounter } from './quantity-counter'

type Props = { line: LinePreview; state: CountState; name: string; dispatch: (action: CountAction) => void }

const reasons: readonly RejectReason[] = ['damaged', 'quality', 'temperature', 'packaging', 'other']

const RejectCounter = ({ line, state, name, dispatch }: Props) => {
  const t = useTranslate()
  const { line: n, unit } = line.expected
  return (
    <QuantityCounter
      id={`receive-rejected-${String(n)}`}
      label={t('receive.rejectedOf', { line: n, name })}
      text={lineCount(state, n).rejected}
      unit={unit}
      invalid={line.broken.rejected !== undefined}
      onText={(text) => {
        dispatch({ type: 'entered', line: n, field: 'rejected', text })
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
