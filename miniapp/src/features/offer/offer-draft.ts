// What is typed about a new trade, and what is sent.
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { endpoints } from '@ectrace/shared/api/endpoints'
import type { BatchView, ProductView } from '@ectrace/shared/api/views'
import { add, compare, isZero, parseQuantity } from '@ectrace/shared/domain/decimal'
import { decimalsOf, isUnitOfMeasure } from '@ectrace/shared/domain/unit-of-measure'
import { AppError, fault, type FieldFault } from '@ectrace/shared/errors'
import { checkChoice, checkDay, checkQuantity } from '../../state/check-field'
import { listOf, objectOf, textOf, textsLike } from '../../state/read-draft'
import { instantOf } from '../../ui/moment'

export const emptyLine = { product: '', quantity: '', tolerance: '' }
export type LineDraft = typeof emptyLine
/** `buyerName` is shown while the search speaks of others; `promised` is a day or ''. */
export type OfferDraft = { buyer: string; buyerName: string; promised: string; lines: LineDraft[] }

export const emptyOffer: OfferDraft = { buyer: '', buyerName: '', promised: '', lines: [emptyLine] }
/** As many as a person types; more come through the API. */
export const mostLines = 50

export const readOffer = objectOf<OfferDraft>({
  buyer: textOf,
  buyerName: textOf,
  promised: textOf,
  lines: listOf(textsLike(emptyLine), mostLines),
})

/** A product that can be sold, and how much of it is on hand. */
export type Sellable = { product: ProductView; onHand: string }

/** Own products, and those of others of which some is on hand. */
export const sellables = (own: readonly ProductView[], batches: readonly BatchView[]): Sellable[] => {
  const found = new Map<string, Sellable>(own.map((product) => [product.id, { product, onHand: '0' }]))
  for (const { product, onHand } of batches) {
    const known = found.get(product.id)
    if (known !== undefined || !isZero(onHand)) {
      found.set(product.id, { product, onHand: add(known?.onHand ?? '0', onHand) })
    }
  }
  return [...found.values()]
}

export type UnitOf = (product: string) => string | undefined

const toleranceRule = ({ tolerance, quantity }: LineDraft, unit: string, field: string): string | undefined => {
  if (tolerance === '') return undefined
  try {
    const exact = parseQuantity(tolerance, field, { decimals: decimalsOf(unit) })
    return compare(exact, quantity) < 0 ? undefined : 'below-quantity'
  } catch (cause) {
    if (!(cause instanceof AppError)) throw cause
    return cause.details.faults?.[0]?.rule ?? cause.code
  }
}

const checkLine = (line: LineDraft, index: number, unitOf: UnitOf): FieldFault[] => {
  const at = `lines.${String(index)}`
  const unit = unitOf(line.product)
  if (unit === undefined) return [{ field: `${at}.product`, rule: 'choose', value: line.product }]
  const quantity = checkQuantity(`${at}.quantity`, line.quantity, unit)
  if (quantity.length > 0) return quantity
  const rule = toleranceRule(line, unit, `${at}.tolerance`)
  return rule === undefined ? [] : [{ field: `${at}.tolerance`, rule, value: line.tolerance }]
}

export const checkOffer = (draft: OfferDraft, unitOf: UnitOf): FieldFault[] => [
  ...checkChoice('buyer', draft.buyer),
  ...draft.lines.flatMap((line, index) => checkLine(line, index, unitOf)),
  ...(draft.promised === '' ? [] : checkDay('promisedAt', draft.promised)),
]

/** For a draft that breaks no rule. A promised day ends at its last minute. */
export const offerBody = (draft: OfferDraft, unitOf: UnitOf): BodyOf<typeof endpoints.offerTrade> => ({
  buyer: draft.buyer,
  lines: draft.lines.map(({ product, quantity, tolerance }, index) => {
    const unit = unitOf(product) ?? ''
    if (!isUnitOfMeasure(unit)) throw fault('VALIDATION_FAILED', `lines.${String(index)}.product`, 'choose', product)
    return { product, quantity, unit, ...(tolerance === '' ? {} : { tolerance }) }
  }),
  ...(draft.promised === '' ? {} : { promisedAt: instantOf({ day: draft.promised, time: '23:59' }) }),
})
