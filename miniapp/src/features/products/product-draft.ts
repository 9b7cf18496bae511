// What is typed about a new product, and what is sent.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import { normalizeGtin } from '@ectrace/shared/codes/gs1'
import { isUnitOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { fault, type FieldFault } from '@ectrace/shared/errors'
import { checkChoice, checkGtin, checkText } from '../../state/check-field'

/** `picture`: digest of a picture that was sent already. */
export const emptyProduct = { name: '', gtin: '', specification: '', unit: '', picture: '' }
export type ProductDraft = typeof emptyProduct

export const checkProduct = ({ name, gtin, unit }: ProductDraft): FieldFault[] => [
  ...checkText('name', name),
  ...checkGtin('gtin', gtin),
  ...checkChoice('unit', unit),
]

/** What can be said about a GTIN while it is typed: nothing before it has 8 digits, then whether its check digit holds. */
export const gtinWhileTyping = (
  text: string,
): { kind: 'open' } | { kind: 'good'; gtin: string } | { kind: 'wrong' } => {
  if (checkGtin('gtin', text).length === 0)
    return text === '' ? { kind: 'open' } : { kind: 'good', gtin: normalizeGtin(text) }
  // 9 to 11 digits are on their way to 12 or more; a wrong 8, 12 or 13 may still grow, but a letter or a 15th digit never gets right.
  return /^\d{0,12}$/.test(text) ? { kind: 'open' } : { kind: 'wrong' }
}

/** For a draft that breaks no rule. */
export const productBody = (draft: ProductDraft): BodyOf<typeof endpoints.createProduct> => {
  const { gtin, unit, picture } = draft
  const specification = draft.specification.trim()
  if (!isUnitOfMeasure(unit)) throw fault('VALIDATION_FAILED', 'unit', 'choose', unit)
  return {
    name: draft.name.trim(),
    unit,
    ...(gtin === '' ? {} : { gtin }),
    ...(specification === '' ? {} : { specification }),
    ...(picture === '' ? {} : { picture }),
  }
}
