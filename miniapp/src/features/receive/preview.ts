// The match as it stands while counting: per line the numbers that add up, what is still to come, and what is wrong.
import { countRows, ruleBroken } from '@ectrace/shared/counting/count-rows'
import { lineCount, type CountedUnit } from '@ectrace/shared/counting/reduce-count'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { expired } from '@ectrace/shared/domain/time'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { AppError } from '@ectrace/shared/errors'
import { match } from '@ectrace/shared/matching/match'
import type { CountedLine, Difference, Expectation, MatchResult } from '@ectrace/shared/matching/match'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import { quantityOr0, type CountState } from './count'
import { quantityOf } from './reading'

export type LineStatus = 'empty' | 'counting' | 'full' | 'wrong'

/** An expected line as this counter may see it: without `due` where the organisation counts blind. */
type ShownLine = ShownExpectation['lines'][number]

export type LinePreview = {
  expected: ShownLine
  accepted: Quantity
  rejected: Quantity
  /** Both '0' where nobody but the server knows. */
  missing: Quantity
  extra: Quantity
  status: LineStatus
  /** What is wrong; that something is still to come is not. */
  faults: Difference[]
  /** Rule that a typed number breaks, by field. */
  broken: { accepted?: string; rejected?: string }
  /** Counted by scanning only: its units were named at dispatch and each stands for a known quantity. */
  scanOnly: boolean
  /** Past its last day before anything was counted. */
  outdated: boolean
  units: CountedUnit[]
}

export type Preview = {
  result: MatchResult | undefined
  lines: LinePreview[]
  /** Differences of no line: goods not listed, wrong buyer, closed trade. */
  general: Difference[]
  /** Some number is not one: nothing can be sent. */
  broken: boolean
  /** Nothing at all was counted yet. */
  untouched: boolean
  /** What is due is withheld until the count is closed: the server alone compares. */
  blind: boolean
}

/** While counting these say only that it goes on. */
const progressCodes: readonly string[] = ['short', 'missing_line', 'units_not_counted', 'nothing_counted']

export const isProgress = ({ code }: Difference): boolean => progressCodes.includes(code)

/** Lines whose every due unit is named and stands for a known quantity are counted by scanning alone. */
export const isScanOnly = (line: ShownLine): boolean =>
  line.units !== undefined && line.units.every((path) => quantityOf(line, path) !== undefined)

/** The rows that are matched and sent. */
export const rowsOf = ({ lines }: ShownExpectation, state: CountState): CountedLine[] => countRows(lines, state)

type Numbers = Pick<LinePreview, 'accepted' | 'rejected' | 'missing' | 'extra'>

const statusOf = ({ accepted, rejected, missing }: Numbers, wrong: boolean, blind: boolean): LineStatus => {
  if (wrong) return 'wrong'
  if (missing === '0' && !blind) return 'full'
  return accepted === '0' && rejected === '0' ? 'empty' : 'counting'
}

const brokenOf = (line: ShownLine, state: CountState): LinePreview['broken'] => {
  const { accepted, rejected } = lineCount(state, line.line)
  const decimals = decimalsOf(line.unit)
  const [first, second] = [ruleBroken(accepted, decimals), ruleBroken(rejected, decimals)]
  return {
    ...(first === undefined ? {} : { accepted: first }),
    ...(second === undefined ? {} : { rejected: second }),
  }
}

/** The numbers as they were counted; nothing to compare them with. */
const blindNumbers = (state: CountState, { line, unit }: ShownLine): Numbers => {
  const { accepted, rejected } = lineCount(state, line)
  const numberIn = (text: string): Quantity =>
    ruleBroken(text, decimalsOf(unit)) === undefined ? quantityOr0(text) : '0'
  return { accepted: numberIn(accepted), rejected: numberIn(rejected), missing: '0', extra: '0' }
}

const numbersOf = (expected: ShownLine, state: CountState, result: MatchResult): Numbers => {
  const { line, due } = expected
  if (due === undefined) return blindNumbers(state, expected)
  const matched = result.lines.find((found) => found.line === line)
  return matched ?? { accepted: '0', rejected: '0', missing: due, extra: '0' }
}

const previewLine = (expected: ShownLine, state: CountState, result: MatchResult, at: string): LinePreview => {
  const { line, due, expiry } = expected
  const numbers = numbersOf(expected, state, result)
  const { accepted, rejected, missing, extra } = numbers
  const faults = result.differences.filter((d) => d.line === line && !isProgress(d))
  const broken = brokenOf(expected, state)
  return {
    expected,
    accepted,
    rejected,
    missing,
    extra,
    status: statusOf(numbers, faults.length > 0 || Object.keys(broken).length > 0, due === undefined),
    faults,
    broken,
    scanOnly: isScanOnly(expected),
    outdated: expiry !== undefined && expired(expiry, at),
    units: state.units.filter((unit) => unit.line === line),
  }
}

/** What the server has said of single units since the trade was loaded. */
const withLearned = (expectation: Expectation, { units }: CountState): Expectation => {
  const learned = units.flatMap(({ path, trade }) => (trade === undefined ? [] : [[path, trade] as const]))
  if (learned.length === 0) return expectation
  return { ...expectation, otherTrades: { ...expectation.otherTrades, ...Object.fromEntries(learned) } }
}

const matched = (
  expectation: Expectation,
  state: CountState,
  receiver: string,
  at: string,
): MatchResult | undefined => {
  try {
    return match(withLearned(expectation, state), {
      receiver,
      at,
      kind: state.kind,
      lines: rowsOf(expectation, state),
    })
  } catch (cause) {
    // Numbers that are too large to add up: the line is marked, nothing is sent.
    if (cause instanceof AppError) return undefined
    throw cause
  }
}

/** Without the lines of those who count blind, a match still says whether the trade can be received here at all. */
const matchable = ({ lines, ...rest }: ShownExpectation): Expectation => ({
  ...rest,
  lines: lines.flatMap((line) => (line.due === undefined ? [] : [{ ...line, due: line.due }])),
})

const unmatched: Pick<MatchResult, 'lines' | 'differences'> = { lines: [], differences: [] }

/** `receiver` is the organisation of who counts, `at` now as an instant. Linear in lines and units, like `match`. */
export const previewOf = (expectation: ShownExpectation, state: CountState, receiver: string, at: string): Preview => {
  const blind = expectation.lines.some(({ due }) => due === undefined)
  const known = matchable(expectation)
  const result = matched(known, blind ? { ...state, lines: {}, units: [], extras: [] } : state, receiver, at)
  const basis: MatchResult = result ?? { agreed: false, kind: state.kind, complete: false, ...unmatched }
  const lines = expectation.lines.map((line) => previewLine(line, state, basis, at))
  const extrasBroken = state.extras.some(({ quantity, unit }) => ruleBroken(quantity, decimalsOf(unit)) !== undefined)
  return {
    result: blind ? undefined : result,
    blind,
    lines,
    general: basis.differences.filter((d) => d.line === undefined && !isProgress(d)),
    broken: result === undefined || extrasBroken || lines.some(({ broken }) => Object.keys(broken).length > 0),
    untouched: state.extras.length === 0 && lines.every((l) => l.accepted === '0' && l.rejected === '0'),
  }
}
