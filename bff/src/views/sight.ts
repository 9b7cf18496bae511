// How much of a trade a person may see: where the buyer's warehouse counts blind, nothing shows it how much is expected.
import type { TradeSummary } from '@ectrace/shared/api/views'
import type { Difference, Expectation, MatchResult } from '@ectrace/shared/matching/match'
import { fault } from '@ectrace/shared/errors'
import { difference } from '@ectrace/shared/matching/difference'
import type { DifferenceCode } from '@ectrace/shared/matching/difference-codes'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import { settingsOf } from '../commands/organisation-settings.ts'
import type { Deps, Principal } from '../deps.ts'

/** Everything about a trade that could give the answer away goes through these. */
export type Sight = {
  blind: boolean
  expectation: (expectation: Expectation) => ShownExpectation
  differences: (differences: readonly Difference[]) => Difference[]
  match: (result: MatchResult) => MatchResult
  lines: (lines: TradeSummary['lines']) => TradeSummary['lines']
}

const open: Sight = {
  blind: false,
  expectation: (expectation) => expectation,
  differences: (differences) => [...differences],
  match: (result) => result,
  lines: (lines) => lines,
}

/** Codes that say whether there is too much or too little. */
const tellsHowMuch: readonly DifferenceCode[] = ['short', 'over', 'missing_line', 'units_not_counted', 'count_mismatch']

const where = ({ line }: Difference): { line?: number } => (line === undefined ? {} : { line })

/** That a line differs, once; of strange goods and units what the counter has seen itself. */
const blindDifferences = (differences: readonly Difference[]): Difference[] => {
  const shown = differences.map((one): Difference => {
    if (tellsHowMuch.includes(one.code)) return difference('count_mismatch', { ...where(one), field: 'quantity' })
    const { expected: _expected, ...rest } = one
    return rest
  })
  const lines = new Set<number | undefined>()
  return shown.filter(({ code, line }) => {
    if (code !== 'count_mismatch') return true
    const first = !lines.has(line)
    lines.add(line)
    return first
  })
}

/** One function for every view: a view that forgets it does not compile with a `due` in it. */
const blinded: Sight = {
  blind: true,
  expectation: ({ trade, state, buyer, lines, missingCredentials }) => ({
    ...{ trade, state, buyer },
    ...(missingCredentials === undefined ? {} : { missingCredentials }),
    lines: lines.map(({ line, product, batch, lot, unit, expiry, recalled }) => ({
      ...{ line, product, batch, lot, unit },
      ...(expiry === undefined ? {} : { expiry }),
      ...(recalled === undefined ? {} : { recalled }),
    })),
  }),
  differences: blindDifferences,
  match: ({ agreed, kind, complete, differences }) => ({
    ...{ agreed, kind, complete },
    lines: [],
    differences: blindDifferences(differences),
  }),
  lines: (lines) => lines.map(({ quantity: _quantity, ...line }) => line),
}

/** Warehouse staff, and not somebody who makes or answers for the trades. */
const counts = ({ roles }: Principal): boolean =>
  roles.includes('warehouse') && !roles.includes('trader') && !roles.includes('administrator')

/** What `principal` may see of trades, by the trade's buyer. */
export const sightOf = async (deps: Pick<Deps, 'vault'>, principal: Principal): Promise<(buyer: string) => Sight> => {
  const { organisation } = principal
  const isBlind = counts(principal) && (await settingsOf(deps, organisation)).blindCount
  return (buyer) => (isBlind && buyer === organisation ? blinded : open)
}

/** For what says by its nature how much is expected: FORBIDDEN to those who count blind for the trade's buyer. */
export const requireOpenSight = async (
  deps: Pick<Deps, 'vault'>,
  principal: Principal,
  buyer: string,
): Promise<void> => {
  if ((await sightOf(deps, principal))(buyer).blind) throw fault('FORBIDDEN', 'no', 'count.blind')
}
