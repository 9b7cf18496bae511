// What both engines ask of a submission before a rule looks at it: bounded size, written for this log and channel, of now.
import { AppError, fault } from '@ectrace/shared/errors'
import type { Envelope } from '@ectrace/shared/proof/envelope'

/** Canonical bytes of envelope and openings together. */
const submissionLimit = 1024 * 1024

/** A transaction's time and the clock may be this far apart, in milliseconds. */
const mostSkew = 5 * 60 * 1000

/** Throws BODY_TOO_LARGE; `bytes` = canonical bytes of envelope and openings. */
export const checkSize = (bytes: number): void => {
  if (bytes > submissionLimit) throw new AppError('BODY_TOO_LARGE', { details: { bytes, limit: submissionLimit } })
}

/**
 * Is it written for this log (its origin, or the origin without the epoch, as verifyRecord reads it) and channel, and within five
 * minutes of `now` (milliseconds since the epoch)? Throws LOG_MISMATCH or CLOCK_SKEW.
 */
export const checkAddress = (envelope: Envelope, log: { origin: string; channel: string }, now: number): void => {
  const { origin, channel } = log
  const withoutEpoch = origin.slice(0, origin.lastIndexOf('/'))
  if (envelope.log !== origin && envelope.log !== withoutEpoch)
    throw fault('LOG_MISMATCH', 'envelope.log', origin, envelope.log)
  if (envelope.channel !== channel) throw fault('LOG_MISMATCH', 'envelope.channel', channel, envelope.channel)
  if (Math.abs(Date.parse(envelope.time) - now) <= mostSkew) return
  throw new AppError('CLOCK_SKEW', {
    details: { time: envelope.time, clock: new Date(now).toISOString(), limitSeconds: mostSkew / 1000 },
  })
}
