// The goods of a trade: as agreed, and once dispatched as sent, with what is still due.
import type { TradeView } from '@ectrace/shared/api/views'
import type { ExpectedLine } from '@ectrace/shared/matching/match'
import { formatAmount } from '../../i18n/format'
import { useLanguage, useTranslate, type Translate } from '../../i18n/translate'
import { Row } from '../../ui/row'
import { Section } from '../../ui/section'

const sentNote = (t: Translate, line: ExpectedLine): string =>
  [
    t('trade.lot', { lot: line.lot }),
    ...(line.expiry === undefined ? [] : [t('trade.expiry', { day: line.expiry })]),
    line.units === undefined ? t('trade.bulk') : t('trade.named', { count: line.units.length }),
  ].join(' · ')

export const TradeGoods = ({ trade }: { trade: TradeView }) => {
  const t = useTranslate()
  const language = useLanguage()
  const names = new Map(trade.lines.map(({ product, productName }) => [product, productName]))
  // A line that was received in full is not on its way any more.
  const sent = (trade.expectation?.lines ?? []).filter(({ due }) => due !== '0')
  const onItsWay = trade.state === 'dispatched' || trade.state === 'partly_received'
  return (
    <>
      <Section title={t('trade.agreed')} flush>
        {trade.lines.map(({ line, productName, quantity, unit }) => (
          <Row key={line} title={`${String(line)}. ${productName}`} value={formatAmount(quantity, unit, language)} />
        ))}
      </Section>
      {sent.length === 0 ? null : (
        <Section title={t(onItsWay ? 'trade.due' : 'trade.left')} flush>
          {sent.map((line) => (
            <Row
              key={line.line}
              title={`${String(line.line)}. ${names.get(line.product) ?? line.product}`}
              note={sentNote(t, line)}
              value={formatAmount(line.due, line.unit, language)}
            />
          ))}
        </Section>
      )}
    </>
  )
}
