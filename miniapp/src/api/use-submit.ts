// Sends a form: busy while it runs, never twice at once, the failure kept for the screen.
import { useRef, useState } from 'react'
import { ApiFailure } from './api-failure'

export type Submit<A extends unknown[]> = {
  busy: boolean
  failure: ApiFailure | undefined
  run: (...args: A) => void
  /** Takes the failure off the screen. */
  clear: () => void
}

/** `act` does the call and what follows success; what it throws becomes `failure`. */
export const useSubmit = <A extends unknown[]>(act: (...args: A) => Promise<void>): Submit<A> => {
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<ApiFailure | undefined>(undefined)
  const running = useRef(false)

  const start = async (args: A): Promise<void> => {
    if (running.current) return
    running.current = true
    setBusy(true)
    setFailure(undefined)
    try {
      await act(...args)
    } catch (cause) {
      setFailure(cause instanceof ApiFailure ? cause : new ApiFailure({ code: 'INTERNAL', status: 0 }))
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return {
    busy,
    failure,
    run: (...args) => {
      void start(args)
    },
    clear: () => {
      setFailure(undefined)
    },
  }
}
