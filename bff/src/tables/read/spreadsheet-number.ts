// Numbers and days as a spreadsheet keeps them: binary floating numbers with 15 digits to be trusted, and days counted from 1900 or 1904.
import { badCell } from './cells.ts'
import type { Cell } from './cells.ts'

/** As many as a spreadsheet shows and keeps when somebody types: 1.1 stands in the file as 1.1000000000000001. */
const digitsKept = 15
const dayMs = 86_400_000

/** `1.5e-7` -> `0.00000015`. */
const withoutExponent = (text: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$/.exec(text) ?? []
  const point = whole.length + Number(exponent)
  const digits = whole + fraction
  const integer = point > 0 ? digits.slice(0, point).padEnd(point, '0') : '0'
  const rest = (point > 0 ? digits.slice(point) : '0'.repeat(-point) + digits).replace(/0+$/, '')
  return sign + (rest === '' ? integer : `${integer}.${rest}`)
}

/** What stands in the file as a plain decimal. Where digits were lost before the file was written, no guess is made. */
export const numberCell = (stored: string): Cell => {
  const value = Number(stored)
  if (!Number.isFinite(value) || stored === '') return badCell('cell.number', stored)
  if (Math.abs(value) >= 1e15) return badCell(`cell.number-beyond-${String(digitsKept)}-digits`, stored)
  const text = withoutExponent(String(Number(value.toPrecision(digitsKept))))
  return { kind: 'number', text: text === '-0' ? '0' : text }
}

const instantText = (ms: number): string => new Date(ms).toISOString().slice(0, 19)

/** Day 60 of the 1900 system is 29 February 1900, a day that never was: all later ones are one too many. */
const daysSince1970 = (serial: number, from1904: boolean): number =>
  from1904 ? serial - 24_107 : serial - (serial < 60 ? 25_568 : 25_569)

/** A number in a cell that is formatted as a day or a time. */
export const dateCell = (stored: string, from1904: boolean): Cell => {
  const serial = Number(stored)
  const day = Math.floor(serial)
  const first = from1904 ? 0 : 1
  // To the end of the year 9999 in either system.
  if (!(serial >= first && serial < 2_958_466) || (day === 60 && !from1904)) return badCell('cell.no-such-day', stored)
  const seconds = Math.round((serial - day) * 86_400)
  const text = instantText(daysSince1970(day, from1904) * dayMs + seconds * 1_000)
  return { kind: 'date', text: seconds === 0 ? text.slice(0, 10) : text }
}
