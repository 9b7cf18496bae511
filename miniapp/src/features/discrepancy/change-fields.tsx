// One change of a correction: how much of it the supplier agrees to, and what became of those goods.
import { View } from '@tarojs/components'
import type { TradeView } from '@ectrace/shared/api/views'
import { decimalsOf, unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import type { Change } from '@ectrace/shared/matching/settlement'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Choice } from '../../ui/choice'
import { Field } from '../../ui/field'
import { MultiChoice } from '../../ui/multi-choice'
import { fatesBeside, unitsToName, type ChangeDraft } from './answer-draft'

type Typed = ChangeDraft
type Props = {
  trade: TradeView
  change: Change
  typed: Typed
  error: string | undefined
  onChange: (typed: Typed) => void
}

/** Product, lot and unit of the line that a change is about; a new line has those of the agreed one that it fills. */
export const lineOfChange = (
  trade: TradeView,
  change: Change,
): { product: string; lot: string | undefined; unit: string } => {
  const sent = trade.expectation?.lines.find(({ line }) => line === change.line)
  const fills = change.change === 'more' ? change.fills : undefined
  const agreed = trade.lines.find(({ line, product }) =>
    sent === undefined ? line === fills : product === sent.product,
  )
  return { product: agreed?.productName ?? '', lot: sent?.lot, unit: sent?.unit ?? agreed?.unit ?? '' }
}

/** How much of it: named goods one by one, others as a number. */
const Amount = ({ change, typed, unit, error, onChange }: Omit<Props, 'trade'> & { unit: string }) => {
  const t = useTranslate()
  const language = useLanguage()
  const word = unitOfMeasureLabel(unit, language)
  const said = formatAmount(change.quantity, unit, language)
  const more = change.change === 'more'
  const units = unitsToName(change)
  if (units !== undefined) {
    return (
      <MultiChoice
        label={t(more ? 'discrepancy.whichMore' : 'discrepancy.whichLess', { said })}
        options={units.map((path) => ({ value: path, text: `…${path.slice(-6)}` }))}
        values={typed.units}
        error={error}
        onChange={(chosen) => {
          onChange({ ...typed, units: chosen, quantity: String(chosen.length) })
        }}
      />
    )
  }
  return (
    <Field
      label={t(more ? 'discrepancy.moreBy' : 'discrepancy.lessBy')}
      kind={decimalsOf(unit) === 0 ? 'numeric' : 'decimal'}
      unit={word}
      hint={t(more ? 'discrepancy.moreHint' : 'discrepancy.lessHint', { said })}
      value={typed.quantity}
      error={error}
      onChange={(quantity) => {
        onChange({ ...typed, quantity: quantity.trim() })
      }}
    />
  )
}

export const ChangeFields = ({ trade, change, typed, error, onChange }: Props) => {
  const t = useTranslate()
  const { product, lot, unit } = lineOfChange(trade, change)
  return (
    <View className="ec-line">
      <View className="ec-line__name">
        {t('discrepancy.changeOf', { line: change.line, product, lot: lot ?? t('discrepancy.otherLot') })}
      </View>
      <Amount change={change} typed={typed} unit={unit} error={error} onChange={onChange} />
      {change.change === 'more' ? null : (
        <Choice
          label={t('discrepancy.fate')}
          options={fatesBeside(change.fate).map((fate) => ({
            value: fate,
            text: t(`discrepancy.fate.${fate}`),
            hint: t(`discrepancy.fateHint.${fate}`),
          }))}
          value={fatesBeside(change.fate).find((fate) => fate === typed.fate)}
          onChange={(fate) => {
            onChange({ ...typed, fate })
          }}
        />
      )}
    </View>
  )
}
