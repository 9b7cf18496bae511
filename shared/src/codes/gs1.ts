// GS1 keys: check digits (General Specifications 7.9.1), GTIN to 14 digits, and the character set of lots.

import { AppError, fault } from '../errors.ts'
import { halfWidth } from './typed-code.ts'

/** Check digit of the digits before it: from the right weights 3, 1, 3, …; (10 − sum mod 10) mod 10. */
export const gs1CheckDigit = (digits: string): string => {
  const weighted = Array.from(digits)
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0)
  return String((10 - (weighted % 10)) % 10)
}

/** Whether the last digit of a numeric key is its check digit. */
export const gs1CheckDigitHolds = (key: string): boolean =>
  /^[0-9]{2,}$/.test(key) && gs1CheckDigit(key.slice(0, -1)) === key.slice(-1)

const checkKey = (text: string, field: string, lengths: readonly number[], rule: string): string => {
  if (!/^[0-9]+$/.test(text) || !lengths.includes(text.length) || /^0+$/.test(text)) {
    throw fault('VALIDATION_FAILED', field, rule, text.slice(0, 40))
  }
  if (!gs1CheckDigitHolds(text)) throw fault('CODE_CHECK_DIGIT', field, 'gs1-check-digit', text)
  return text
}

/** GTIN-8, -12, -13 or -14 as the 14 digits of a Digital Link. VALIDATION_FAILED on shape, CODE_CHECK_DIGIT on the digit. */
export const normalizeGtin = (text: string, field = 'gtin'): string =>
  checkKey(text, field, [8, 12, 13, 14], 'gtin-8-12-13-or-14-digits').padStart(14, '0')

/** Serial Shipping Container Code, 18 digits; errors as for a GTIN. */
export const checkSscc = (text: string, field = 'sscc'): string => checkKey(text, field, [18], 'sscc-18-digits')

/** Global Location Number, 13 digits; errors as for a GTIN. */
export const checkGln = (text: string, field = 'gln'): string => checkKey(text, field, [13], 'gln-13-digits')

/** GS1 AI encodable character set 82 (General Specifications figure 7.11-1), 1 to 20 characters. */
const lotGrammar = /^[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]{1,20}$/

/** The rule that a lot breaks, or undefined. `.` and `..` are refused because every browser removes them from a path. */
export const brokenLotRule = (lot: string): string | undefined => {
  // An input method wrote it: its half-width form looks the same to people and is another lot to machines.
  if (!lotGrammar.test(lot))
    return lotGrammar.test(halfWidth(lot)) ? 'half-width-characters' : 'gs1-character-set-82-at-most-20'
  return lot === '.' || lot === '..' ? 'not-a-dot-segment' : undefined
}

/** Returns the lot; throws VALIDATION_FAILED naming field and rule, and the half-width form of one in full-width characters. */
export const checkLot = (lot: string, field = 'lot'): string => {
  const rule = brokenLotRule(lot)
  if (rule === undefined) return lot
  const instead = rule === 'half-width-characters' ? { instead: halfWidth(lot) } : {}
  throw new AppError('VALIDATION_FAILED', {
    details: { faults: [{ field, rule, value: lot.slice(0, 40), ...instead }] },
  })
}
