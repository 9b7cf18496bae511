// One expected line: its numbers that add up, counting by hand, rejecting, and what is wrong with it.
import { View } from '@tarojs/components'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { formatQuantity } from '../../i18n/format'
import { describeFault } from '../../i18n/describe-fault'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { DifferenceList, type Names } from '../../ui/difference-list'
import { Icon } from '../../ui/icon'
import { StatusTag } from '../../ui/status-tag'
import { lineCount, type CountAction, type CountState } from './count'
import { LineNumbers } from './line-numbers'
import { LineUnits } from './line-units'
import type { LinePreview } from './preview'
import { QuantityCounter } from './quantity-counter'
import { RejectPart } from './reject-part'

type Props = {
  line: LinePreview
  state: CountState
  names: Names
  dispatch: (action: CountAction) => void
}

const StatusOf = ({ line }: { line: LinePreview }) => {
  const t = useTranslate()
  if (line.status === 'wrong') return <StatusTag tone="bad" text={t('receive.status.wrong')} />
  if (line.status === 'full') return <StatusTag tone="good" text={t('receive.status.full')} />
  const missing = t('receive.status.missing', { count: formatQuantity(line.missing) })
  return <StatusTag tone={line.status === 'empty' ? 'wait' : 'caution'} text={missing} />
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
        <StatusOf line={line} />
      </View>
      <View className="ec-receive-line__note">
        {t('receive.lot', { lot })} · {unitOfMeasureLabel(unit, language)}
        {expiry === undefined ? '' : ` · ${t('receive.expiry', { day: expiry })}`}
      </View>
      {line.outdated ? (
        <View className="ec-receive-line__outdated">
          <Icon name="alert" size="small" />
          <View>{t('receive.outdated')}</View>
        </View>
      ) : null}
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
