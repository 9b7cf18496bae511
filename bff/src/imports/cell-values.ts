// Cells as people fill them in, read as the API takes them: days in several forms, units by name, GTINs that lost their zeros.
import { normalizeGtin } from '@ectrace/shared/codes/gs1'
import { unitOfMeasureLabel, unitsOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { fault } from '@ectrace/shared/errors'
import type { AppError } from '@ectrace/shared/errors'
import type { Cell } from '../tables/read/cells.ts'
import type { ValueKind } from './columns.ts'

const invalid = (rule: string, value: string): AppError => fault('VALIDATION_FAILED', '', rule, value.slice(0, 40))

/** Full-width digits and signs, as an input method writes them. */
const halfWidth = (text: string): string => text.normalize('NFKC')

const two = (digits: string): string => digits.padStart(2, '0')

const dayText = (text: string): string | undefined => {
  const found =
    /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text) ??
    /^(\d{4})年(\d{1,2})月(\d{1,2})日$/.exec(text) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(text)
  const [, year = '', month = '', day = ''] = found ?? []
  return found === null ? undefined : `${year}-${two(month)}-${two(day)}`
}

/** Whether there is such a day, the schema of the request says. */
const day = (cell: Cell): string => {
  const read = dayText(halfWidth(cell.text))
  if (read !== undefined) return read
  throw invalid(
    cell.kind === 'number' ? 'day.not-a-number' : cell.kind === 'date' ? 'day.without-time' : 'day.format',
    cell.text,
  )
}

const isInstant = /T.*(?:Z|[+-]\d{2}:\d{2})$/

/** China time unless it says another; a day alone means until its end. */
const instant = (cell: Cell): string => {
  const text = halfWidth(cell.text)
  if (isInstant.test(text)) return text
  const [, days = '', clock] = /^(.+?)(?:[T ]+(\d{1,2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? []
  const read = dayText(days)
  if (read === undefined) throw invalid('instant.format', cell.text)
  if (clock === undefined) return `${read}T23:59:59+08:00`
  const [hour = '', minute = '', second = '00'] = clock.split(':')
  return `${read}T${two(hour)}:${minute}:${second}+08:00`
}

/** Lengths of GTINs; zeros that a spreadsheet took off are put back where the check digit then holds. */
const gtinLengths = [8, 12, 13, 14]
/** A shorter number would become a GTIN by chance too often. */
const leastDigits = 7

const gtin = ({ text }: Cell): string => {
  const digits = halfWidth(text).replace(/[\s-]/g, '')
  const length = gtinLengths.find((one) => one >= digits.length)
  const padded =
    /^\d+$/.test(digits) && digits.length >= leastDigits && length !== undefined ? digits.padStart(length, '0') : digits
  normalizeGtin(padded, '')
  return padded
}

/** Such as a GLN: nothing is put back, for there is one length only. */
const digits = ({ text }: Cell): string => halfWidth(text).replace(/[\s-]/g, '')

/** `1,200.50` -> `1200.5`: separators of thousands only where they stand as such. */
const number = ({ text }: Cell): string => {
  const plain = halfWidth(text)
  return /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(plain) ? plain.replaceAll(',', '') : plain
}

const unitByName = new Map(
  unitsOfMeasure.flatMap((code) => [
    [code.toLowerCase(), code] as const,
    [unitOfMeasureLabel(code, 'zh'), code] as const,
    [unitOfMeasureLabel(code, 'en'), code] as const,
  ]),
)

const unitCode = (text: string): string => {
  const code = unitByName.get(halfWidth(text).trim().toLowerCase())
  if (code === undefined) throw invalid('unit.known', text)
  return code
}

const parts = (text: string): string[] =>
  text
    .split(/[;；、,，]/)
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** `箱=24；托盘=960` -> `XCT=24;XPX=960`. */
const packing = ({ text }: Cell): string =>
  parts(text)
    .map((part) => {
      const [, name = '', amount = ''] = /^(.+?)\s*[=＝]\s*(.+)$/.exec(part) ?? []
      if (amount === '') throw invalid('packing.unit=quantity', part)
      return `${unitCode(name)}=${halfWidth(amount)}`
    })
    .join(';')

/** A day in a column of text was most likely a lot that the spreadsheet took for one: what it was, nobody knows. */
const text = (cell: Cell): string => {
  if (cell.kind === 'date') throw invalid('cell.text-not-date', cell.text)
  return cell.text
}

const readers: Record<ValueKind, (cell: Cell) => string> = {
  text,
  gtin,
  digits,
  number,
  day,
  instant,
  unit: (cell) => unitCode(cell.text),
  list: (cell) => parts(cell.text).join(';'),
  packing,
}

/** The text that stands in the request, lists joined by `;`. Throws an AppError whose faults name the rule and no field. */
export const cellValue = (cell: Cell, kind: ValueKind): string => {
  if (cell.kind === 'bad') throw fault('VALIDATION_FAILED', '', cell.rule, cell.text === '' ? undefined : cell.text)
  return readers[kind](cell)
}
