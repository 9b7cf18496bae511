// One expected line: its numbers that add up, counting by hand, rejecting, and what is wrong with it.
import { View } from '@tarojs/components'
import { lineCount } from '@ectrace/shared/counting/reduce-count'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { describeFault } from '../../i18n/describe-fault'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { DifferenceList, type Names } from '../../ui/difference-list'
import { Icon } from '../../ui/icon'
import type { CountAction, CountState } from './count'
import { LineNumbers } from './line-numbers'
import { LineStatusTag } from './line-status-tag'
import { LineUnits } from './line-units'
import { Outdated } from './outdated'
import type { LinePreview } from './preview'
import { QuantityCounter } from './quantity-counter'
import { RejectPart } from './reject-part'

type Props = {
  line: LinePreview
  state: CountState
  names: Names
  dispatch: (action: CountAction) => void
}

const Head = ({ line, names }: { line: LinePreview; names: Names }) => {
  const t = useTranslate()
  const language = useLanguage()
  const { line: n, product, lot, unit, expiry } = line.expected
  return (
    <>
      <View className="ec-receive-line__head">
        <View className="ec-receive-line__name">
          {n}. {names.get(product) ?? product}
        </View>
        <LineStatusTag line={line} />
      </View>
      <View className="ec-receive-line__note">
        {t('receive.lot', { lot })} · {unitOfMeasureLabel(unit, language)}
        {expiry === undefined ? '' : ` · ${t('receive.expiry', { day: expiry })}`}
      </View>
      <Outdated line={line} />
    </>
  )
}

const ByHand = ({ line, state, names, dispatch }: Props) => {
  const t = useTranslate()
  const { line: n, product, unit } = line.expected
  const text = lineCount(state, n).accepted
  const broken = line.broken.accepted
  return (
    <View className={`ec-receive-entry${broken === undefined ? '' : ' ec-field ec-field--bad'}`}>
      <QuantityCounter
        id={`receive-line-${String(n)}`}
        label={t('receive.acceptedOf', { line: n, name: names.get(product) ?? product })}
        text={text}
        unit={unit}
        invalid={broken !== undefined}
        onText={(next) => {
          dispatch({ type: 'entered', line: n, field: 'accepted', text: next })
        }}
      />
      {broken === undefined ? null : (
        <View className="ec-field__note">
          <Icon name="alert" size="small" />
          <View>{describeFault({ field: 'accepted', rule: broken, value: text })}</View>
        </View>
      )}
    </View>
  )
}

export const LineCard = (props: Props) => {
  const t = useTranslate()
  const { line, names, dispatch, state } = props
  return (
    <View className={`ec-receive-line ec-receive-line--${line.status}`} id={`line-${String(line.expected.line)}`}>
      <Head line={line} names={names} />
      <LineNumbers line={line} />
      {line.scanOnly ? (
        <View className="ec-receive-line__scan">
          <Icon name="scan" size="small" />
          <View>{t('receive.scanOnly')}</View>
        </View>
      ) : (
        <ByHand {...props} />
      )}
      {line.faults.length === 0 ? null : <DifferenceList brief differences={line.faults} names={names} />}
      <RejectPart line={line} state={state} name={names.get(line.expected.product) ?? ''} dispatch={dispatch} />
      <LineUnits units={line.units} dispatch={dispatch} />
    </View>
  )
}
