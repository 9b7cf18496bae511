// What a supplier's word on a discrepancy note changes: which amendments make the lines due agree with the buyer's count.
import { add, compare, isZero, subtract, sum } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import { fault } from '../errors.ts'
import { batchId } from '../ledger/ids.ts'
import { layCount } from './lay-count.ts'
import type { StrayLot } from './lay-count.ts'
import { gapOf, mostUnitsNamed, sizeOfUnits } from './line-gap.ts'
import type { Part } from './line-gap.ts'
import { match } from './match.ts'
import { contentsOf, openPacks, packsOf } from './open-packs.ts'
import { readExpectation } from './read-receipt.ts'
import type { Count, CountedLine, Expectation, ExpectedLine, MatchResult } from './receipt-types.ts'
import { tally } from './tally.ts'

export type FateOfMissing = 'not_shipped' | 'lost'
export type FateOfRejected = 'returning' | 'destroyed'
export type Fate = FateOfMissing | FateOfRejected
/** What the buyer says became of goods that are missing, and what is to become of those it rejects. */
export type Fates = { missing?: FateOfMissing | undefined; rejected?: FateOfRejected | undefined }

/** So much of a line is not coming. */
export type Less = {
  change: 'less'
  line: number
  quantity: Quantity
  fate: Fate
  units?: readonly string[] | undefined
}
/** So much more was sent: on a line of the delivery or, with `fills` (an agreed line), on a new one of another batch. */
export type More = {
  change: 'more'
  line: number
  fills?: number | undefined
  batch: string
  quantity: Quantity
  units?: readonly string[] | undefined
}
export type Change = Less | More

export type Unsettled = {
  expectation: Expectation
  /** The agreed lines of the trade: a new line of another batch fills the first one of its product. */
  agreed: readonly { line: number; product: string }[]
  count: Count
  fates: Fates
}

const fateNeeded = <F extends Fate>(fate: F | undefined, field: 'missing' | 'rejected'): F => {
  if (fate === undefined) throw fault('VALIDATION_FAILED', field, 'fate.needed')
  return fate
}

const unitsOf = ({ units }: Part): { units?: readonly string[] } =>
  units === undefined || units.length === 0 ? {} : { units }

const less = (line: number, part: Part, fate: () => Fate): Less[] =>
  isZero(part.quantity) ? [] : [{ change: 'less', line, quantity: part.quantity, fate: fate(), ...unitsOf(part) }]

const more = (line: Pick<More, 'line' | 'fills' | 'batch'>, part: Part): More[] =>
  isZero(part.quantity) ? [] : [{ change: 'more', ...line, quantity: part.quantity, ...unitsOf(part) }]

/** A unit that the chain places elsewhere than on the line on which it was counted cannot have been loaded instead. */
const elsewhere = (expectation: Expectation, lines: readonly ExpectedLine[]): ((unit: string) => boolean) => {
  const { otherTrades = {}, elsewhere: strangers = {} } = expectation
  const placed = new Set(lines.flatMap((line) => [...(line.units ?? []), ...(line.receivedUnits ?? [])]))
  for (const unit of contentsOf(placed, packsOf(expectation))) placed.add(unit)
  for (const unit of Object.keys(otherTrades)) placed.add(unit)
  // Others may well have been loaded: whether the supplier may still send them is asked when he says so.
  for (const [unit, { is }] of Object.entries(strangers)) if (is === 'received') placed.add(unit)
  return (unit) => placed.has(unit)
}

const total = (rows: readonly CountedLine[], of: 'accepted' | 'rejected'): Quantity => sum(rows.map((row) => row[of]))

/** Units are named on a new line only when all of its goods are, and are not too many: else it goes on as bulk. */
const lotParts = ({ rows }: StrayLot): { all: Part; rejected: Part } => {
  const [accepted, rejected] = [total(rows, 'accepted'), total(rows, 'rejected')]
  const quantity = add(accepted, rejected)
  const good = rows.flatMap((row) => row.units ?? [])
  const bad = rows.flatMap((row) => row.rejectedUnits ?? [])
  const unit = { unit: rows[0]?.unit ?? '' }
  const fits = (units: string[], measured: Quantity): boolean => {
    const size = sizeOfUnits(unit, units)
    return size !== undefined && compare(size, measured) === 0
  }
  const units = [...good, ...bad]
  const distinct = new Set(units).size === units.length && units.length <= mostUnitsNamed
  const named = distinct && fits(good, accepted) && fits(bad, rejected)
  if (!named) return { all: { quantity }, rejected: { quantity: rejected } }
  return { all: { quantity, units }, rejected: { quantity: rejected, units: bad } }
}

