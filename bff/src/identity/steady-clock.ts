// A clock for what expires: it follows the system's clock forwards and goes on by itself when that one is put back.

/**
 * Milliseconds since the epoch, never less than `floor` or than it said before. `elapsed` counts milliseconds whatever happens to the
 * clock: without it a clock that was once a year ahead would stand still for a year, and nothing would expire.
 */
export const steadyClock = (
  clock: () => number,
  floor: number,
  elapsed: () => number = () => performance.now(),
): (() => number) => {
  let [last, since] = [floor, elapsed()]
  return () => {
    const now = elapsed()
    last = Math.max(clock(), last + (now - since))
    since = now
    return Math.floor(last)
  }
}
