// A deliberate end: declining, cancelling, or refusing the goods, each with a reason and a second look.
import { View } from '@tarojs/components'
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { Recorded, TradeView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { Button } from '../../ui/button'
import { Choice } from '../../ui/choice'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import { Notice } from '../../ui/notice'
import { Screen } from '../../ui/screen'
import { Section } from '../../ui/section'
import type { Asking, Done } from './trade-actions'
import { TradeGoods } from './trade-goods'

type Props = { action: Asking; trade: TradeView; onDone: (done: Done) => void; onLeave: () => void }
type Refusal = NonNullable<BodyOf<typeof endpoints.refuseReceipt>>
type Reason = Refusal['reason']
type Party = Refusal['party']

const reasons: Record<Asking, readonly Reason[]> = {
  decline: ['price', 'quantity', 'delay', 'documents', 'duplicate', 'other'],
  cancel: ['stock', 'price', 'delay', 'duplicate', 'other'],
  refuse: ['damaged', 'quality', 'expired', 'wrong_goods', 'quantity', 'documents', 'delay', 'other'],
}
const parties: readonly Party[] = ['supplier', 'carrier', 'buyer']

const send = (action: Asking, no: string, reason: Reason, party: Party | undefined): Promise<Recorded> => {
  const input = { params: { no }, form: `trade:${action}:${no}` }
  if (action === 'decline') return call(endpoints.declineTrade, { ...input, body: { reason } })
  if (action === 'cancel') return call(endpoints.cancelTrade, { ...input, body: { reason } })
  return call(endpoints.refuseReceipt, { ...input, body: { reason, party: party ?? 'supplier' } })
}

const Questions = (props: {
  action: Asking
  reason: Reason | undefined
  party: Party | undefined
  onReason: (reason: Reason) => void
  onParty: (party: Party) => void
}) => {
  const t = useTranslate()
  const { action, reason, party, onReason, onParty } = props
  return (
    <Section>
      <Choice
        label={t('trade.reason')}
        value={reason}
        options={reasons[action].map((value) => ({ value, text: t(`trade.reason.${value}`) }))}
        onChange={onReason}
      />
      {action === 'refuse' ? (
        <Choice
          label={t('trade.party')}
          value={party}
          options={parties.map((value) => ({ value, text: t(`trade.party.${value}`) }))}
          onChange={onParty}
        />
      ) : null}
    </Section>
  )
}

export const ReasonForm = ({ action, trade, onDone, onLeave }: Props) => {
  const t = useTranslate()
  const [reason, setReason] = useState<Reason | undefined>(undefined)
  const [party, setParty] = useState<Party | undefined>(undefined)
  const [sure, setSure] = useState(false)
  const sending = useSubmit(async () => {
    if (reason !== undefined) onDone({ action, recorded: await send(action, trade.no, reason, party) })
  })
  const complete = reason !== undefined && (action !== 'refuse' || party !== undefined)
  const back = (): void => {
    if (sure) setSure(false)
    else onLeave()
  }
  return (
    <Screen
      title={t(`trade.act.${action}`)}
      back={false}
      footer={
        <ConfirmBar
          kind="danger"
          text={t(sure ? `trade.sure.${action}` : 'trade.goOn')}
          disabled={!complete}
          busy={sending.busy}
          note={complete ? undefined : t('trade.chooseReason')}
          onPress={() => {
            if (sure) sending.run()
            else setSure(true)
          }}
        >
          <Button text={t('common.back')} onPress={back} />
        </ConfirmBar>
      }
    >
      <Notice tone="bad" icon="alert" title={t(`trade.ask.${action}`)}>
        {t(`trade.askText.${action}`)}
      </Notice>
      {sure && reason !== undefined ? (
        <Section title={t('trade.check')}>
          <View className="ec-trade-sure">
            {t(`trade.reason.${reason}`)}
            {party === undefined ? '' : ` · ${t(`trade.party.${party}`)}`}
          </View>
        </Section>
      ) : (
        <Questions action={action} reason={reason} party={party} onReason={setReason} onParty={setParty} />
      )}
      {sending.failure === undefined ? null : (
        <ErrorState failure={sending.failure} subject={t(`trade.act.${action}`)} onRetry={sending.run} />
      )}
      <TradeGoods trade={trade} />
    </Screen>
  )
}
