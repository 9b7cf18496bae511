// The numbers of each line and the differences that they show.

import { add, compare, isZero, subtract } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import { dateOfInstant, expired } from '../domain/time.ts'
import { difference } from './difference.ts'
import { unitsDueOn } from './match-units.ts'
import type { OpenTally } from './open-packs.ts'
import type { Count, Difference, MatchedLine } from './receipt-types.ts'
import type { LineTally } from './tally.ts'

const larger = (a: Quantity, b: Quantity): Quantity => (compare(a, b) < 0 ? b : a)

/** a − b, or 0 when b is larger. */
const excess = (a: Quantity, b: Quantity): Quantity => (compare(a, b) > 0 ? subtract(a, b) : '0')

const completenessOf = (t: OpenTally, units: readonly string[]): Pick<MatchedLine, 'completeness'> => {
  if (t.expected.units === undefined || units.length === 0) return {}
  return { completeness: t.inferred ? 'completeness_inferred' : 'completeness_verified' }
}

/**
 * accepted + rejected + missing = due + extra: missing is at least what is lacking; when the receiver states more than
 * that, other goods must have come in its place, and they are extra.
 */
export const matchedLine = (t: OpenTally): MatchedLine => {
  const { line, due } = t.expected
  const arrived = add(t.accepted, t.rejected)
  const missing = larger(t.missing, excess(due, arrived))
  const extra = subtract(add(arrived, missing), due)
  const units = unitsDueOn(t)
  return {
    line,
    due,
    accepted: t.accepted,
    rejected: t.rejected,
    missing,
    extra,
    units,
    ...completenessOf(t, units),
  }
}

/** What is wrong with the goods themselves, whatever their number. */
const unfit = (t: LineTally, count: Count): Difference[] => {
  const { line, recalled, expiry } = t.expected
  const found: Difference[] = []
  if (recalled === true)
    found.push(difference('recalled', { line, field: 'recalled', expected: 'false', actual: 'true' }))
  if (expiry !== undefined && expired(expiry, count.at)) {
    found.push(difference('expired', { line, field: 'expiry', expected: expiry, actual: dateOfInstant(count.at) }))
  }
  return found
}

const tooMany = ({ expected }: LineTally, arrived: Quantity): Difference | undefined => {
  const { line, due, tolerance = '0' } = expected
  const says = { line, field: 'quantity', expected: due, actual: arrived }
  if (isZero(due)) return isZero(arrived) ? undefined : difference('already_received', says)
  return compare(arrived, add(due, tolerance)) > 0 ? difference('over', says) : undefined
}

/** Only a final receipt can lack something; goods counted in a foreign unit of measure are there, their number is unknown. */
const tooFew = (
  { expected, unmeasured }: LineTally,
  arrived: Quantity,
  kind: Count['kind'],
): Difference | undefined => {
  const { line, due, tolerance = '0' } = expected
  if (kind === 'partial' || unmeasured || compare(add(arrived, tolerance), due) >= 0) return undefined
  return difference(isZero(arrived) ? 'missing_line' : 'short', {
    line,
    field: 'quantity',
    expected: due,
    actual: arrived,
  })
}

const notAccepted = (t: LineTally): Difference[] =>
  [...t.rejectedBy].map(([reason, quantity]) => {
    const says = { line: t.expected.line, field: 'rejected', expected: '0', actual: quantity }
    return reason === 'damaged' ? difference('damaged', says) : difference('rejected', { ...says, reason })
  })

/** The receiver states more missing than is lacking: his own numbers do not add up. */
const overstated = (t: LineTally, arrived: Quantity): Difference | undefined => {
  const lacking = excess(t.expected.due, arrived)
  if (compare(t.missing, lacking) <= 0) return undefined
  return difference('count_mismatch', { line: t.expected.line, field: 'missing', expected: lacking, actual: t.missing })
}

/** Every difference that the numbers of a line show. */
export const matchLine = (t: LineTally, count: Count): Difference[] => {
  const arrived = add(t.accepted, t.rejected)
  const byNumber = [tooMany(t, arrived), tooFew(t, arrived, count.kind), overstated(t, arrived)]
  return [
    ...(isZero(arrived) && t.units.length === 0 ? [] : unfit(t, count)),
    ...byNumber.filter((d) => d !== undefined),
    ...notAccepted(t),
  ]
}
