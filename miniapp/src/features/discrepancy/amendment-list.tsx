// What an answer changes in what is due, in sentences.
import { View } from '@tarojs/components'
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import { formatQuantity } from '../../i18n/format'
import { useTranslate, type Translate } from '../../i18n/translate'
import { Icon } from '../../ui/icon'

type Amendment = NonNullable<DiscrepancyView['answer']>['amendments'][number]

const sentenceOf = (t: Translate, { change, line, quantity, fate }: Amendment): string => {
  const values = { line, quantity: formatQuantity(quantity) }
  if (change === 'more') return t('discrepancy.change.more', values)
  const known = (['not_shipped', 'lost', 'returning', 'destroyed'] as const).find((one) => one === fate)
  return t(`discrepancy.change.${known ?? 'not_shipped'}`, values)
}

export const AmendmentList = ({ amendments }: { amendments: readonly Amendment[] }) => {
  const t = useTranslate()
  return (
    <View className="ec-discrepancy-changes" {...{ role: 'list' }}>
      {amendments.map((amendment, i) => (
        <View className="ec-discrepancy-change" key={i} {...{ role: 'listitem' }}>
          <Icon name={amendment.change === 'more' ? 'plus' : 'minus'} size="small" />
          <View>{sentenceOf(t, amendment)}</View>
        </View>
      ))}
    </View>
  )
}
