// What happened to a trade after it was sent: attempts that did not agree, with their differences, and receipts.
import { View } from '@tarojs/components'
import type { TradeView } from '@ectrace/shared/api/views'
import { formatTime, shorten } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { DifferenceList } from '../../ui/difference-list'
import { Fold } from '../../ui/fold'
import { Section } from '../../ui/section'
import { Timeline, type TimelineItem } from '../../ui/timeline'

type Dated = { at: string; item: TimelineItem }

/** ISO instants in UTC of one length: their order as texts is their order in time. */
const newestFirst = (a: Dated, b: Dated): number => (a.at < b.at ? 1 : -1)

const useEntries = (trade: TradeView): TimelineItem[] => {
  const t = useTranslate()
  const names = new Map([
    ...trade.lines.map(({ product, productName }): [string, string] => [product, productName]),
    [trade.supplier.id, trade.supplier.name] as [string, string],
    [trade.buyer.id, trade.buyer.name] as [string, string],
  ])
  const onChain = (transaction: string): string => t('trade.transaction', { id: shorten(transaction) })
  const attempts = trade.attempts.map(({ n, at, transaction, differences }): Dated => ({
    at,
    item: {
      key: transaction,
      icon: 'cross',
      tone: 'bad',
      title: t('trade.attempt', { n: n + 1 }),
      time: formatTime(at),
      note: onChain(transaction),
      children: (
        <Fold title={t('trade.differences', { count: differences.length })} open={trade.attempts.length === 1}>
          <DifferenceList differences={differences} names={names} />
        </Fold>
      ),
    },
  }))
  const receipts = trade.receipts.map(({ n, at, transaction, kind }): Dated => ({
    at,
    item: {
      key: transaction,
      icon: 'check',
      tone: 'good',
      title: t(`trade.receipt.${kind}`, { n: n + 1 }),
      time: formatTime(at),
      note: onChain(transaction),
    },
  }))
  return [...attempts, ...receipts].sort(newestFirst).map(({ item }) => item)
}

export const TradeHistory = ({ trade }: { trade: TradeView }) => {
  const t = useTranslate()
  const entries = useEntries(trade)
  return entries.length === 0 ? null : (
    <Section title={t('trade.history')}>
      <View className="ec-trade-history">
        <Timeline items={entries} />
      </View>
    </Section>
  )
}
