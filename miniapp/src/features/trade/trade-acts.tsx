// The acts that are open to this person, the main one within thumb reach.
import { View } from '@tarojs/components'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { call } from '../../api/call'
import { useSubmit } from '../../api/use-submit'
import { useTranslate } from '../../i18n/translate'
import { unlockCues } from '../../platform/cue'
import { goTo, hasPage } from '../../platform/navigation'
import { Button } from '../../ui/button'
import { ConfirmBar } from '../../ui/confirm-bar'
import { ErrorState } from '../../ui/error-state'
import type { Asking, Done, TradeAction } from './trade-actions'

type Props = {
  trade: TradeView
  actions: readonly TradeAction[]
  onAsk: (action: Asking) => void
  onDone: (done: Done) => void
}

type Main = Exclude<TradeAction, Asking>

const isMain = (action: TradeAction): action is Main =>
  action === 'accept' || action === 'dispatch' || action === 'receive'
const isAsking = (action: TradeAction): action is Asking => !isMain(action)

const open = (page: 'dispatch' | 'receive', no: string): void => {
  unlockCues()
  if (hasPage(page)) goTo(page, { no })
}

export const TradeActs = ({ trade, actions, onAsk, onDone }: Props) => {
  const t = useTranslate()
  const { no } = trade
  const accept = useSubmit(async () => {
    const form = `trade:accept:${no}`
    onDone({ action: 'accept', recorded: await call(endpoints.acceptTrade, { params: { no }, body: {}, form }) })
  })
  const main = actions.find(isMain)
  const others = actions.filter(isAsking)
  const buttons = others.map((action) => (
    <Button
      key={action}
      text={t(`trade.act.${action}`)}
      onPress={() => {
        onAsk(action)
      }}
    />
  ))
  if (main === undefined) return <View className="ec-trade-acts">{buttons}</View>
  return (
    <>
      {accept.failure === undefined ? null : (
        <ErrorState failure={accept.failure} subject={t('trade.act.accept')} onRetry={accept.run} />
      )}
      <ConfirmBar
        text={t(`trade.act.${main}`)}
        busy={accept.busy}
        note={t(`trade.note.${main}`)}
        onPress={() => {
          if (main === 'accept') accept.run()
          else open(main, no)
        }}
      >
        {buttons}
      </ConfirmBar>
    </>
  )
}
