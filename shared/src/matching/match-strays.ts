// Differences for goods that hit no line: wrong product, wrong lot, wrong unit of measure, or one line too many.

import { add, compare, isZero } from '../domain/decimal.ts'
import { difference } from './difference.ts'
import type { Difference, ExpectedLine } from './receipt-types.ts'
import type { LineTally, Stray } from './tally.ts'

/** Hands out the lines of a list that nothing explains yet, each once, in line order. */
const handOut = (lines: readonly ExpectedLine[], taken: Set<number>): (() => ExpectedLine | undefined) => {
  let next = 0
  return () => {
    for (let line = lines[next]; line !== undefined; line = lines[next]) {
      next += 1
      if (taken.has(line.line)) continue
      taken.add(line.line)
      return line
    }
    return undefined
  }
}

type Lines = {
  byNumber: Map<number, ExpectedLine>
  firstOf: Map<string, ExpectedLine>
  /** The next line of a product that is still short. */
  nextShortOf: (product: string) => ExpectedLine | undefined
  /** The next line of which nothing arrived. */
  nextEmpty: () => ExpectedLine | undefined
}

const linesFor = (tallies: readonly LineTally[], strays: readonly Stray[]): Lines => {
  const taken = new Set(strays.flatMap((stray) => (stray.line === undefined ? [] : [stray.line])))
  const short = tallies.filter((t) => compare(add(t.accepted, t.rejected), t.expected.due) < 0)
  const shortByProduct = new Map<string, ExpectedLine[]>()
  for (const { expected } of short) {
    const same = shortByProduct.get(expected.product)
    if (same === undefined) shortByProduct.set(expected.product, [expected])
    else same.push(expected)
  }
  const handOuts = new Map([...shortByProduct].map(([product, lines]) => [product, handOut(lines, taken)]))
  const empty = short.filter((t) => isZero(add(t.accepted, t.rejected))).map((t) => t.expected)
  return {
    byNumber: new Map(tallies.map((t) => [t.expected.line, t.expected])),
    firstOf: new Map([...tallies].reverse().map((t) => [t.expected.product, t.expected])),
    nextShortOf: (product) => handOuts.get(product)?.(),
    nextEmpty: handOut(empty, taken),
  }
}

const wrongLot = (stray: Stray, lines: Lines): Difference => {
  const named = stray.line === undefined ? undefined : lines.byNumber.get(stray.line)
  const meant = named ?? lines.nextShortOf(stray.product) ?? lines.firstOf.get(stray.product)
  const { lot, quantity } = stray
  if (meant === undefined) return difference('wrong_lot', { field: 'lot', actual: lot, quantity })
  return difference('wrong_lot', { line: meant.line, field: 'lot', expected: meant.lot, actual: lot, quantity })
}

/** Another product came instead of a line (named, or one of which nothing arrived): wrong product. Else it is one too many. */
const wrongProduct = (stray: Stray, lines: Lines): Difference => {
  const meant = stray.line === undefined ? lines.nextEmpty() : lines.byNumber.get(stray.line)
  const { product, quantity } = stray
  if (meant === undefined) return difference('extra_line', { field: 'product', actual: product, quantity })
  return difference('wrong_product', {
    line: meant.line,
    field: 'product',
    expected: meant.product,
    actual: product,
    quantity,
  })
}

const wrongUnitOfMeasure = (stray: Stray, lines: Lines): Difference => {
  const line = stray.line ?? 0
  const expected = lines.byNumber.get(line)?.unit ?? ''
  return difference('wrong_unit_of_measure', {
    line,
    field: 'unit',
    expected,
    actual: stray.unit,
    quantity: stray.quantity,
  })
}

/** One difference per stray. Lots are laid to lines before products, so that a line is explained once where that is possible. */
export const matchStrays = (tallies: readonly LineTally[], strays: readonly Stray[]): Difference[] => {
  const lines = linesFor(tallies, strays)
  const of = (cause: Stray['cause']): Stray[] => strays.filter((stray) => stray.cause === cause)
  return [
    ...of('wrong_unit_of_measure').map((stray) => wrongUnitOfMeasure(stray, lines)),
    ...of('wrong_lot').map((stray) => wrongLot(stray, lines)),
    ...of('wrong_product').map((stray) => wrongProduct(stray, lines)),
    ...of('unknown_line').map((stray) =>
      difference('extra_line', { field: 'line', actual: String(stray.line), quantity: stray.quantity }),
    ),
  ]
}
