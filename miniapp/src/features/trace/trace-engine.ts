// Loads a trace and checks it record by record so that the page never freezes. It brings the arithmetic of signatures with it, so the
// page loads it after itself.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { parseCheckpoint } from '@ectrace/shared/proof/checkpoint'
import { ApiFailure } from '../../api/api-failure'
import { call } from '../../api/call'
import { ofChannel } from '../../api/of-channel'
import { deviceLogPin, deviceLogs } from '../../state/device-log-pin'
import type { LogPin, LogTrust } from '../../state/log-pin'
import { followLog } from './follow-log'
import { parseTraceView } from './parse-trace-view'
import type { Goods, Painted } from './use-trace'
import { openTrace } from './verify-trace'

/** No key, no proof: the page says so and stays amber. */
const trustNow = async (): Promise<LogTrust | undefined> => {
  try {
    return await deviceLogPin.trusted()
  } catch (error) {
    if (error instanceof ApiFailure || error instanceof AppError) return undefined
    throw error
  }
}

/** Log and size that the checkpoint claims; none and 0 when it is no checkpoint, which the check will say. */
const claimOf = ({ checkpoint }: TraceView): { origin: string; size: number } => {
  try {
    return parseCheckpoint(checkpoint)
  } catch (error) {
    if (error instanceof AppError) return { origin: '', size: 0 }
    throw error
  }
}

const logOf = (view: TraceView): LogPin => deviceLogs.of(claimOf(view).origin)

/** A reply without the proof of growth (it did not know our pin) is completed by asking for it. */
const withConsistency = async (view: TraceView, trust: LogTrust | undefined): Promise<TraceView> => {
  const [from, to] = [trust?.pin?.size, claimOf(view).size]
  if (from === undefined || from < 1 || view.consistency !== undefined || to <= from) return view
  try {
    const { path } = await call(ofChannel(view.channel, endpoints.consistency), { query: { from, to } })
    return parseTraceView({ ...view, consistency: path })
  } catch (error) {
    if (error instanceof ApiFailure || error instanceof AppError) return view
    throw error
  }
}

const withoutConsistency = (view: TraceView): TraceView => {
  const { consistency: _none, ...rest } = view
  return rest
}

/** `asked`: the answer for a device that knows no log, where it was asked for already. */
export const loadTrace = async (goods: Goods, asked?: Promise<unknown>): Promise<Painted> => {
  const pinned = deviceLogPin.known()?.pin?.size
  const asking = trustNow()
  const query = { c: goods.text, ...(pinned === undefined || pinned < 1 ? {} : { pinned }) }
  const reply: unknown = await (asked ?? call(endpoints.trace, { query }))
  const view = parseTraceView(reply)
  const home = await asking
  const log = logOf(view)
  const trust = await followLog(view, log, log.known() ?? home)
  const progress = { done: 0, total: Object.keys(view.records).length }
  // The reply's path begins where this device was; after a restore it may have to begin earlier.
  const fits = trust?.pin?.size === pinned
  const complete = await withConsistency(fits ? view : withoutConsistency(view), trust)
  return { phase: 'painted', view: complete, trust, check: undefined, progress }
}

/** Runs the steps one by one with a pause after each for the screen; answers the way to stop. */
export const runInSlices = (
  painted: Painted,
  asked: string,
  show: (next: Pick<Painted, 'check' | 'progress'>) => void,
): (() => void) => {
  const { view, trust, progress } = painted
  const work = openTrace(view, { verifierKey: trust?.verifierKey, pin: trust?.pin, asked, now: Date.now() })
  const { total } = progress
  let timer: ReturnType<typeof setTimeout> | undefined
  const next = (done: number): void => {
    const step = work.steps[done]
    if (step === undefined) {
      const check = work.finish()
      if (check.log.state === 'ok') logOf(view).keep(check.log.pin)
      show({ check, progress: { done: total, total } })
      return
    }
    step()
    if (done % 5 === 4) show({ check: undefined, progress: { done: Math.min(done + 1, total), total } })
    timer = setTimeout(() => {
      next(done + 1)
    }, 0)
  }
  timer = setTimeout(() => {
    next(0)
  }, 0)
  return () => {
    clearTimeout(timer)
  }
}
