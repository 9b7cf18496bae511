// Moments at which a test kills: at random, and the same again from the same number.

/** `KILL_SEED=…` repeats the moments of a run. */
export const killSeed = Number(process.env.KILL_SEED ?? Math.floor(Math.random() * 2 ** 31))

/** Shares from 0 to 1 (mulberry32: the moments need no better chance than that). */
export const randomFrom = (start: number): (() => number) => {
  let state = start
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}
