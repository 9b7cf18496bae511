// What was due and what was counted, lot by lot, in columns that add up.
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import type { TradeView } from '@ectrace/shared/api/views'
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import { formatQuantity } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Columns } from '../../ui/columns'
import { namesOf } from './names-of'
import { dueWhenCounted, isEven, numbersOf } from './note-numbers'

export const NoteLines = ({ trade, note }: { trade: TradeView; note: DiscrepancyView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const names = namesOf(trade)
  const lots = numbersOf(dueWhenCounted(trade, note), note.count.lines)
  return (
    <Columns
      heads={[t('discrepancy.due'), t('discrepancy.accepted'), t('discrepancy.rejected'), t('discrepancy.missing')]}
      rows={lots.map((lot) => ({
        key: lot.key,
        name: names.get(lot.product) ?? lot.product,
        note: t('discrepancy.lot', { lot: lot.lot, unit: unitOfMeasureLabel(lot.unit, language) }),
        values: [lot.due ?? '', lot.accepted, lot.rejected, lot.missing].map((value) =>
          value === '' ? '—' : formatQuantity(value),
        ),
        tone: isEven(lot) ? 'good' : 'caution',
      }))}
    />
  )
}
