// Checks every scanned unit against the units named at dispatch, those received before, and those of other trades.

import { parsePath } from '../codes/trace-code.ts'
import type { TraceCode } from '../codes/trace-code.ts'
import { add, compare, isZero, sum } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import { AppError } from '../errors.ts'
import { difference } from './difference.ts'
import { contentsOf, packsOf, quantityOn } from './open-packs.ts'
import type { OpenTally } from './open-packs.ts'
import type { Difference, Elsewhere, Expectation, ExpectedLine, ReceiptKind } from './receipt-types.ts'
import type { Stray } from './tally.ts'

/** What the chain knows of units: line that expects them, units received before, units of other trades. */
type KnownUnits = {
  owner: Map<string, number>
  received: Set<string>
  otherTrades: Map<string, string>
  elsewhere: Map<string, Elsewhere>
  trade: string
}

const knownUnits = (expectation: Expectation, tallies: readonly OpenTally[]): KnownUnits => {
  const owner = new Map<string, number>()
  const received = new Set<string>()
  for (const { expected, inside } of tallies) {
    for (const unit of inside) owner.set(unit, expected.line)
    for (const unit of expected.units ?? []) owner.set(unit, expected.line)
    for (const unit of expected.receivedUnits ?? []) received.add(unit)
  }
  for (const unit of contentsOf(received, packsOf(expectation))) received.add(unit)
  return {
    owner,
    received,
    otherTrades: new Map(Object.entries(expectation.otherTrades ?? {})),
    elsewhere: new Map(Object.entries(expectation.elsewhere ?? {})),
    trade: expectation.trade,
  }
}

const lineOf = (line: number | undefined): { line?: number } => (line === undefined ? {} : { line })

/** A unit that cannot be received on this trade whatever line it is counted on. */
const spoken = (known: KnownUnits, unit: string, line: number | undefined): Difference | undefined => {
  const at = lineOf(line)
  const { trade } = known
  const elsewhere = known.elsewhere.get(unit)
  if (known.received.has(unit) || elsewhere?.is === 'received')
    return difference('unit_already_received', { ...at, field: 'units', unit })
  const other = known.otherTrades.get(unit)
  if (other !== undefined)
    return difference('unit_of_other_trade', { ...at, field: 'trade', expected: trade, actual: other, unit })
  if (elsewhere?.is === 'in_other_pack')
    return difference('unit_in_other_pack', { ...at, field: 'units', expected: trade, actual: elsewhere.pack, unit })
  return elsewhere?.is === 'not_held' ? difference('unit_unknown', { ...at, field: 'units', unit }) : undefined
}

/** A unit that the dispatch did not name on a line where units were named. */
const unnamed = (known: KnownUnits, line: number, unit: string): Difference => {
  const elsewhere = known.elsewhere.get(unit)
  if (elsewhere?.is !== 'taken_out') return difference('unit_unknown', { line, field: 'units', unit })
  return difference('unit_taken_out', { line, field: 'units', actual: elsewhere.pack, unit })
}

