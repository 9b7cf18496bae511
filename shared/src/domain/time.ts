// Instants with a mandatory offset and calendar dates, read strictly and compared without the leniency of Date.

import { fault } from '../errors.ts'

/** ISO 8601 date and time with seconds and offset, e.g. `2025-11-22T08:30:00.250+08:00` (EPCIS 2.0 eventTime). */
export type Instant = string

/** Calendar day `YYYY-MM-DD`. */
export type CalendarDate = string

/** China Standard Time, the offset in which expiry days are read. */
export const chinaOffsetMinutes = 480

const dayMs = 86_400_000
const minuteMs = 60_000
const dateGrammar = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/
const instantGrammar =
  /^([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|[+-][0-9]{2}:[0-9]{2})$/

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0

const daysInMonth = (year: number, month: number): number => {
  if (month === 2) return isLeap(year) ? 29 : 28
  return [4, 6, 9, 11].includes(month) ? 30 : 31
}

/** Days since 1970-01-01 in the proleptic Gregorian calendar (years 1 to 9999), undefined when the day does not exist. */
const dayNumber = (text: string): number | undefined => {
  const found = dateGrammar.exec(text)
  if (found === null) return undefined
  const [year, month, day] = [Number(found[1]), Number(found[2]), Number(found[3])]
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) return undefined
  // Years counted from March, so that the leap day is the last of the year.
  const shifted = month > 2 ? year : year - 1
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1
  return (
    shifted * 365 +
    Math.floor(shifted / 4) -
    Math.floor(shifted / 100) +
    Math.floor(shifted / 400) +
    dayOfYear -
    719_468
  )
}

const dateOfDay = (days: number): CalendarDate => {
  const shiftedDays = days + 719_468
  const era = Math.floor(shiftedDays / 146_097)
  const dayOfEra = shiftedDays - era * 146_097
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  )
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

/** Minutes east of UTC; undefined beyond ±14:00 and for `-00:00`, which RFC 3339 §4.3 reads as "offset unknown". */
const offsetMinutes = (text: string): number | undefined => {
  if (text === 'Z') return 0
  const [hours, minutes] = [Number(text.slice(1, 3)), Number(text.slice(4, 6))]
  const size = hours * 60 + minutes
  if (minutes > 59 || size > 840 || text === '-00:00') return undefined
  return text.startsWith('-') ? -size : size
}

type Read = { seconds: number; nanoseconds: number } | { rule: string }

const readInstant = (text: string): Read => {
  const found = instantGrammar.exec(text)
  if (found === null) return { rule: /(Z|[+-][0-9]{2}:[0-9]{2})$/.test(text) ? 'iso-8601-instant' : 'offset-required' }
  const days = dayNumber(found[1] ?? '')
  if (days === undefined) return { rule: 'real-calendar-date' }
  const [hour, minute, second] = [Number(found[2]), Number(found[3]), Number(found[4])]
  if (hour > 23 || minute > 59 || second > 59) return { rule: 'real-time-of-day' }
  const offset = offsetMinutes(found[6] ?? '')
  if (offset === undefined) return { rule: 'offset-within-14-hours' }
  return {
    seconds: days * 86_400 + hour * 3600 + (minute - offset) * 60 + second,
    nanoseconds: Number((found[5] ?? '').padEnd(9, '0')),
  }
}

const requireInstant = (text: string, field: string): { seconds: number; nanoseconds: number } => {
  const read = readInstant(text)
  if ('rule' in read) throw fault('INVALID_TIME', field, read.rule, text.slice(0, 40))
  return read
}

/** Returns the text when it is a real instant with offset; throws INVALID_TIME naming the field and the rule. */
export const parseInstant = (text: unknown, field: string): Instant => {
  if (typeof text !== 'string') throw fault('INVALID_TIME', field, 'text')
  requireInstant(text, field)
  return text
}

/** Returns the text when it is a real day `YYYY-MM-DD`; throws INVALID_TIME naming the field and the rule. */
export const parseDate = (text: unknown, field: string): CalendarDate => {
  if (typeof text !== 'string') throw fault('INVALID_TIME', field, 'text')
  if (dayNumber(text) === undefined) throw fault('INVALID_TIME', field, 'real-calendar-date', text.slice(0, 40))
  return text
}

/** Milliseconds since 1970-01-01T00:00:00Z, finer digits cut off. */
export const toUtcMs = (instant: Instant): number => {
  const { seconds, nanoseconds } = requireInstant(instant, 'instant')
  return seconds * 1000 + Math.floor(nanoseconds / 1_000_000)
}

/** Order in time, to the nanosecond, whatever the offsets: -1, 0 or 1. */
export const compareInstants = (a: Instant, b: Instant): -1 | 0 | 1 => {
  const [left, right] = [requireInstant(a, 'instant'), requireInstant(b, 'instant')]
  const difference = left.seconds - right.seconds || left.nanoseconds - right.nanoseconds
  if (difference === 0) return 0
  return difference < 0 ? -1 : 1
}

/** The calendar day on which an instant falls, in China unless another offset is given. */
export const dateOfInstant = (instant: Instant, offset: number = chinaOffsetMinutes): CalendarDate =>
  dateOfDay(Math.floor((toUtcMs(instant) + offset * minuteMs) / dayMs))

/** An instant from milliseconds since 1970, written with the given offset (China unless told). */
export const instantFromMs = (ms: number, offset: number = chinaOffsetMinutes): Instant => {
  const local = ms + offset * minuteMs
  const days = Math.floor(local / dayMs)
  const rest = local - days * dayMs
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const clock = `${two(rest / 3_600_000)}:${two((rest / minuteMs) % 60)}:${two((rest / 1000) % 60)}`
  const size = Math.abs(offset)
  const zone = offset === 0 ? 'Z' : `${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`
  return `${dateOfDay(days)}T${clock}.${String(rest % 1000).padStart(3, '0')}${zone}`
}

/** True once the whole expiry day is over in local time (China unless told): on its last day a batch is still good. */
export const expired = (expiryDate: CalendarDate, at: Instant, offset: number = chinaOffsetMinutes): boolean =>
  dateOfInstant(at, offset) > parseDate(expiryDate, 'expiry')
