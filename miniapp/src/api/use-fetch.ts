// Loads data for a screen: loading, failed, ready, and again on demand.
import { useCallback, useEffect, useRef, useState } from 'react'
import { ApiFailure } from './api-failure'

export type Fetched<T> = {
  /** What is known; stays while it is loaded again. */
  data: T | undefined
  failure: ApiFailure | undefined
  loading: boolean
  reload: () => void
}

type State<T> = { key: string | undefined; data: T | undefined; failure: ApiFailure | undefined; loading: boolean }

const asFailure = (cause: unknown): ApiFailure =>
  cause instanceof ApiFailure ? cause : new ApiFailure({ code: 'INTERNAL', status: 0 })

/** Calls `load` when `key` changes and on reload. `key` names what is loaded, such as `trade:T123`; undefined: nothing yet. */
export const useFetch = <T>(key: string | undefined, load: () => Promise<T>): Fetched<T> => {
  const [state, setState] = useState<State<T>>({
    key: undefined,
    data: undefined,
    failure: undefined,
    loading: key !== undefined,
  })
  const [round, setRound] = useState(0)
  const latest = useRef(load)
  latest.current = load

  useEffect(() => {
    if (key === undefined) return undefined
    let left = false
    setState((before) => ({
      key,
      data: before.key === key ? before.data : undefined,
      failure: undefined,
      loading: true,
    }))
    latest.current().then(
      (data) => {
        if (!left) setState({ key, data, failure: undefined, loading: false })
      },
      (cause: unknown) => {
        if (!left) setState((before) => ({ ...before, failure: asFailure(cause), loading: false }))
      },
    )
    return () => {
      left = true
    }
  }, [key, round])

  const reload = useCallback(() => {
    setRound((before) => before + 1)
  }, [])
  return { data: state.key === key ? state.data : undefined, failure: state.failure, loading: state.loading, reload }
}
