// The identifier of an organisation: credit code, GLN, a foreign register, or an individual under a pseudonym.

import { fault } from '../errors.ts'
import { gs1CheckDigitHolds } from './gs1.ts'
import { brokenUsccRule } from './uscc.ts'

export const identifierSchemes = ['uscc', 'gln', 'foreign', 'individual'] as const
export type IdentifierScheme = (typeof identifierSchemes)[number]
export type Identifier = { scheme: IdentifierScheme; value: string }

/** 18 characters with a birth date in the middle: a citizen's identity number (GB 11643), personal data that may not go on chain. */
const looksLikeIdentityNumber = (value: string): boolean =>
  /^[1-9][0-9]{5}(19|20)[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9X]$/.test(value)

const brokenGlnRule = (value: string): string | undefined => {
  if (!/^[0-9]{13}$/.test(value) || /^0+$/.test(value)) return 'gln-13-digits'
  return gs1CheckDigitHolds(value) ? undefined : 'gs1-check-digit'
}

const brokenIndividualRule = (value: string): string | undefined => {
  if (looksLikeIdentityNumber(value)) return 'no-identity-number'
  return /^[0-9A-Z]{8,32}$/.test(value) ? undefined : 'pseudonym-8-to-32-letters-and-digits'
}

const rules: Record<IdentifierScheme, (value: string) => string | undefined> = {
  uscc: brokenUsccRule,
  gln: brokenGlnRule,
  // ISO 3166-1 country, hyphen, number in that country's register.
  foreign: (value) =>
    /^(?!CN)[A-Z]{2}-[0-9A-Z][0-9A-Z.-]{0,39}$/.test(value) ? undefined : 'country-hyphen-register-number',
  individual: brokenIndividualRule,
}

/**
 * Returns the identifier in its canonical form (upper case, no surrounding spaces).
 * Throws IDENTIFIER_INVALID naming `field` and the rule; identity numbers are refused and not echoed.
 */
export const checkIdentifier = (identifier: Identifier, field = 'value'): Identifier => {
  const value = identifier.value.trim().toUpperCase()
  const rule = rules[identifier.scheme](value)
  if (rule === undefined) return { scheme: identifier.scheme, value }
  const shown = identifier.scheme === 'individual' ? undefined : value.slice(0, 40)
  throw fault('IDENTIFIER_INVALID', field, rule, shown)
}
