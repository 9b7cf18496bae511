// How far the trade is, and between whom.
import { View } from '@tarojs/components'
import type { TradeView } from '@ectrace/shared/api/views'
import { formatTime } from '../../i18n/format'
import { dictionaries } from '../../i18n/dictionary'
import { useTranslate, type Key, type Translate } from '../../i18n/translate'
import { Fact } from '../../ui/fact'
import { Section } from '../../ui/section'
import { StatusTag } from '../../ui/status-tag'
import { TradeStateTag } from '../../ui/trade-state-tag'
import type { Side } from './trade-actions'

type Party = TradeView['supplier']

const isKey = (key: string): key is Key => Object.prototype.hasOwnProperty.call(dictionaries.zh, key)

const refusalReason = (t: Translate, reason: string): string => {
  const key = `trade.reason.${reason}`
  return isKey(key) ? t(key) : reason
}
/** By role and not by 本机构: both sides read it. */
const refusalParty = (t: Translate, party: string): string => {
  const key = `discrepancy.party.${party}`
  return isKey(key) ? t(key) : party
}

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
  const { supplier, buyer, state, no, promisedAt, dispatch, refusal } = trade
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
      {refusal === undefined ? null : (
        <Fact name={t('trade.refusal')}>
          {refusalReason(t, refusal.reason)} · {refusalParty(t, refusal.party)}
        </Fact>
      )}
      <Fact name={t('trade.number')} mono>
        {no}
      </Fact>
    </Section>
  )
}
