// Follows an act until its outcome is certain.
import { useEffect, useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Recorded, TransactionView } from '@ectrace/shared/api/views'
import { call } from './call'
import { releaseKey } from './idempotency'

const everyMs = 2_000

/** Asks every two seconds while the act is pending; `form` is let go once the outcome is certain. `settle` takes an outcome from elsewhere. */
export const useSettled = (
  recorded: Recorded,
  form: string | undefined,
): { now: TransactionView; settle: (outcome: TransactionView) => void } => {
  const [now, setNow] = useState<TransactionView>(recorded)
  const [round, setRound] = useState(0)
  const { state, transaction } = now

  useEffect(() => {
    if (state !== 'pending') {
      if (form !== undefined) releaseKey(form)
      return undefined
    }
    let left = false
    const timer = setTimeout(() => {
      call(endpoints.transaction, { params: { id: transaction } }).then(
        (outcome) => {
          if (left) return
          // Not on chain, nor ever: for a reader that is as good as never sent.
          setNow(outcome.state === 'not_written' ? { transaction, state: 'unknown' } : outcome)
          setRound((before) => before + 1)
        },
        () => {
          // Not reachable now says nothing about the act: ask again.
          if (!left) setRound((before) => before + 1)
        },
      )
    }, everyMs)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [state, transaction, form, round])

  return { now, settle: setNow }
}
