// Compares what was counted with what the chain says: agreement, or coded differences per line.

import { isZero } from '../domain/decimal.ts'
import type { TradeState } from '../domain/trade.ts'
import { difference, inOrder } from './difference.ts'
import type { DifferenceCode } from './difference-codes.ts'
import { matchedLine, matchLine } from './match-lines.ts'
import { matchStrays } from './match-strays.ts'
import { matchUnits } from './match-units.ts'
import { openPacks, packsOf } from './open-packs.ts'
import { readCount, readExpectation } from './read-receipt.ts'
import type { Count, Difference, Expectation, MatchedLine, MatchResult } from './receipt-types.ts'
import { tally } from './tally.ts'

export type {
  Count,
  CountedLine,
  Difference,
  Elsewhere,
  Expectation,
  ExpectedLine,
  MatchedLine,
  MatchResult,
  Pack,
  ReceiptKind,
  RejectReason,
} from './receipt-types.ts'

const closedBy: Record<TradeState, DifferenceCode | undefined> = {
  offered: 'not_dispatched',
  agreed: 'not_dispatched',
  dispatched: undefined,
  partly_received: undefined,
  received: 'already_received',
  refused: 'trade_closed',
  returned: 'trade_closed',
  cancelled: 'trade_closed',
  declined: 'trade_closed',
}

/** Why this receiver may not receive on this trade at all. */
const matchTrade = ({ state, buyer }: Expectation, { receiver }: Count): Difference[] => {
  const found: Difference[] = []
  if (receiver !== buyer)
    found.push(difference('wrong_buyer', { field: 'receiver', expected: buyer, actual: receiver }))
  const closed = closedBy[state]
  if (closed !== undefined) found.push(difference(closed, { field: 'state', expected: 'dispatched', actual: state }))
  return found
}

/** One for each type of credential that is required and not held: the goods are compared all the same. */
const matchLicences = ({ missingCredentials = [] }: Expectation): Difference[] =>
  missingCredentials.map((type) => difference('licence_missing', { field: 'requiredCredentials', expected: type }))

/** Nothing accepted is no receipt, but a final one may close a remainder that lies within the tolerance. */
const nothingCounted = (lines: readonly MatchedLine[], { kind }: Count): Difference[] => {
  const nothing =
    lines.every((line) => isZero(line.accepted)) && (kind === 'partial' || lines.every((line) => isZero(line.due)))
  return nothing ? [difference('nothing_counted', { field: 'lines' })] : []
}

/**
 * Matches a count against the expectation. `agreed` holds exactly when there are no differences:
 * a partial receipt agrees when every counted unit is on the trade, accepted ≤ due, nothing is rejected and something is
 * accepted; a final one when accepted = due on every line (within the stated tolerance), nothing rejected, missing or extra.
 * When the receiver or the state of the trade is wrong, goods are not compared and `lines` is empty.
 * The result does not depend on the order of rows nor on how they are split. Linear in lines and units (at most 5,000
 * and 50,000). Throws VALIDATION_FAILED, INVALID_QUANTITY or INVALID_TIME naming the field when an input breaks a rule.
 */
export const match = (expectation: Expectation, count: Count): MatchResult => {
  const expected = readExpectation(expectation)
  const counted = readCount(count)
  const closed = matchTrade(expectation, count)
  if (closed.length > 0)
    return { agreed: false, kind: count.kind, complete: false, lines: [], differences: inOrder(closed) }
  const { tallies: packed, strays } = tally(expected, counted)
  const tallies = openPacks(packed, packsOf(expectation))
  const lines = tallies.map(matchedLine)
  const found = [
    ...matchLicences(expectation),
    ...tallies.flatMap((t) => matchLine(t, count)),
    ...matchStrays(tallies, strays),
    ...matchUnits(expectation, count.kind, tallies, strays),
  ]
  const differences = inOrder(found.length > 0 ? found : nothingCounted(lines, count))
  const agreed = differences.length === 0
  const complete = agreed && (count.kind === 'final' || lines.every((line) => isZero(line.missing)))
  return { agreed, kind: count.kind, complete, lines, differences }
}
