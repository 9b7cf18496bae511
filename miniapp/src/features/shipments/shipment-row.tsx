// One shipment: to whom, what, how far it is received, and what somebody has to look at.
import { View } from '@tarojs/components'
import type { TradeSummary } from '@ectrace/shared/api/views'
import { formatAmount, formatTime } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Pressable } from '../../platform/pressable'
import { Icon } from '../../ui/icon'
import { StatusTag } from '../../ui/status-tag'
import { TradeStateTag } from '../../ui/trade-state-tag'
import type { Marks } from './load-shipments'

/** How many lines of goods are named before the rest is only counted. */
const namedLines = 2

const Goods = ({ trade }: { trade: TradeSummary }) => {
  const t = useTranslate()
  const language = useLanguage()
  const rest = trade.lines.length - namedLines
  return (
    <>
      {trade.lines.slice(0, namedLines).map(({ line, productName, quantity, unit }) => (
        <View className="ec-shipments-goods" key={line}>
          <View className="ec-shipments-goods__name">{productName}</View>
          <View className="ec-shipments-goods__quantity">{formatAmount(quantity, unit, language)}</View>
        </View>
      ))}
      {rest > 0 ? <View className="ec-line__note">{t('trades.moreLines', { count: rest })}</View> : null}
    </>
  )
}

const News = ({ trade, marks }: { trade: TradeSummary; marks: Marks | undefined }) => {
  const t = useTranslate()
  const note = marks?.notes.get(trade.no)
  const news = marks?.news.get(trade.no) ?? []
  return (
    <>
      {note === undefined ? null : (
        <StatusTag
          tone={note.overdue ? 'bad' : 'caution'}
          icon="alert"
          text={t(note.overdue ? 'shipments.noteOverdue' : 'shipments.noteWaits')}
        />
      )}
      {news.map((kind) => (
        <View className="ec-shipments-news" key={kind}>
          <View className="ec-shipments-news__dot" />
          <View>{t(`notices.kind.${kind}`, { party: trade.buyer.name })}</View>
        </View>
      ))}
    </>
  )
}

export const ShipmentRow = ({
  trade,
  marks,
  onOpen,
}: {
  trade: TradeSummary
  marks: Marks | undefined
  onOpen: () => void
}) => (
  <Pressable className="ec-shipments-item" onPress={onOpen}>
    <View className="ec-shipments-item__head">
      <View className="ec-shipments-item__party">{trade.buyer.name}</View>
      <TradeStateTag state={trade.state} />
    </View>
    <Goods trade={trade} />
    <News trade={trade} marks={marks} />
    <View className="ec-shipments-item__foot">
      <View className="ec-mono">{trade.no.slice(0, 6)}</View>
      <View>{formatTime(trade.updatedAt)}</View>
      <Icon name="chevron" size="small" />
    </View>
  </Pressable>
)
