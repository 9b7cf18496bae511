// How far the trade is, and between whom.
import { View } from '@tarojs/components'
import type { TradeView } from '@ectrace/shared/api/views'
import { formatTime } from '../../i18n/format'
import { useTranslate } from '../../i18n/translate'
import { Fact } from '../../ui/fact'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { TradeStateTag } from '../../ui/trade-state-tag'
import type { Side } from './trade-actions'

type Party = TradeView['supplier']

const PartyRow = ({ party, role, own }: { party: Party; role: 'supplier' | 'buyer'; own: boolean }) => {
  const t = useTranslate()
  return (
    <Fact name={t(`trade.${role}`)}>
      <View className="ec-trade-party">
        <View className="ec-trade-party__name">{party.name}</View>
        {own ? <View className="ec-trade-party__own">{t('trade.us')}</View> : null}
        {party.level === 'verified' ? null : <StatusTag tone="caution" text={t('common.unverified')} />}
      </View>
    </Fact>
  )
}

export const TradeHead = ({ trade, side }: { trade: TradeView; side: Side }) => {
  const t = useTranslate()
  const { supplier, buyer, state, no, promisedAt, dispatch } = trade
  return (
    <Section>
      <View className="ec-trade-head">
        <TradeStateTag state={state} />
        <View className="ec-trade-head__what">{t(`trade.state.${state}`)}</View>
      </View>
      <PartyRow party={supplier} role="supplier" own={side === 'supplier'} />
      <PartyRow party={buyer} role="buyer" own={side === 'buyer'} />
      {promisedAt === undefined ? null : <Fact name={t('trade.promised')}>{formatTime(promisedAt)}</Fact>}
      {dispatch === undefined ? null : <Fact name={t('trade.dispatched')}>{formatTime(dispatch.dispatchedAt)}</Fact>}
      <Fact name={t('trade.number')} mono>
        {no}
      </Fact>
    </Section>
  )
}
