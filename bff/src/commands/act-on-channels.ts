// An act of the registry: the same request under one nonce on every channel, and a report of each.
import type { OnChannel, Recorded } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Deps } from '../deps.ts'
import { recorded } from '../http/answer.ts'
import type { Answer } from '../http/answer.ts'
import { act } from './act.ts'
import type { ActRequest, Plan } from './act.ts'

const reportOf = ({ state, transaction, height, envelope, openings }: Recorded): OnChannel => {
  if (state === 'to_sign' && envelope !== undefined && openings !== undefined)
    return { state, transaction, envelope, openings }
  return { state: state === 'committed' ? state : 'pending', transaction, ...(height === undefined ? {} : { height }) }
}

const reported = async (work: Promise<Recorded>): Promise<OnChannel> => {
  try {
    return reportOf(await work)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { faults } = error.details
    return { state: 'failed', code: error.code, ...(faults === undefined ? {} : { faults }) }
  }
}

/**
 * Runs the act on the channel that was asked, and once that one has not refused it on all others, under the same nonce. What fails
 * there is reported and not thrown: the same request again tries it again, and gets the first outcome from the others.
 */
export const actOnChannels = async <T extends Record<string, Json>>(
  deps: Deps,
  request: ActRequest,
  plan: () => Plan<T>,
): Promise<Answer<Recorded<T>>> => {
  const own = await act<T>(deps, request, plan)
  const others = deps.channels.filter(({ channel }) => channel !== deps.channel)
  if (others.length === 0) return recorded(own)
  const reports = others.map(async (at): Promise<[string, OnChannel]> => [
    at.channel,
    await reported(act(at, request, plan)),
  ])
  return recorded({ ...own, channels: Object.fromEntries(await Promise.all(reports)) })
}
