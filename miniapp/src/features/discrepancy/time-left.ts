// How long the supplier still has, in the largest whole unit.
import type { Key } from '../../i18n/translate'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** `graceLeft` in milliseconds, as the server gives it. */
export const timeLeft = (graceLeft: number): { key: Key; n: number } => {
  if (graceLeft >= 2 * day) return { key: 'discrepancy.left.days', n: Math.floor(graceLeft / day) }
  if (graceLeft >= hour) return { key: 'discrepancy.left.hours', n: Math.floor(graceLeft / hour) }
  return { key: 'discrepancy.left.minutes', n: Math.max(1, Math.floor(graceLeft / minute)) }
}
