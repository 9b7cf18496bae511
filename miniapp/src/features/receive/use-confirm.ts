// Sends the count. Agreed: on chain or on its way there. Refused: the coded differences, and nothing was received.
import { useState } from 'react'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { Recorded } from '@ectrace/shared/api/views'
import type { Expectation } from '@ectrace/shared/matching/match'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { useSubmit, type Submit } from '../../api/use-submit'
import type { CountState } from './count'
import { rowsOf } from './preview'
import { readRefusal, type Refusal } from './refusal'
import type { Counting } from './use-count'

export type Result = { kind: 'sent'; recorded: Recorded } | { kind: 'refused'; refusal: Refusal }
export type Confirm = Submit<[]> & { result: Result | undefined; form: string; back: () => void }

type Body = NonNullable<BodyOf<typeof endpoints.confirmReceipt>>

/** A confirmation that was open when the page was left: its outcome is asked for first. */
const resumed = ({ sent }: CountState): Result | undefined =>
  sent === undefined
    ? undefined
    : { kind: 'sent', recorded: { transaction: sent, state: 'pending', recordDigests: [], proof: 'pending' } }

const refusalIn = (cause: unknown): Refusal | undefined =>
  cause instanceof ApiFailure && cause.code === 'RECEIPT_REFUSED' ? readRefusal(cause.details) : undefined

const bodyOf = (expectation: Expectation, state: CountState): Body => ({
  kind: state.kind,
  place: state.place,
  // Units of measure come from the chain: one that this phone does not know is the server's to judge.
  lines: rowsOf(expectation, state) as Body['lines'],
})

/** `onKnown` runs when the trade may have changed. */
export const useConfirm = (expectation: Expectation, counting: Counting, onKnown: () => void): Confirm => {
  const form = `receive:${expectation.trade}`
  const [result, setResult] = useState<Result | undefined>(() => resumed(counting.state))
  const sending = useSubmit(async () => {
    try {
      const body = bodyOf(expectation, counting.now())
      const recorded = await call(endpoints.confirmReceipt, { params: { no: expectation.trade }, body, form })
      if (recorded.state === 'committed') counting.clear()
      else counting.dispatch({ type: 'sent', transaction: recorded.transaction })
      setResult({ kind: 'sent', recorded })
    } catch (cause) {
      // 409: somebody else was quicker, or an earlier sending arrived after all.
      if (cause instanceof ApiFailure && cause.status === 409) onKnown()
      const refusal = refusalIn(cause)
      if (refusal === undefined) throw cause
      setResult({ kind: 'refused', refusal })
    }
  })
  return {
    ...sending,
    result,
    form,
    back: () => {
      sending.clear()
      setResult(undefined)
    },
  }
}
