// One agreed line with what is loaded for it: numbers that must add up, then its loads.
import type { BatchView, TradeView } from '@ectrace/shared/api/views'
import { isZero } from '@ectrace/shared/domain/decimal'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { formatQuantity } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Columns } from '../../ui/columns'
import { Notice } from '../../ui/notice'
import { Section } from '../../ui/section'
import { balanceOf, split, takenElsewhere, type DispatchDraft, type LoadDraft } from './dispatch-draft'
import { LoadFields } from './load-fields'

type Props = {
  agreed: TradeView['lines'][number]
  draft: DispatchDraft
  batches: readonly BatchView[]
  own: string
  /** The server says that the sum is not the agreed one. */
  unbalanced: string | undefined
  onLoads: (loads: LoadDraft[]) => void
  error: (...fields: string[]) => string | undefined
}

export const AgreedLine = ({ agreed, draft, batches, own, unbalanced, onLoads, error }: Props) => {
  const t = useTranslate()
  const language = useLanguage()
  const { line, productName, unit, product } = agreed
  // A load without a batch is not on the truck yet.
  const balance = balanceOf(
    agreed,
    draft.loads.filter(({ batch }) => batch !== ''),
  )
  const even = isZero(balance.missing) && isZero(balance.over)
  const mine = draft.loads.map((load, index) => ({ load, index })).filter(({ load }) => load.fills === String(line))
  const off = isZero(balance.over)
    ? { head: t('dispatch.missing'), value: balance.missing }
    : { head: t('dispatch.over'), value: balance.over }
  return (
    <Section title={t('dispatch.line', { n: line, product: productName })}>
      <Columns
        heads={[t('dispatch.agreed'), t('dispatch.loaded'), off.head]}
        rows={[
          {
            key: 'sum',
            name: unitOfMeasureLabel(unit, language),
            values: [balance.agreed, balance.loaded, off.value].map(formatQuantity),
            tone: even ? 'good' : 'caution',
          },
        ]}
      />
      {mine.map(({ load, index }, i) => (
        <LoadFields
          key={index}
          index={index}
          number={i + 1}
          load={load}
          unit={unit}
          own={own}
          batches={batches.filter((batch) => batch.product.id === product)}
          taken={takenElsewhere(draft.loads, index)}
          error={error}
          onChange={(patch) => {
            onLoads(draft.loads.map((other, at) => (at === index ? { ...load, ...patch } : other)))
          }}
          onRemove={
            mine.length === 1
              ? undefined
              : () => {
                  onLoads(draft.loads.filter((_other, at) => at !== index))
                }
          }
        />
      ))}
      <Button
        wide
        icon="plus"
        text={t('dispatch.split')}
        onPress={() => {
          onLoads(split(draft, agreed))
        }}
      />
      {unbalanced === undefined ? null : <Notice tone="bad" title={unbalanced} />}
    </Section>
  )
}
