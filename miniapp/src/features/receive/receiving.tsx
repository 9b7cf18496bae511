// Receiving one trade, step by step: count, look over, confirm, outcome.
import { useEffect, useMemo, useState } from 'react'
import type { Me, TradeView } from '@ectrace/shared/api/views'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import { sendNow } from '../../api/counting'
import type { Opened } from '../../api/deliveries'
import { reach } from '../../api/reach'
import { usePageShown } from '../../platform/page-shown'
import { scrollToTop } from '../../platform/scroll-to-top'
import type { CountQueue } from '../../state/count-queue'
import { forgetTrade, rememberTrade } from '../../state/last-trade'
import { useObservable } from '../../state/observable'
import { ClosedStep } from './closed-step'
import { ConflictStep } from './conflict-step'
import { CountStep } from './count-step'
import { lineCodesOf, type LineCodes } from './line-codes'
import { previewOf } from './preview'
import { RefusedStep } from './refused-step'
import { ReviewStep } from './review-step'
import { SentStep } from './sent-step'
import { useConfirm, type Confirm } from './use-confirm'
import { useCount } from './use-count'
import { useOnlyPlace } from './use-only-place'
import { WaitingStep } from './waiting-step'

type Props = { delivery: Opened; own: CountQueue; me: Me; onReload: () => void }

const closing: readonly string[] = ['wrong_buyer', 'not_dispatched', 'already_received', 'trade_closed']
/** How often the count of others is asked for. */
const listenMs = 4_000

const nothingExpected = ({ no, state, buyer }: TradeView): ShownExpectation => ({
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

const useLineCodes = ({ trade, paths }: Opened, expectation: ShownExpectation): LineCodes =>
  useMemo(() => {
    const names = new Map(trade.lines.map(({ product, productName }) => [product, productName]))
    return lineCodesOf(expectation, paths, names)
  }, [trade.lines, expectation, paths])

/** The trade that is offered first next time. */
const useRemembered = ({ no, supplier }: TradeView, organisation: string, open: boolean): void => {
  useEffect(() => {
    if (open) rememberTrade({ organisation, no, from: supplier.name })
  }, [open, no])
}

/** While somebody looks at the count, what others count comes in. */
const useListening = (no: string): void => {
  const shown = usePageShown()
  useEffect(() => {
    if (!shown) return undefined
    sendNow(no)
    const timer = setInterval(() => {
      sendNow(no)
    }, listenMs)
    return () => {
      clearInterval(timer)
    }
  }, [shown, no])
}

/** A trade that ended elsewhere: what was counted on it leaves the phone, unless somebody has to decide something yet. */
const usePutAway = ({ take }: CountQueue, no: string, closed: boolean): void => {
  useEffect(() => {
    if (closed) take({ type: 'put_away', trade: no })
  }, [closed, no])
}

const mayReceive = ({ roles }: Me): boolean => roles.includes('warehouse') || roles.includes('trader')

type Step = {
  step: 'count' | 'review' | 'outcome'
  /** The server is asked: the page stays as it is. */ asking: boolean
}

const stepOf = ({ result }: Confirm, online: boolean, reviewing: boolean): Step => {
  if (result?.kind === 'waiting' && online) return { step: 'review', asking: true }
  if (result !== undefined) return { step: 'outcome', asking: false }
  return { step: reviewing ? 'review' : 'count', asking: false }
}

type OutcomeProps = {
  confirm: Confirm
  trade: TradeView
  names: Map<string, string>
  onBack: () => void
  onCommitted: () => void
}

const Outcome = ({ confirm, trade, names, onBack, onCommitted }: OutcomeProps) => {
  const { result } = confirm
  if (result === undefined) return null
  if (result.kind === 'waiting') return <WaitingStep />
  if (result.kind === 'refused')
    return <RefusedStep no={trade.no} refusal={result.refusal} names={names} onAmend={onBack} />
  if (result.kind === 'conflict') return <ConflictStep failure={result.failure} onBack={onBack} />
  return (
    <SentStep
      trade={trade}
      recorded={result.recorded}
      onCommitted={(recorded) => {
        confirm.onChain(recorded)
        onCommitted()
      }}
      onUnknown={onBack}
    />
  )
}

export const Receiving = ({ delivery, own, me, onReload }: Props) => {
  const { trade } = delivery
  const { no } = trade
  const organisation = me.organisation.id
  const expectation = useMemo(() => delivery.expectation ?? nothingExpected(trade), [delivery])
  const counting = useCount(trade, me, own)
  useOnlyPlace(counting)
  const codes = useLineCodes(delivery, expectation)
  const confirm = useConfirm(no, own, counting, onReload)
  const online = useObservable(reach) === 'reached'
  const [reviewing, setReviewing] = useState(false)
  const preview = previewOf(expectation, counting.state, organisation, new Date().toISOString())
  const names = namesOf(trade, me)
  const closed = preview.general.filter(({ code, line }) => line === undefined && closing.includes(code))
  const open = closed.length === 0 && mayReceive(me)
  useRemembered(trade, organisation, open)
  useListening(no)
  usePutAway(own, no, closed.length > 0 && delivery.from === 'server')
  const { step, asking } = stepOf(confirm, online, reviewing)
  useEffect(scrollToTop, [step, confirm.result?.kind])

  const backToCount = (): void => {
    confirm.back()
    setReviewing(false)
  }
  const committed = (): void => {
    counting.clear()
    forgetTrade(organisation)
    onReload()
  }
  if (step === 'outcome')
    return <Outcome confirm={confirm} trade={trade} names={names} onBack={backToCount} onCommitted={committed} />
  if (!open) return <ClosedStep no={no} differences={closed} names={names} />
  if (step === 'review') {
    return (
      <ReviewStep
        preview={preview}
        counting={counting}
        busy={asking}
        names={names}
        onConfirm={confirm.run}
        onBack={() => {
          setReviewing(false)
        }}
      />
    )
  }
  return (
    <CountStep
      delivery={delivery}
      expectation={expectation}
      own={own}
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
