// Trades one under another: with whom, what, and how far it has come.
import { View } from '@tarojs/components'
import type { TradeSummary } from '@ectrace/shared/api/views'
import { formatAmount, formatTime } from '../../i18n/format'
import { useLanguage, useTranslate } from '../../i18n/translate'
import { Pressable } from '../../platform/pressable'
import { Icon } from '../../ui/icon'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { TradeStateTag } from '../../ui/trade-state-tag'
import './trades.scss'

type Props = {
  trades: readonly TradeSummary[]
  /** Which side this organisation is: the other one is named. */
  side: 'supplier' | 'buyer'
  onOpen: (trade: TradeSummary) => void
  title?: string
  /** One more word under the goods. */
  noteOf?: (trade: TradeSummary) => string | undefined
}

/** How many lines of goods are named before the rest is only counted. */
const namedLines = 2

const Goods = ({ trade }: { trade: TradeSummary }) => {
  const t = useTranslate()
  const language = useLanguage()
  const rest = trade.lines.length - namedLines
  return (
    <View className="ec-trades-goods">
      {trade.lines.slice(0, namedLines).map(({ line, productName, quantity, unit }) => (
        <View className="ec-trades-goods__line" key={line}>
          <View className="ec-trades-goods__name">{productName}</View>
          <View className="ec-trades-goods__quantity">{formatAmount(quantity, unit, language)}</View>
        </View>
      ))}
      {rest > 0 ? <View className="ec-trades-goods__rest">{t('trades.moreLines', { count: rest })}</View> : null}
    </View>
  )
}

const Item = ({ trade, side, onOpen, noteOf }: { trade: TradeSummary } & Omit<Props, 'trades' | 'title'>) => {
  const t = useTranslate()
  const note = noteOf?.(trade)
  const other = side === 'supplier' ? trade.buyer : trade.supplier
  return (
    <Pressable
      className="ec-trades-item"
      onPress={() => {
        onOpen(trade)
      }}
    >
      <View className="ec-trades-item__head">
        <View className="ec-trades-item__party">{other.name}</View>
        <TradeStateTag state={trade.state} />
      </View>
      {other.level === 'verified' ? null : <StatusTag tone="caution" text={t('common.unverified')} />}
      <Goods trade={trade} />
      {note === undefined ? null : (
        <View className="ec-trades-item__note">
          <Icon name="save" size="small" />
          <View>{note}</View>
        </View>
      )}
      <View className="ec-trades-item__foot">
        <View className="ec-mono">{trade.no.slice(0, 6)}</View>
        <View>
          {trade.promisedAt === undefined
            ? formatTime(trade.updatedAt)
            : t('trades.promised', { time: formatTime(trade.promisedAt) })}
        </View>
        <Icon name="chevron" size="small" />
      </View>
    </Pressable>
  )
}

export const TradeRows = ({ trades, title, ...rest }: Props) => (
  <Section flush title={title}>
    {trades.map((trade) => (
      <Item key={trade.no} trade={trade} {...rest} />
    ))}
  </Section>
)
