// Receiving cases worked out by hand, and the bounds of size.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { AppError } from '../errors.ts'
import { match } from './match.ts'
import type { Count, CountedLine, Expectation, ExpectedLine, MatchResult } from './match.ts'

type Named = { name: { zh: string; en: string }; expectation: Expectation; count: Count }
type Vectors = {
  cases: (Named & { expected: MatchResult })[]
  invalid: (Named & { error: { code: string; field: string; rule: string } })[]
}
const vectors = JSON.parse(readFileSync(new URL('../../vectors/matching.json', import.meta.url), 'utf8')) as Vectors

const faultOf = (act: () => unknown): { code: string; field?: string; rule?: string } => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const [first] = error.details.faults ?? []
    return { code: error.code, ...(first === undefined ? {} : { field: first.field, rule: first.rule }) }
  }
  return { code: 'none' }
}

describe('matching vectors', () => {
  test('there are at least 45 cases with distinct names', () => {
    const names = vectors.cases.map((vector) => vector.name.en)
    expect(names.length).toBeGreaterThanOrEqual(45)
    expect(new Set(names).size).toBe(names.length)
  })

  test.each(vectors.cases.map((vector) => [vector.name.en, vector] as const))('%s', (_name, vector) => {
    expect(match(vector.expectation, vector.count)).toEqual(vector.expected)
  })

  test.each(vectors.invalid.map((vector) => [vector.name.en, vector] as const))('refused: %s', (_name, vector) => {
    expect(faultOf(() => match(vector.expectation, vector.count))).toEqual(vector.error)
  })
})

describe('size', () => {
  const line = (i: number): ExpectedLine => ({
    line: i + 1,
    product: 'P',
    batch: `P.${String(i)}`,
    lot: String(i),
    unit: 'H87',
    due: '10',
    units: Array.from({ length: 10 }, (_unit, k) => `/s/x/P/10/${String(i)}/21/${String(k)}`),
  })
  const expectation = (lines: number): Expectation => ({
    trade: 'T',
    state: 'dispatched',
    buyer: 'B',
    lines: Array.from({ length: lines }, (_line, i) => line(i)),
  })
  const count = (lines: CountedLine[]): Count => ({
    receiver: 'B',
    at: '2025-11-22T08:00:00+08:00',
    kind: 'final',
    lines,
  })
  const counted = (i: number, from: string): CountedLine => ({
    product: 'P',
    lot: from,
    unit: 'H87',
    accepted: '10',
    rejected: '0',
    missing: '0',
    units: line(i).units,
  })

  test('5,000 lines with 50,000 units agree', () => {
    const rows = Array.from({ length: 5000 }, (_row, i) => counted(i, String(i)))
    expect(match(expectation(5000), count(rows)).agreed).toBe(true)
  })

  test('5,000 cartons of which all 50,000 items were scanned agree', () => {
    const rows = Array.from({ length: 5000 }, (_row, i) => counted(i, String(i)))
    const cartons = Array.from({ length: 5000 }, (_line, i) => `/s/00/${String(i)}`)
    const packs = cartons.map((path, i) => [path, { children: line(i).units ?? [], quantity: '10' }] as const)
    const lines = cartons.map((path, i) => ({ ...line(i), units: [path], contents: { [path]: '10' } }))
    const packed = { ...expectation(0), lines, packs: Object.fromEntries(packs) }
    const result = match(packed, count(rows))
    expect([result.agreed, result.lines[4999]?.units, result.lines[4999]?.completeness]).toEqual([
      true,
      ['/s/00/4999'],
      'completeness_verified',
    ])
  })

  test('a tree of packs without an end does not hold it up', () => {
    const endless = { children: ['/s/00/0', '/s/00/1'], quantity: '1' }
    const packs = { '/s/00/0': endless, '/s/00/1': endless }
    const looped = { ...expectation(0), lines: [{ ...line(0), units: ['/s/00/0'] }], packs }
    expect(match(looped, count([counted(0, '0')])).agreed).toBe(false)
  })

  test('5,000 wrong lots are each laid to a line of their own', () => {
    const rows = Array.from({ length: 5000 }, (_row, i) => ({ ...counted(i, `X${String(i)}`), units: [] }))
    const { differences } = match(expectation(5000), count(rows))
    const laid = differences.filter((d) => d.code === 'wrong_lot').map((d) => d.line)
    expect(new Set(laid).size).toBe(5000)
  })

  test('more lines or units than that are refused', () => {
    const rows = Array.from({ length: 5001 }, (_row, i) => ({ ...counted(0, String(i)), units: [] }))
    expect(faultOf(() => match(expectation(1), count(rows)))).toEqual({
      code: 'VALIDATION_FAILED',
      field: 'lines',
      rule: 'at-most-5000-lines',
    })
    const many = [{ ...counted(0, '0'), units: Array.from({ length: 50_001 }, (_unit, i) => String(i)) }]
    expect(faultOf(() => match(expectation(1), count(many)))).toEqual({
      code: 'VALIDATION_FAILED',
      field: 'lines',
      rule: 'at-most-50000-units',
    })
    expect(faultOf(() => match(expectation(5001), count([])))).toEqual({
      code: 'VALIDATION_FAILED',
      field: 'expectation.lines',
      rule: 'at-most-5000-lines',
    })
  })
})
