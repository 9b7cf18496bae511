// Reads an expectation and a count before they are compared: bounds, exact quantities in the line's own unit of measure.

import { multiply, parseQuantity } from '../domain/decimal.ts'
import type { Quantity } from '../domain/decimal.ts'
import { parseDate, parseInstant } from '../domain/time.ts'
import { decimalsOf } from '../domain/unit-of-measure.ts'
import { fault } from '../errors.ts'
import type { Count, CountedLine, Expectation, ExpectedLine } from './receipt-types.ts'

const mostLines = 5_000
const mostUnits = 50_000
/** Of what lies in packs: counting one item of each opens them all. */
const mostPacked = 200_000

const checkBounds = (field: string, lines: readonly unknown[], units: number): void => {
  if (lines.length > mostLines)
    throw fault('VALIDATION_FAILED', field, `at-most-${String(mostLines)}-lines`, String(lines.length))
  if (units > mostUnits) throw fault('VALIDATION_FAILED', field, `at-most-${String(mostUnits)}-units`, String(units))
}

const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)

/** Expected lines by number, quantities canonical. Throws VALIDATION_FAILED, INVALID_QUANTITY or INVALID_TIME. */
export const readExpectation = ({ lines, packs = {} }: Expectation): ExpectedLine[] => {
  checkBounds(
    'expectation.lines',
    lines,
    total(lines.map((line) => (line.units?.length ?? 0) + (line.receivedUnits?.length ?? 0))),
  )
  const packed = total(Object.values(packs).map(({ children }) => children.length))
  if (packed > mostPacked)
    throw fault('VALIDATION_FAILED', 'expectation.packs', `at-most-${String(mostPacked)}-units`, String(packed))
  if (new Set(lines.map((line) => line.line)).size !== lines.length) {
    throw fault('VALIDATION_FAILED', 'expectation.lines', 'line-numbers-distinct')
  }
  const read = lines.map((line, i): ExpectedLine => {
    const field = `expectation.lines.${String(i)}`
    const decimals = decimalsOf(line.unit)
    const due = parseQuantity(line.due, `${field}.due`, { decimals })
    const tolerance = parseQuantity(line.tolerance ?? '0', `${field}.tolerance`, { decimals })
    if (line.expiry !== undefined) parseDate(line.expiry, `${field}.expiry`)
    return { ...line, due, tolerance }
  })
  return read.sort((a, b) => a.line - b.line)
}

/** Counted rows, quantities canonical in the unit of measure in which they were counted. Errors as above. */
export const readCount = ({ at, lines }: Count): CountedLine[] => {
  parseInstant(at, 'at')
  checkBounds('lines', lines, total(lines.map((row) => (row.units?.length ?? 0) + (row.rejectedUnits?.length ?? 0))))
  return lines.map((row, i): CountedLine => {
    const decimals = decimalsOf(row.unit)
    const read = (name: 'accepted' | 'rejected' | 'missing'): Quantity =>
      parseQuantity(row[name], `lines.${String(i)}.${name}`, { decimals })
    return { ...row, accepted: read('accepted'), rejected: read('rejected'), missing: read('missing') }
  })
}

/** The row in the line's unit of measure, by packing ratio where one is stated; undefined when it cannot be converted. */
export const inUnitOf = (line: ExpectedLine, row: CountedLine): CountedLine | undefined => {
  if (row.unit === line.unit) return row
  const packing = line.packing ?? {}
  const ratio = Object.prototype.hasOwnProperty.call(packing, row.unit) ? packing[row.unit] : undefined
  if (ratio === undefined) return undefined
  const convert = (quantity: Quantity): Quantity => multiply(quantity, ratio)
  return {
    ...row,
    unit: line.unit,
    accepted: convert(row.accepted),
    rejected: convert(row.rejected),
    missing: convert(row.missing),
  }
}
