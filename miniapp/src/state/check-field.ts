// Rules of single fields that a form can tell before anything is sent; the server tells the same ones again.
import { brokenLotRule, checkGln, normalizeGtin } from '@ectrace/shared/codes/gs1'
import { isZero, parseQuantity } from '@ectrace/shared/domain/decimal'
import { parseDate } from '@ectrace/shared/domain/time'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { AppError, type FieldFault } from '@ectrace/shared/errors'

type Faults = FieldFault[]

const broken = (field: string, rule: string | undefined, value: string): Faults =>
  rule === undefined ? [] : [{ field, rule, value }]

/** The rule that `parse` says is broken; undefined when it takes the text. */
const ruleOf = (parse: () => unknown): string | undefined => {
  try {
    parse()
    return undefined
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    return cause.details.faults?.[0]?.rule ?? cause.code
  }
}

export const checkText = (field: string, text: string): Faults =>
  broken(field, text.trim() === '' ? 'required' : undefined, text)

export const checkChoice = (field: string, value: string): Faults =>
  broken(field, value === '' ? 'choose' : undefined, value)

/** Above zero, with the decimals that the unit of measure allows. */
export const checkQuantity = (field: string, text: string, unit: string): Faults => {
  if (text === '') return broken(field, 'required', text)
  const rule = ruleOf(() => parseQuantity(text, field, { decimals: decimalsOf(unit) }))
  return broken(field, rule ?? (isZero(text) ? 'positive' : undefined), text)
}

export const checkDay = (field: string, text: string): Faults =>
  text === ''
    ? broken(field, 'required', text)
    : broken(
        field,
        ruleOf(() => parseDate(text, field)),
        text,
      )

export const checkLot = (field: string, lot: string): Faults =>
  broken(field, lot === '' ? 'required' : brokenLotRule(lot), lot)

/** '' is no GTIN: products without one get a number of the platform. */
export const checkGtin = (field: string, text: string): Faults =>
  text === ''
    ? []
    : broken(
        field,
        ruleOf(() => normalizeGtin(text, field)),
        text,
      )

export const checkOptionalGln = (field: string, text: string): Faults =>
  text === ''
    ? []
    : broken(
        field,
        ruleOf(() => checkGln(text, field)),
        text,
      )

/** Degrees Celsius, at most one decimal; '' is none. */
export const checkTemperature = (field: string, text: string): Faults =>
  broken(field, text === '' || /^-?\d{1,3}(?:\.\d)?$/.test(text) ? undefined : 'temperature.celsius', text)
