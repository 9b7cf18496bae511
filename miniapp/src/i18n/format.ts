// Times and numbers for reading, without Intl, which WeChat's engine may lack.
import { unitOfMeasureLabel } from '@ectrace/shared/domain/unit-of-measure'
import type { Language } from '../state/settings'

const two = (value: number): string => String(value).padStart(2, '0')

/** `2026-11-22` in this device's time zone; the text itself when it is no instant. */
export const formatDay = (instant: string): string => {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
}

/** `2026-11-22 18:09` in this device's time zone; the text itself when it is no instant. */
export const formatTime = (instant: string): string => {
  const date = new Date(instant)
  if (Number.isNaN(date.getTime())) return instant
  return `${formatDay(instant)} ${two(date.getHours())}:${two(date.getMinutes())}`
}

/** An exact decimal with a thin space between groups of three before the point: `12 345.5`. */
export const formatQuantity = (decimal: string): string => {
  const [whole = '', fraction] = decimal.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, '\u2009')
  return fraction === undefined ? grouped : `${grouped}.${fraction}`
}

/** `1 200 件`, `1 piece`, `2 pieces`; a quantity that the reader may not see is a dash. */
export const formatAmount = (quantity: string | undefined, unit: string, language: Language): string =>
  `${quantity === undefined ? '—' : formatQuantity(quantity)} ${unitOfMeasureLabel(unit, language, quantity ?? '—')}`

/** The first and last characters of a digest or identifier: `3f9a01…c04d`. */
export const shorten = (text: string, head = 6, tail = 4): string =>
  text.length <= head + tail + 1 ? text : `${text.slice(0, head)}…${text.slice(-tail)}`
