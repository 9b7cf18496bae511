// How often a code's hidden code may be tried: five wrong ones in a day close it for a day.

const day = 86_400_000
const most = 5

/** Times of the wrong tries that still count, and until when the code is locked. Milliseconds. */
export type Tries = { wrongAt: readonly number[]; lockedUntil?: number | undefined }

export const isLocked = ({ lockedUntil }: Tries, now: number): boolean => lockedUntil !== undefined && now < lockedUntil

/** What there is after one more wrong try. `left`: tries before it is locked, 0 when this one locked it. */
export const afterWrong = ({ wrongAt }: Tries, now: number): Tries & { left: number } => {
  const counting = [...wrongAt.filter((at) => at > now - day), now]
  const left = Math.max(0, most - counting.length)
  return left === 0 ? { wrongAt: [], lockedUntil: now + day, left } : { wrongAt: counting, left }
}
