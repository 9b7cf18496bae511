// A trade on screen: how far it is, between whom, which goods, its code, and what happened to it.
import { useEffect, useState } from 'react'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import type { Fetched } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { scrollToTop } from '../../platform/scroll-to-top'
import { ErrorState } from '../../ui/error-state'
import { Outcome } from '../../ui/outcome'
import { Screen } from '../../ui/screen'
import { SessionMenu } from '../../ui/session-menu'
import { DeliveryNote } from './delivery-note'
import { actionsOf, sideOf, type Asking, type Done } from './trade-actions'
import { ReasonForm } from './reason-form'
import { TradeActs } from './trade-acts'
import { TradeCode } from './trade-code'
import { TradeGoods } from './trade-goods'
import { TradeHead } from './trade-head'
import { TradeHistory } from './trade-history'
import { TradeNotes } from './trade-notes'

type Props = { trade: TradeView; me: Me; refusing: boolean; from: Fetched<TradeView> }

export const TradeDetail = ({ trade, me, refusing, from }: Props) => {
  const t = useTranslate()
  const actions = actionsOf(trade, me)
  const side = sideOf(trade, me)
  const [asking, setAsking] = useState<Asking | undefined>(
    refusing && actions.includes('refuse') ? 'refuse' : undefined,
  )
  const [done, setDone] = useState<Done | undefined>(undefined)
  useEffect(scrollToTop, [asking, done])
  const finish = (next: Done): void => {
    setDone(next)
    setAsking(undefined)
    from.reload()
  }
  if (asking !== undefined) {
    return (
      <ReasonForm
        action={asking}
        trade={trade}
        onDone={finish}
        onLeave={() => {
          setAsking(undefined)
        }}
      />
    )
  }
  return (
    <Screen
      title={t('trade.title')}
      action={<SessionMenu />}
      footer={
        actions.length === 0 ? undefined : (
          <TradeActs trade={trade} actions={actions} onAsk={setAsking} onDone={finish} />
        )
      }
    >
      {done === undefined ? null : (
        <Outcome
          key={done.recorded.transaction}
          recorded={done.recorded}
          form={`trade:${done.action}:${trade.no}`}
          done={t(`trade.done.${done.action}`)}
        />
      )}
      {from.failure === undefined ? null : (
        <ErrorState failure={from.failure} subject={t('trade.subject', { no: trade.no })} onRetry={from.reload} />
      )}
      <TradeHead trade={trade} side={side} />
      <TradeNotes trade={trade} buying={side === 'buyer'} />
      <TradeGoods trade={trade} />
      <TradeHistory trade={trade} side={side} />
      <DeliveryNote trade={trade} />
      <TradeCode trade={trade} side={side} />
    </Screen>
  )
}
