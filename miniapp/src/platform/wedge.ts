// Tells a hand scanner, which types like a keyboard, from a person: many characters in a burst, ended by Enter. Pure.

/** Takes each key with its time in milliseconds; answers the whole text when this key ended one. */
export type Wedge = (key: string, now: number) => string | undefined

/** A person types a character in 100 ms at the fastest, a hand scanner in 1 to 50. */
const gapMs = 60
/** Shorter bursts are a hand that brushed the keys. */
const least = 6
const most = 400

export const createWedge = (): Wedge => {
  let text = ''
  let last = -Infinity
  return (key, now) => {
    if (now - last > gapMs) text = ''
    if (key === 'Enter') {
      const whole = text
      text = ''
      return whole.length >= least ? whole : undefined
    }
    // Shift, CapsLock and their like come between the characters.
    if (key.length !== 1) return undefined
    last = now
    text = text.length < most ? text + key : ''
    return undefined
  }
}
