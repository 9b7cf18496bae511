// Confirms the count: a receipt goes into the queue behind what was counted, and comes back as on chain, on its way, refused, or waiting for a signal.
import { useEffect, useRef, useState } from 'react'
import type { Recorded } from '@ectrace/shared/api/views'
import type { QueuedReceipt } from '@ectrace/shared/counting/queue'
import { ApiFailure } from '../../api/api-failure'
import { confirmations, receiptOnChain, sendNow } from '../../api/counting'
import { uuid } from '../../platform/uuid'
import type { CountQueue } from '../../state/count-queue'
import { useObservable } from '../../state/observable'
import { readRefusal, type Refusal } from './refusal'
import type { Counting } from './use-count'

export type Result =
  /** On this phone: it goes by itself as soon as the server is reached. */
  | { kind: 'waiting' }
  | { kind: 'sent'; recorded: Recorded }
  /** The chain did not agree with the count. */
  | { kind: 'refused'; refusal: Refusal }
  /** The server refused for another reason: `failure` says which, and both values where the trade has moved. */
  | { kind: 'conflict'; failure: ApiFailure }

export type Confirm = {
  result: Result | undefined
  run: () => void
  /** The outcome was seen: back to the count. */
  back: () => void
  onChain: (recorded: Recorded) => void
}

const failureOf = ({ refusal }: QueuedReceipt, whole: Recorded | ApiFailure | undefined): ApiFailure =>
  whole instanceof ApiFailure
    ? whole
    : new ApiFailure({ code: refusal?.code ?? 'INTERNAL', status: 409, details: refusal?.details ?? {} })

const refusedAs = (failure: ApiFailure): Result => {
  const refusal = failure.code === 'RECEIPT_REFUSED' ? readRefusal(failure.details) : undefined
  return refusal === undefined ? { kind: 'conflict', failure } : { kind: 'refused', refusal }
}

const resultOf = (receipt: QueuedReceipt, whole: Recorded | ApiFailure | undefined): Result => {
  const { state, transaction = '' } = receipt
  if (state === 'on_phone') return { kind: 'waiting' }
  if (state === 'refused') return refusedAs(failureOf(receipt, whole))
  if (whole !== undefined && !(whole instanceof ApiFailure)) return { kind: 'sent', recorded: whole }
  // After a restart only its number is known: what became of it is asked.
  return { kind: 'sent', recorded: { transaction, state: 'pending', recordDigests: [], proof: 'pending' } }
}

const isOpen = ({ state }: QueuedReceipt): boolean => state !== 'on_chain'

/** `onKnown` runs when the trade may have changed. */
export const useConfirm = (no: string, own: CountQueue, counting: Counting, onKnown: () => void): Confirm => {
  const queue = useObservable(own.queue)
  const said = useObservable(confirmations)[no]
  const receipt = queue.receipts.find(({ trade }) => trade === no)
  // What this page has confirmed stays in sight after it has left the queue.
  const [followed, setFollowed] = useState(receipt !== undefined && isOpen(receipt))
  const last = useRef<Result | undefined>(undefined)
  if (followed && receipt !== undefined) last.current = resultOf(receipt, said)
  const refused = receipt?.state === 'refused'
  useEffect(() => {
    if (refused) onKnown()
  }, [refused])
  return {
    result: followed ? last.current : undefined,
    run: () => {
      const { kind, place } = counting.now()
      setFollowed(true)
      void uuid().then((key) => {
        own.take({ type: 'receipt_made', trade: no, key, kind, place })
        sendNow()
      })
    },
    back: () => {
      own.take({ type: 'receipt_settled', trade: no })
      last.current = undefined
      setFollowed(false)
    },
    onChain: (recorded) => {
      receiptOnChain(own, no, recorded)
    },
  }
}