const strayChanges = (lots: readonly StrayLot[], { agreed, fates }: Unsettled, firstFree: number): Change[] =>
  lots.flatMap((lot, i) => {
    const fills = agreed.find(({ product }) => product === lot.product)?.line
    if (fills === undefined) return []
    const line = firstFree + i
    const { all, rejected } = lotParts(lot)
    return [
      ...more({ line, fills, batch: batchId(lot.product, lot.lot) }, all),
      ...less(line, rejected, () => fateNeeded(fates.rejected, 'rejected')),
    ]
  })

/**
 * The amendments by which the lines due agree with the count, when the supplier says that the count is true: `more` before `less`, each
 * in order of lines. What a supplier's word cannot settle (recalled, expired, counted twice, of another trade …) is in none of them:
 * amend, then `matchSettled` says what still differs. Linear in lines and units. Throws VALIDATION_FAILED (`missing`, `rejected`) when
 * goods need a fate that is not given, and as `match`.
 */
export const settle = (unsettled: Unsettled): Change[] => {
  const { expectation, count, fates } = unsettled
  const lines = readExpectation(expectation)
  const { rows, lots } = layCount(lines, count)
  const isElsewhere = elsewhere(expectation, lines)
  const opened = openPacks(tally(lines, rows).tallies, packsOf(expectation))
  const onLines = opened.flatMap((t): Change[] => {
    const { line, batch } = t.expected
    const gap = gapOf(t, count.kind, isElsewhere)
    return [
      ...more({ line, batch }, gap.more),
      ...less(line, gap.missing, () => fateNeeded(fates.missing, 'missing')),
      ...less(line, gap.rejected, () => fateNeeded(fates.rejected, 'rejected')),
    ]
  })
  const last = lines.at(-1)?.line ?? 0
  const changes = [...onLines, ...strayChanges(lots, unsettled, last + 1)]
  return [...changes.filter(({ change }) => change === 'more'), ...changes.filter(({ change }) => change === 'less')]
}

/** What was settled of the goods that a line did not accept. */
type Taken = { missing: Quantity; rejected: Quantity; units: Set<string> }

const settledOn = (changes: readonly Change[]): Map<number, Taken> => {
  const taken = new Map<number, Taken>()
  for (const change of changes) {
    if (change.change === 'more') continue
    const known = taken.get(change.line) ?? { missing: '0', rejected: '0', units: new Set<string>() }
    const part = change.fate === 'not_shipped' || change.fate === 'lost' ? 'missing' : 'rejected'
    for (const unit of change.units ?? []) known.units.add(unit)
    taken.set(change.line, { ...known, [part]: add(known[part], change.quantity) })
  }
  return taken
}

/** Takes at most `asked` out of what is there of a part; gives what is left of `asked`. */
const takeOut = (settled: Taken, part: 'missing' | 'rejected', asked: Quantity): Quantity => {
  const gone = compare(settled[part], asked) > 0 ? asked : settled[part]
  settled[part] = subtract(settled[part], gone)
  return subtract(asked, gone)
}

const withoutSettled = (row: CountedLine, settled: Taken | undefined): CountedLine => {
  if (settled === undefined) return row
  const { reason, rejectedUnits = [], ...rest } = row
  const missing = takeOut(settled, 'missing', row.missing)
  const rejected = takeOut(settled, 'rejected', row.rejected)
  if (isZero(rejected)) return { ...rest, missing, rejected }
  const left = rejectedUnits.filter((unit) => !settled.units.has(unit))
  return { ...rest, missing, rejected, rejectedUnits: left, ...(reason === undefined ? {} : { reason }) }
}

/**
 * The count with what was settled taken out of it: missing and rejected goods that are accounted for, goods that were set aside. `expectation` is the amended one; rows lie on its lines, in their units of measure.
 */
export const settledCount = (expectation: Expectation, count: Count, changes: readonly Change[]): Count => {
  const { rows, lots } = layCount(readExpectation(expectation), count)
  const settled = settledOn(changes)
  const stray = lots.flatMap((lot) => lot.rows)
  const lines = [...rows, ...stray].map((row) =>
    withoutSettled(row, row.line === undefined ? undefined : settled.get(row.line)),
  )
  return { ...count, lines }
}

/**
 * Matches after the lines were amended. As `match`, but a count of which nothing is left to accept agrees: the answer has settled it
 * all. `complete` then says that nothing stays due. Where nothing was ever received and nothing is due any more, it does not agree: such
 * a delivery is refused as a whole.
 */
export const matchSettled = (expectation: Expectation, count: Count, changes: readonly Change[]): MatchResult => {
  const result = match(expectation, settledCount(expectation, count, changes))
  const onlyNothing = result.differences.every(({ code }) => code === 'nothing_counted')
  const over = result.lines.every(({ due }) => isZero(due))
  if (result.agreed || !onlyNothing || changes.length === 0 || (over && expectation.state !== 'partly_received'))
    return result
  return { ...result, agreed: true, complete: over, differences: [] }
}
