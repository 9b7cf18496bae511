// A trace on a page: asked for, painted, then checked. What loads and checks it comes after the page's own file.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { useCallback, useEffect, useState } from 'react'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { knowsLog } from '../../state/log-memory'
import type { LogTrust } from '../../state/log-pin'
import type { AskedCode } from './asked-code'
import type { TraceCheck } from './trace-check'
import type * as Engine from './trace-engine'

export type Painted = {
  phase: 'painted'
  view: TraceView
  /** What the device knew of the log when it asked; undefined: nothing, and it could not be asked. */
  trust: LogTrust | undefined
  check: TraceCheck | undefined
  progress: { done: number; total: number }
}
export type TraceState =
  | { phase: 'loading' }
  | { phase: 'failed'; failure: ApiFailure }
  /** The reply was none. */
  | { phase: 'malformed'; error: AppError }
  | Painted

export type Goods = Extract<AskedCode, { kind: 'goods' }>

const startEngine = async (): Promise<typeof Engine> => {
  try {
    return await import(/* webpackChunkName: "checks" */ './trace-engine')
  } catch {
    throw new ApiFailure({ code: 'NETWORK', status: 0, network: 'offline' })
  }
}

const asState = (error: unknown): TraceState => {
  if (error instanceof ApiFailure) return { phase: 'failed', failure: error }
  if (error instanceof AppError) return { phase: 'malformed', error }
  throw error
}

/** `goods`: what to ask for; undefined: nothing. */
export const useTrace = (goods: Goods | undefined): { state: TraceState; reload: () => void } => {
  const [state, setState] = useState<TraceState>({ phase: 'loading' })
  const [round, setRound] = useState(0)
  const { text, path } = goods ?? {}

  useEffect(() => {
    if (text === undefined || path === undefined) return undefined
    let left = false
    let stop = (): void => undefined
    setState({ phase: 'loading' })
    const begin = async (): Promise<void> => {
      // A first visit waits for nothing twice: the answer comes while the checks are still loading.
      const asked = knowsLog() ? undefined : call(endpoints.trace, { query: { c: text } })
      asked?.catch(() => undefined)
      const { loadTrace, runInSlices } = await startEngine()
      const painted = await loadTrace({ kind: 'goods', text, path }, asked)
      if (left) return
      setState(painted)
      stop = runInSlices(painted, path, (next) => {
        setState({ ...painted, ...next })
      })
    }
    begin().catch((error: unknown) => {
      if (!left) setState(asState(error))
    })
    return () => {
      left = true
      stop()
    }
  }, [text, path, round])

  const reload = useCallback(() => {
    setRound((before) => before + 1)
  }, [])
  return { state, reload }
}
