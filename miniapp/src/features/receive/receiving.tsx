// Receiving one trade, step by step: count, look over, confirm, outcome.
import { useEffect, useState } from 'react'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import type { Expectation } from '@ectrace/shared/matching/match'
import { useSession } from '../../api/session'
import { scrollToTop } from '../../platform/scroll-to-top'
import { forget, store } from '../../platform/storage'
import { ClosedStep } from './closed-step'
import { CountStep } from './count-step'
import { lastTradeKey } from './last-trade'
import { previewOf } from './preview'
import { RefusedStep } from './refused-step'
import { ReviewStep } from './review-step'
import { SentStep } from './sent-step'
import { useConfirm, type Confirm } from './use-confirm'
import { useCount } from './use-count'
import { useLineCodes } from './use-line-codes'
import { useOnlyPlace } from './use-only-place'

/** `device` names this phone in the operations of its count. */
type Props = { trade: TradeView; me: Me; device: string; onReload: () => void }

const closing: readonly string[] = ['wrong_buyer', 'not_dispatched', 'already_received', 'trade_closed']

const nothingExpected = ({ no, state, buyer }: TradeView): Expectation => ({
  trade: no,
  state,
  buyer: buyer.id,
  lines: [],
})

const namesOf = (trade: TradeView, me: Me): Map<string, string> =>
  new Map([
    ...trade.lines.map(({ product, productName }): [string, string] => [product, productName]),
    [me.organisation.id, me.organisation.name],
    [trade.supplier.id, trade.supplier.name],
    [trade.buyer.id, trade.buyer.name],
  ])

/** Logged in again: what the session's end said is over. */
const useClearAfterLogin = ({ failure, clear }: Confirm): void => {
  const loggedIn = useSession() !== undefined
  useEffect(() => {
    if (loggedIn && failure?.status === 401) clear()
  }, [loggedIn])
}

/** The trade that is offered first next time. */
const useRemembered = (no: string, open: boolean): void => {
  useEffect(() => {
    if (open) store(lastTradeKey, no)
  }, [open, no])
}

const mayReceive = ({ roles }: Me): boolean => roles.includes('warehouse') || roles.includes('trader')

export const Receiving = ({ trade, me, device, onReload }: Props) => {
  const { no } = trade
  const expectation = trade.expectation ?? nothingExpected(trade)
  const counting = useCount(trade, me, device)
  useOnlyPlace(counting)
  const codes = useLineCodes(trade, expectation)
  const confirm = useConfirm(expectation, counting, onReload)
  const [reviewing, setReviewing] = useState(false)
  const preview = previewOf(expectation, counting.state, me.organisation.id, new Date().toISOString())
  const names = namesOf(trade, me)
  const closed = preview.general.filter(({ code, line }) => line === undefined && closing.includes(code))
  const open = closed.length === 0 && mayReceive(me)
  useRemembered(no, open)
  useClearAfterLogin(confirm)
  const step = confirm.result?.kind ?? (reviewing ? 'review' : 'count')
  useEffect(scrollToTop, [step])

  const backToCount = (): void => {
    confirm.back()
    counting.dispatch({ type: 'sent', transaction: undefined })
    setReviewing(false)
  }
  if (confirm.result?.kind === 'sent') {
    return (
      <SentStep
        trade={trade}
        recorded={confirm.result.recorded}
        form={confirm.form}
        onCommitted={() => {
          counting.clear()
          forget(lastTradeKey)
          onReload()
        }}
        onUnknown={backToCount}
      />
    )
  }
  if (confirm.result?.kind === 'refused') {
    return <RefusedStep no={no} refusal={confirm.result.refusal} names={names} onAmend={backToCount} />
  }
  if (!open) return <ClosedStep no={no} differences={closed} names={names} />
  if (reviewing) {
    return (
      <ReviewStep
        preview={preview}
        counting={counting}
        confirm={confirm}
        names={names}
        onBack={() => {
          confirm.clear()
          setReviewing(false)
        }}
      />
    )
  }
  return (
    <CountStep
      trade={trade}
      expectation={expectation}
      counting={counting}
      preview={preview}
      codes={codes}
      names={names}
      onReview={() => {
        setReviewing(true)
      }}
    />
  )
}
