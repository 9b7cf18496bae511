// The terms of a trade: what an offer or an amendment must hold, and whether a standing agreement covers it.
import { add, compare, parseQuantity } from '@ectrace/shared/domain/decimal'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { toUtcMs } from '@ectrace/shared/domain/time'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import type { Args } from '@ectrace/shared/ledger/transactions'
import { demand, mustExist, requireDistinct, requirePlaceOf, requireQuantity } from './guards.ts'
import type { LedgerState } from './ledger-state.ts'

type Trade = State['trade']
type Line = Args<'offerTrade'>['lines'][number]
type Terms = Pick<Args<'offerTrade'>, 'lines' | 'deliverTo'>

const checkLine = async (state: LedgerState, line: Line, at: string): Promise<void> => {
  const product = await mustExist(state, keys.product(line.product), `${at}.product`)
  // Stock is kept in the product's own unit; packing ratios are not on chain yet.
  demand(line.unit === product.unit, 'VALIDATION_FAILED', `${at}.unit`, 'unit.of-product', line.unit)
  const quantity = requireQuantity(line.quantity, line.unit, `${at}.quantity`)
  if (line.tolerance === undefined) return
  const tolerance = parseQuantity(line.tolerance, `${at}.tolerance`, { decimals: decimalsOf(line.unit) })
  demand(compare(tolerance, quantity) < 0, 'INVALID_QUANTITY', `${at}.tolerance`, 'below-quantity', tolerance)
}

/** Throws NOT_FOUND, WRONG_ORGANISATION (deliverTo is not the buyer's), VALIDATION_FAILED or INVALID_QUANTITY, naming the line. */
export const checkTerms = async (state: LedgerState, terms: Terms, buyer: string): Promise<void> => {
  if (terms.deliverTo !== undefined) await requirePlaceOf(state, buyer, terms.deliverTo, 'deliverTo')
  requireDistinct(
    terms.lines.map(({ line }) => line),
    (i) => `lines.${i}.line`,
  )
  for (const [i, line] of terms.lines.entries()) await checkLine(state, line, `lines.${i}`)
}

/** Per product, the sum over the lines. */
export const perProduct = <L extends { product: string }>(
  lines: readonly L[],
  quantityOf: (line: L) => Quantity,
): Map<string, Quantity> => {
  const sums = new Map<string, Quantity>()
  for (const line of lines) sums.set(line.product, add(sums.get(line.product) ?? '0', quantityOf(line)))
  return sums
}

/** A tolerance lets so much more be sent: the buyer's limit holds for that too, for nobody signs between. */
const mostOf = ({ quantity, tolerance = '0' }: Trade['lines'][number]): Quantity => add(quantity, tolerance)

/** Is every product of the trade listed in an open agreement of these two, and at most so much of it? */
export const isCovered = async (state: LedgerState, { supplier, buyer, lines }: Trade): Promise<boolean> => {
  const agreement = await state.get(keys.agreement(supplier, buyer))
  if (agreement?.state !== 'open') return false
  const { validUntil, products } = agreement
  if (validUntil !== undefined && toUtcMs(state.now) > toUtcMs(validUntil)) return false
  return [...perProduct(lines, mostOf)].every(([product, asked]) => {
    const listed = products.find((one) => one.product === product)
    return listed !== undefined && (listed.most === undefined || compare(asked, listed.most) <= 0)
  })
}
