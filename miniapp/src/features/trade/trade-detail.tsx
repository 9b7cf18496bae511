// A trade on screen: how far it is, between whom, which goods, its code, and what happened to it.
import { useEffect, useState } from 'react'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import { pageOrigin } from '../../platform/device'
import type { Fetched } from '../../api/use-fetch'
import { useTranslate } from '../../i18n/translate'
import { scrollToTop } from '../../platform/scroll-to-top'
import { canPrint, printPage } from '../../platform/print-page'
import { Button } from '../../ui/button'
import { CopyButton } from '../../ui/copy-button'
import { ErrorState } from '../../ui/error-state'
import { Fold } from '../../ui/fold'
import { Outcome } from '../../ui/outcome'
import { QrCode } from '../../ui/qr-code'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import { SessionMenu } from '../../ui/session-menu'
import { actionsOf, sideOf, type Asking, type Done, type Side } from './trade-actions'
import { ReasonForm } from './reason-form'
import { TradeActs } from './trade-acts'
import { TradeGoods } from './trade-goods'
import { TradeHead } from './trade-head'
import { TradeHistory } from './trade-history'

type Props = { trade: TradeView; me: Me; refusing: boolean; from: Fetched<TradeView> }

const Code = ({ trade }: { trade: TradeView }) => {
  const t = useTranslate()
  const link = `${pageOrigin()}${trade.path}`
  return (
    <>
      <QrCode text={link} caption={trade.no} />
      <CopyButton text={link} word={t('trade.copyLink')} />
      {canPrint ? <Button kind="quiet" icon="save" text={t('trade.print')} onPress={printPage} /> : null}
    </>
  )
}

/** The supplier shows or prints it; the buyer reads it from the delivery note and seldom needs it here. */
const CodeOf = ({ trade, side }: { trade: TradeView; side: Side }) => {
  const t = useTranslate()
  if (side === 'supplier') {
    return (
      <Section title={t('trade.code')}>
        <Code trade={trade} />
      </Section>
    )
  }
  return (
    <Section>
      <Fold title={t('trade.code')} icon="qr">
        <Code trade={trade} />
      </Fold>
    </Section>
  )
}

export const TradeDetail = ({ trade, me, refusing, from }: Props) => {
  const t = useTranslate()
  const actions = actionsOf(trade, me)
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
      <TradeHead trade={trade} side={sideOf(trade, me)} />
      <TradeGoods trade={trade} />
      <CodeOf trade={trade} side={sideOf(trade, me)} />
      <TradeHistory trade={trade} side={sideOf(trade, me)} />
    </Screen>
  )
}
