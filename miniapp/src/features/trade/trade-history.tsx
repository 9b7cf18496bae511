// What happened to a trade after it was sent: attempts that did not agree, with their differences, receipts and a refusal, and by whom.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Counter } from '@ectrace/shared/api/counting-views'
import type { TradeView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useFetch } from '../../api/use-fetch'
import { formatTime, shorten } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { DifferenceList } from '../../ui/difference-list'
import { Fact } from '../../ui/fact'
import { Fold } from '../../ui/fold'
import { Section } from '../../ui/section'
import { Timeline, type TimelineItem } from '../../ui/timeline'
import type { Side } from './trade-actions'

type Dated = { at: string; item: TimelineItem }

/** ISO instants in UTC of one length: their order as texts is their order in time. */
const newestFirst = (a: Dated, b: Dated): number => (a.at < b.at ? 1 : -1)

/** Login by user, for the buyer's own people. */
type People = ReadonlyMap<string, string>

const useEntries = (trade: TradeView, people: People): TimelineItem[] => {
  const t = useTranslate()
  const signers = new Map(trade.history.map(({ transaction, user }) => [transaction, user]))
  const names = new Map([
    ...trade.lines.map(({ product, productName }): [string, string] => [product, productName]),
    [trade.supplier.id, trade.supplier.name] as [string, string],
    [trade.buyer.id, trade.buyer.name] as [string, string],
  ])
  const onChain = (transaction: string): string => {
    const login = people.get(signers.get(transaction) ?? '')
    const record = t('trade.transaction', { id: shorten(transaction) })
    return login === undefined ? record : `${t('trade.by', { login })} · ${record}`
  }
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
  const refusals = trade.history.flatMap(({ act, at, transaction }): Dated[] =>
    act !== 'refuseReceipt'
      ? []
      : [
          {
            at,
            item: {
              key: transaction,
              icon: 'minus',
              tone: 'bad',
              title: t('trade.refusedAll'),
              time: formatTime(at),
              note: onChain(transaction),
            },
          },
        ],
  )
  return [...attempts, ...receipts, ...refusals].sort(newestFirst).map(({ item }) => item)
}

/** Who counted and how much; kept for some days after the end, what was signed stays. */
const Counted = ({ counters }: { counters: readonly Counter[] }) => {
  const t = useTranslate()
  const counted = counters.filter(({ last }) => last !== undefined)
  if (counted.length === 0) return null
  const said = counted.map(({ login, scans }) => t('trade.countedBy', { login, count: scans }))
  return <Fact name={t('trade.counted')}>{said.join(' · ')}</Fact>
}

export const TradeHistory = ({ trade, side }: { trade: TradeView; side: Side }) => {
  const t = useTranslate()
  const { no } = trade
  const asked = side === 'buyer' ? `counters:${no}:${trade.updatedAt}` : undefined
  const counters = useFetch(asked, () => call(endpoints.counters, { params: { no } })).data ?? []
  const entries = useEntries(trade, new Map(counters.map(({ user, login }) => [user, login])))
  return entries.length === 0 && counters.length === 0 ? null : (
    <Section title={t('trade.history')}>
      <Counted counters={counters} />
      <View className="ec-trade-history">
        <Timeline items={entries} />
      </View>
    </Section>
  )
}
