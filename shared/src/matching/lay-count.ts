// Lays the rows of a count on the lines where their product and lot lie, whatever line the receiver named: what a settlement reads.
import { isZero } from '../domain/decimal.ts'
import { inUnitOf, readCount } from './read-receipt.ts'
import type { Count, CountedLine, ExpectedLine } from './receipt-types.ts'

/** Goods of a product that is on the trade, of a lot that is not; in the unit of measure of that product's lines. */
export type StrayLot = { product: string; lot: string; rows: CountedLine[] }

/**
 * `rows`: on a line, or fitting none (then `match` says so). `lots`: the stray lots, in order of product and lot. Rows of products that
 * are not on the trade and of which nothing is accepted are in neither: those goods never left under this trade and are set aside.
 */
export type LaidCount = { rows: CountedLine[]; lots: StrayLot[] }

const keyOf = (product: string, lot: string): string => `${product}\u0000${lot}`

type Index = {
  byNumber: Map<number, ExpectedLine>
  byLot: Map<string, ExpectedLine[]>
  /** The first line of a product tells its unit of measure. */
  byProduct: Map<string, ExpectedLine>
}

const indexOf = (lines: readonly ExpectedLine[]): Index => {
  const byLot = new Map<string, ExpectedLine[]>()
  for (const line of lines) {
    const same = byLot.get(keyOf(line.product, line.lot))
    if (same === undefined) byLot.set(keyOf(line.product, line.lot), [line])
    else same.push(line)
  }
  return {
    byNumber: new Map(lines.map((line) => [line.line, line])),
    byLot,
    byProduct: new Map([...lines].reverse().map((line) => [line.product, line])),
  }
}

/** The line on which a row lies: the one it names when it fits, else the only one of its product and lot. */
const lineOf = (index: Index, row: CountedLine): ExpectedLine | undefined => {
  const named = row.line === undefined ? undefined : index.byNumber.get(row.line)
  if (named?.product === row.product && named.lot === row.lot) return named
  const fitting = index.byLot.get(keyOf(row.product, row.lot)) ?? []
  return fitting.length === 1 ? fitting[0] : undefined
}

/** Linear in rows. Throws as `readCount`. */
export const layCount = (lines: readonly ExpectedLine[], count: Count): LaidCount => {
  const index = indexOf(lines)
  const rows: CountedLine[] = []
  const lots = new Map<string, StrayLot>()
  for (const row of readCount(count)) {
    const line = lineOf(index, row)
    const sibling = index.byProduct.get(row.product)
    const { line: _named, ...free } = row
    if (line !== undefined) {
      rows.push({ ...(inUnitOf(line, row) ?? row), line: line.line })
    } else if (sibling === undefined) {
      if (!isZero(row.accepted)) rows.push(row)
    } else {
      const measured = index.byLot.has(keyOf(row.product, row.lot)) ? undefined : inUnitOf(sibling, free)
      if (measured === undefined) rows.push(row)
      else {
        const key = keyOf(row.product, row.lot)
        const stray = lots.get(key) ?? { product: row.product, lot: row.lot, rows: [] }
        stray.rows.push(measured)
        lots.set(key, stray)
      }
    }
  }
  const sorted = [...lots].sort(([a], [b]) => (a < b ? -1 : 1))
  return { rows, lots: sorted.map(([, lot]) => lot) }
}
