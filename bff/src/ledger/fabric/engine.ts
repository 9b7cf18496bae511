// Submissions by way of Fabric: the same envelope is sent until it stands in a block or the chaincode refuses it, never another.
import { setTimeout as pause } from 'node:timers/promises'
import { checkAddress } from '@ectrace/contracts/admission'
import { AppError } from '@ectrace/shared/errors'
import type { Placed } from '@ectrace/shared/ledger/ledger'
import { parseSubmission } from '../embedded/admission.ts'
import type { Parsed } from '../embedded/admission.ts'
import type { Engine, EngineParts } from '../embedded/engine.ts'
import { openWaitingRoom } from '../embedded/waiting-room.ts'
import type { Place } from '../embedded/waiting-room.ts'
import { openFollower } from './follower.ts'
import type { Follower, FollowerParts } from './follower.ts'

/** So long is a transaction tried, in milliseconds; whoever asks gets `pending` long before. */
const patience = 60_000
/** A stop does not wait longer for what is open. */
const patienceAtStop = 5_000
/** Between two attempts at first, and at most. */
const pauses = { first: 10, most: 500 }
/** So often may endorsers of other organisations see it otherwise: they lag behind for a moment, or run other rules. */
const mostDisagreements = 12

type Sending = { parsed: Parsed; until: number; sent: boolean; disagreements: number; cause: unknown }

const unknownOutcome = ({ parsed, cause }: Sending): AppError =>
  new AppError('LEDGER_BUSY', { cause, details: { outcome: 'unknown', transaction: parsed.id } })

/** The end of a try that cannot go on: refused for good only if no attempt may still be on its way. */
const givenUp = (sending: Sending): AppError => {
  if (sending.sent) return unknownOutcome(sending)
  if (sending.disagreements >= mostDisagreements) return new AppError('ENDORSEMENT_REFUSED', { cause: sending.cause })
  return new AppError('LEDGER_BUSY', { cause: sending.cause, details: { outcome: 'not written', retryAfter: 1 } })
}

export const openFabricEngine = (
  parts: EngineParts,
  { channel, base, note }: Pick<FollowerParts, 'channel' | 'base' | 'note'>,
): Engine => {
  const { descriptor, clock, placed } = parts
  const follower: Follower = openFollower({ ...parts, channel, base, note })
  const room = openWaitingRoom()
  const idle: (() => void)[] = []
  const underway = new Map<string, { parsed: Parsed; outcome: Promise<Placed> }>()
  let taken = 0
  let stopAt: number | undefined

  const timeLeft = ({ until }: Sending): number => Math.min(until, stopAt ?? Infinity) - performance.now()

  const appears = async (sending: Sending, id: string): Promise<Placed> => {
    const found = await follower.appeared(id, Math.max(0, timeLeft(sending)))
    if (found !== undefined) return found
    throw unknownOutcome(sending)
  }

  /** One attempt; undefined when another is to be made. */
  const attempt = async (sending: Sending): Promise<Placed | undefined> => {
    const { parsed } = sending
    try {
      const done = await channel.attempt('invoke', [parsed.envelopeText, parsed.signature, parsed.openingsText])
      if (done.outcome === 'committed') return await appears(sending, parsed.id)
      sending.cause = done.cause
      sending.sent ||= done.outcome === 'unknown'
      sending.disagreements += done.outcome === 'disagreed' ? 1 : 0
    } catch (error) {
      if (!(error instanceof AppError) || error.code === 'INTERNAL')
        throw sending.sent ? unknownOutcome(sending) : error
      if (error.code === 'DUPLICATE_TRANSACTION') return appears(sending, String(error.details.transaction))
      // An attempt may still be on its way that was endorsed when the state was another.
      if (!sending.sent) throw error
      sending.cause = error
    }
    return undefined
  }

  const send = async (parsed: Parsed): Promise<Placed> => {
    const sending: Sending = {
      parsed,
      until: performance.now() + patience,
      sent: false,
      disagreements: 0,
      cause: undefined,
    }
    for (let ms = pauses.first; ; ms = Math.min(ms * 2, pauses.most)) {
      const done = (await attempt(sending)) ?? placed(parsed.id)
      if (done !== undefined) return done
      if (timeLeft(sending) <= 0 || sending.disagreements >= mostDisagreements) throw givenUp(sending)
      await pause(ms * (0.5 + Math.random()))
    }
  }

  const admit = async (parsed: Parsed, place: Place): Promise<Placed> => {
    if (stopAt !== undefined) throw new AppError('LEDGER_STOPPED', { details: { outcome: 'not written' } })
    const known = placed(parsed.id)
    if (known !== undefined) return known
    checkAddress(parsed.envelope, descriptor, clock())
    place.claim(parsed.envelope.caller)
    return await send(parsed)
  }

  /** The same submission twice at once is one sending, with one outcome. */
  const admitOnce = (parsed: Parsed, place: Place): Promise<Placed> => {
    const { id, signature, openingsText } = parsed
    const known = underway.get(id)
    if (known?.parsed.signature === signature && known.parsed.openingsText === openingsText) return known.outcome
    const outcome = admit(parsed, place).finally(() => {
      if (underway.get(id)?.outcome === outcome) underway.delete(id)
    })
    if (known === undefined) underway.set(id, { parsed, outcome })
    return outcome
  }

  return {
    caughtUp: follower.caughtUp,
    submit: async (submission) => {
      const place = room.enter(Buffer.byteLength(submission))
      taken += 1
      try {
        return await admitOnce(parseSubmission(JSON.parse(submission)), place)
      } finally {
        place.leave()
        taken -= 1
        if (taken === 0) for (const done of idle.splice(0)) done()
      }
    },
    drain: async () => {
      stopAt ??= performance.now() + patienceAtStop
      if (taken > 0) await new Promise<void>((resolve) => idle.push(resolve))
      await follower.stop()
      channel.close()
    },
  }
}
