// Whether goods can have come from one place to another in the time that their records leave: as the crow flies, in whole metres and seconds.
import type { Instant } from '../domain/time.ts'
import { toUtcMs } from '../domain/time.ts'
import { metresBetween } from './great-circle.ts'
import type { Point } from './great-circle.ts'

/** Faster than any airliner: it cannot be. */
export const impossibleKmh = 1_000
/** Faster than any lorry over the whole way: it is not likely. */
export const unlikelyKmh = 130
/** The two times were read from two clocks, each up to five minutes off (`mostAheadMs` in contracts/src/guards.ts). */
export const clockSlackSeconds = 300

export type Stop = { point: Point; time: Instant }

/** `verdict` by speed; `neededSeconds` at the speed that the verdict speaks of. A way back in time takes negative seconds. */
export type Travel = {
  metres: number
  seconds: number
  neededSeconds: number
  verdict: 'likely' | 'unlikely' | 'impossible'
}

/** Seconds that so many metres take at least, rounded up. */
const secondsFor = (metres: number, kmh: number): number => Math.ceil((metres * 3_600) / (kmh * 1_000))

/** undefined when a coordinate is none. Throws INVALID_TIME for what is no instant. */
export const travelBetween = (from: Stop, to: Stop): Travel | undefined => {
  const metres = metresBetween(from.point, to.point)
  if (metres === undefined) return undefined
  const seconds = Math.floor((toUtcMs(to.time) - toUtcMs(from.time)) / 1_000)
  const within = (kmh: number): boolean => secondsFor(metres, kmh) <= Math.max(0, seconds) + clockSlackSeconds
  const impossible = !within(impossibleKmh)
  return {
    metres,
    seconds,
    neededSeconds: secondsFor(metres, impossible ? impossibleKmh : unlikelyKmh),
    verdict: impossible ? 'impossible' : within(unlikelyKmh) ? 'likely' : 'unlikely',
  }
}
