// The match as it stands while counting: per line the numbers that add up, what is still to come, and what is wrong.
import { countRows, ruleBroken } from '@ectrace/shared/counting/count-rows'
import { lineCount, type CountedUnit } from '@ectrace/shared/counting/reduce-count'
import type { Quantity } from '@ectrace/shared/domain/decimal'
import { expired } from '@ectrace/shared/domain/time'
import { decimalsOf } from '@ectrace/shared/domain/unit-of-measure'
import { AppError } from '@ectrace/shared/errors'
import { match } from '@ectrace/shared/matching/match'
import type { CountedLine, Difference, Expectation, ExpectedLine, MatchResult } from '@ectrace/shared/matching/match'
import type { CountState } from './count'
import { quantityOf } from './reading'

export type LineStatus = 'empty' | 'counting' | 'full' | 'wrong'

export type LinePreview = {
  expected: ExpectedLine
  accepted: Quantity
  rejected: Quantity
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
}

/** While counting these say only that it goes on. */
const progressCodes: readonly string[] = ['short', 'missing_line', 'units_not_counted', 'nothing_counted']

export const isProgress = ({ code }: Difference): boolean => progressCodes.includes(code)

/** Lines whose every due unit is named and stands for a known quantity are counted by scanning alone. */
export const isScanOnly = (line: ExpectedLine): boolean =>
  line.units !== undefined && line.units.every((path) => quantityOf(line, path) !== undefined)

/** The rows that are matched and sent. */
export const rowsOf = ({ lines }: Expectation, state: CountState): CountedLine[] => countRows(lines, state)

type Numbers = Pick<LinePreview, 'accepted' | 'rejected' | 'missing' | 'extra'>

const statusOf = ({ accepted, rejected, missing }: Numbers, wrong: boolean): LineStatus => {
  if (wrong) return 'wrong'
  if (missing === '0') return 'full'
  return accepted === '0' && rejected === '0' ? 'empty' : 'counting'
}

const brokenOf = (line: ExpectedLine, state: CountState): LinePreview['broken'] => {
  const { accepted, rejected } = lineCount(state, line.line)
  const decimals = decimalsOf(line.unit)
  const [first, second] = [ruleBroken(accepted, decimals), ruleBroken(rejected, decimals)]
  return {
    ...(first === undefined ? {} : { accepted: first }),
    ...(second === undefined ? {} : { rejected: second }),
  }
}

const previewLine = (expected: ExpectedLine, state: CountState, result: MatchResult, at: string): LinePreview => {
  const { line, due, expiry } = expected
  const matched = result.lines.find((found) => found.line === line)
  const numbers: Numbers = matched ?? { accepted: '0', rejected: '0', missing: due, extra: '0' }
  const { accepted, rejected, missing, extra } = numbers
  const faults = result.differences.filter((d) => d.line === line && !isProgress(d))
  const broken = brokenOf(expected, state)
  return {
    expected,
    accepted,
    rejected,
    missing,
    extra,
    status: statusOf(numbers, faults.length > 0 || Object.keys(broken).length > 0),
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

const unmatched: Pick<MatchResult, 'lines' | 'differences'> = { lines: [], differences: [] }

/** `receiver` is the organisation of who counts, `at` now as an instant. Linear in lines and units, like `match`. */
export const previewOf = (expectation: Expectation, state: CountState, receiver: string, at: string): Preview => {
  const result = matched(expectation, state, receiver, at)
  const basis: MatchResult = result ?? { agreed: false, kind: state.kind, complete: false, ...unmatched }
  const lines = expectation.lines.map((line) => previewLine(line, state, basis, at))
  const extrasBroken = state.extras.some(({ quantity, unit }) => ruleBroken(quantity, decimalsOf(unit)) !== undefined)
  return {
    result,
    lines,
    general: basis.differences.filter((d) => d.line === undefined && !isProgress(d)),
    broken: result === undefined || extrasBroken || lines.some(({ broken }) => Object.keys(broken).length > 0),
    untouched: state.extras.length === 0 && lines.every((l) => l.accepted === '0' && l.rejected === '0'),
  }
}