const codeOf = (path: string): TraceCode | undefined => {
  try {
    return parsePath(path)
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** On a bulk line the units were not named; what a code says of itself still has to fit. */
const bulkUnit = (line: ExpectedLine, unit: string): Difference | undefined => {
  const code = codeOf(unit)
  if (code?.kind === 'logistics') return undefined
  if (code?.kind !== 'item') return difference('unit_unknown', { line: line.line, field: 'units', unit })
  if (code.lot === line.lot) return undefined
  return difference('wrong_lot', { line: line.line, field: 'lot', expected: line.lot, actual: code.lot, unit })
}

const unitOnLine = (known: KnownUnits, expected: ExpectedLine, unit: string): Difference | undefined => {
  const owner = known.owner.get(unit)
  if (owner === expected.line) return undefined
  if (owner !== undefined) {
    const actual = String(expected.line)
    return difference('unit_of_other_line', {
      line: expected.line,
      field: 'line',
      expected: String(owner),
      actual,
      unit,
    })
  }
  const elsewhere = spoken(known, unit, expected.line)
  if (elsewhere !== undefined) return elsewhere
  if (expected.units === undefined) return bulkUnit(expected, unit)
  return unnamed(known, expected.line, unit)
}

const scannedOf = (t: OpenTally): string[] => [...t.units, ...t.rejectedUnits]

const countedTwice = (tallies: readonly OpenTally[], strays: readonly Stray[]): Difference[] => {
  const seen = new Set<string>()
  const twice = new Map<string, number | undefined>()
  const look = (line: number | undefined, units: readonly string[]): void => {
    for (const unit of units) {
      if (seen.has(unit) && !twice.has(unit)) twice.set(unit, line)
      seen.add(unit)
    }
  }
  for (const t of tallies) look(t.expected.line, t.scanned)
  for (const stray of strays) look(undefined, stray.units)
  return [...twice].map(([unit, line]) => difference('unit_counted_twice', { ...lineOf(line), field: 'units', unit }))
}

/** Quantity in the scanned units, undefined when that of one of them is not known. */
const scannedQuantity = ({ expected, units }: OpenTally): Quantity | undefined => {
  const quantities = units.map(quantityOn(expected))
  return quantities.every((quantity) => quantity !== undefined) ? sum(quantities) : undefined
}

/** Scanned against accepted: equal where units were named; in bulk a part may be scanned and the rest entered. */
const scannedMismatch = (t: OpenTally): Difference | undefined => {
  if (t.units.length === 0) return undefined
  const expected = scannedQuantity(t)
  if (expected === undefined) return undefined
  const order = compare(expected, t.accepted)
  if (t.expected.units === undefined ? order <= 0 : order === 0) return undefined
  const says = { line: t.expected.line, field: 'units', expected, actual: t.accepted }
  const { doubled } = t
  return doubled !== undefined && compare(add(expected, doubled.quantity), t.accepted) === 0
    ? difference('unit_counted_with_pack', { ...says, unit: doubled.unit })
    : difference('count_mismatch', says)
}

/** Named units have to be scanned: all of them in a final receipt, those that came in a partial one. */
const notCounted = (t: OpenTally, kind: ReceiptKind): Difference | undefined => {
  const named = t.expected.units ?? []
  const scanned = new Set(scannedOf(t))
  if (isZero(add(t.accepted, t.rejected)) || (kind === 'partial' && scanned.size > 0)) return undefined
  const left = named.filter((unit) => !scanned.has(unit))
  const [first] = left
  if (first === undefined) return undefined
  const [expected, actual] = [String(named.length), String(named.length - left.length)]
  return difference('units_not_counted', { line: t.expected.line, field: 'units', expected, actual, unit: first })
}

/** Every difference that single units show. Each unit is looked at once: linear in lines and units. */
export const matchUnits = (
  expectation: Expectation,
  kind: ReceiptKind,
  tallies: readonly OpenTally[],
  strays: readonly Stray[],
): Difference[] => {
  const known = knownUnits(expectation, tallies)
  const onLines = tallies.flatMap((t) => [
    ...[...new Set(scannedOf(t))].map((unit) => unitOnLine(known, t.expected, unit)),
    scannedMismatch(t),
    notCounted(t, kind),
  ])
  const astray = strays.flatMap((stray) => [...new Set(stray.units)].map((unit) => spoken(known, unit, undefined)))
  const found = [...onLines, ...astray].filter((d) => d !== undefined)
  return [...countedTwice(tallies, strays), ...found]
}

/** The accepted, scanned units that are due on the line: in the order of dispatch, or sorted when it went in bulk. */
export const unitsDueOn = ({ expected, units }: OpenTally): string[] => {
  const scanned = new Set(units)
  if (expected.units !== undefined) return expected.units.filter((unit) => scanned.has(unit))
  return [...scanned].sort((a, b) => (a < b ? -1 : 1))
}
