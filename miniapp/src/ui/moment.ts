// A day and a time of day as people fill them in, and the instant with offset that goes on chain.
import { instantFromMs, parseDate } from '@ectrace/shared/domain/time'

/** `2026-11-22` and `08:30`, in the time zone of this device. */
export type Moment = { day: string; time: string }

const two = (value: number): string => String(value).padStart(2, '0')

export const momentOf = (date: Date): Moment => ({
  day: `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`,
  time: `${two(date.getHours())}:${two(date.getMinutes())}`,
})

/** The rule that the day or the time breaks; an empty one is not filled in yet. */
export const brokenMomentRule = ({ day, time }: Moment): string | undefined => {
  if (day === '' || time === '') return 'required'
  try {
    parseDate(day, 'day')
  } catch {
    return 'real-calendar-date'
  }
  return /^([01]?\d|2[0-3])[:：][0-5]\d$/.test(time) ? undefined : 'real-time-of-day'
}

/** The instant of a moment that breaks no rule, with this device's offset. */
export const instantOf = ({ day, time }: Moment): string => {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const [hour = 0, minute = 0] = time.split(/[:：]/).map(Number)
  const at = new Date(year, month - 1, date, hour, minute)
  return instantFromMs(at.getTime(), -at.getTimezoneOffset())
}
