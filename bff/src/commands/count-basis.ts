// Whether a trade still stands as it stood when somebody began to count it.
import type { CountBasis, CountConflict } from '@ectrace/shared/api/counting-views'
import { compare } from '@ectrace/shared/domain/decimal'
import { AppError } from '@ectrace/shared/errors'
import type { Expectation } from '@ectrace/shared/matching/match'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'

const basisOf = ({ state, lines }: ShownExpectation): CountBasis => ({
  state,
  lines: lines.map(({ line, due }) => (due === undefined ? { line } : { line, due })),
})

/** A line without `due` was counted blind: nothing is known of what its counter took it for. */
const stands = (was: CountBasis, now: Expectation): boolean => {
  const dues = new Map(now.lines.map(({ line, due }) => [line, due]))
  const isSame = ({ line, due }: CountBasis['lines'][number]): boolean => {
    const present = dues.get(line)
    return present !== undefined && (due === undefined || compare(due, present) === 0)
  }
  return was.state === now.state && was.lines.length === now.lines.length && was.lines.every(isSame)
}

/** Throws COUNT_CONFLICT with both values when the trade has moved; `shown`: as much of an expectation as the counter may see. */
export const requireBasis = (
  was: CountBasis | undefined,
  now: Expectation,
  shown: (expectation: Expectation) => ShownExpectation,
): void => {
  if (was === undefined || stands(was, now)) return
  const details: CountConflict = { was, now: basisOf(shown(now)) }
  throw new AppError('COUNT_CONFLICT', { details })
}
