// Follows a transaction whose outcome was not known in time, until it is on chain. Such a request is never called failed.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Recorded } from '@ectrace/shared/api/views'
import { useEffect, useState } from 'react'
import { ApiFailure } from './api-failure'
import { call } from './call'

export type Outcome = {
  /** Known once it is on chain. */
  recorded: Recorded | undefined
  /** The user's own key has to sign it first. */
  toSign: boolean
  /** Why the last question was not answered; asking goes on. */
  failure: ApiFailure | undefined
}

const open: Outcome = { recorded: undefined, toSign: false, failure: undefined }

/** Milliseconds before the next question: soon at first, then every five seconds. */
const pause = (asked: number): number => Math.min(1_000 + asked * 500, 5_000)

const ask = async (id: string): Promise<Outcome> => {
  try {
    const view = await call(endpoints.transaction, { params: { id } })
    return { ...open, recorded: view.state === 'committed' ? view : undefined, toSign: view.state === 'to_sign' }
  } catch (cause) {
    if (cause instanceof ApiFailure) return { ...open, failure: cause }
    throw cause
  }
}

/** `transaction` undefined: nothing to follow. */
export const useOutcome = (transaction: string | undefined): Outcome => {
  const [outcome, setOutcome] = useState<Outcome>(open)
  useEffect(() => {
    setOutcome(open)
    if (transaction === undefined) return undefined
    let left = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const next = async (asked: number): Promise<void> => {
      const found = await ask(transaction)
      if (left) return
      setOutcome(found)
      if (found.recorded !== undefined) return
      timer = setTimeout(() => void next(asked + 1), pause(asked))
    }
    void next(0)
    return () => {
      left = true
      clearTimeout(timer)
    }
  }, [transaction])
  return outcome
}
