// Sentences for differences: every code in both languages, both values side by side.

import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { differenceCodes, dispositionOf } from './difference-codes.ts'
import { describeDifference } from './difference-text.ts'
import type { Difference, MatchResult } from './match.ts'

const vectors = JSON.parse(readFileSync(new URL('../../vectors/matching.json', import.meta.url), 'utf8')) as {
  cases: { expected: MatchResult }[]
}
const all = vectors.cases.flatMap((vector) => vector.expected.differences)

const of = (code: Difference['code'], parts: Partial<Difference>): Difference => ({
  code,
  disposition: dispositionOf(code),
  field: 'quantity',
  ...parts,
})

describe('describeDifference', () => {
  test('the vectors show every code but those of a load', () => {
    const shown = new Set(all.map((d) => d.code))
    expect(differenceCodes.filter((code) => !shown.has(code))).toEqual([
      'not_held',
      'unit_not_held',
      'unit_not_in_use',
      'unit_of_other_batch',
    ])
  })

  test('every difference of the vectors reads well in both languages', () => {
    for (const d of all) {
      const [zh, en] = [describeDifference(d, 'zh'), describeDifference(d, 'en')]
      for (const said of [zh, en]) {
        expect(said).not.toMatch(/[{}[\]]|undefined|—/)
        if (d.code === 'short' || d.code === 'over' || d.code === 'wrong_lot') {
          expect(said).toContain(d.expected)
          expect(said).toContain(d.actual)
        }
      }
      expect(zh).toMatch(/\p{Script=Han}/u)
      expect(en).not.toMatch(/\p{Script=Han}/u)
    }
  })

  test.each([
    [
      of('short', { line: 1, expected: '10', actual: '9' }),
      '第 1 行：短少：应收 10，实收 9',
      'Line 1: Short: due 10, counted 9',
    ],
    [
      of('wrong_lot', { line: 2, field: 'lot', expected: 'A1', actual: 'A9', quantity: '4' }),
      '第 2 行：批号不符：应为 A1，实为 A9，数量 4',
      'Line 2: Wrong lot: expected A1, found A9, quantity 4',
    ],
    [
      of('wrong_unit_of_measure', { line: 1, field: 'unit', expected: 'H87', actual: 'KGM' }),
      '第 1 行：计量单位不符：应为 件，实为 千克',
      'Line 1: Wrong unit of measure: expected piece, counted in kilogram',
    ],
    [
      of('already_received', { field: 'state', expected: 'dispatched', actual: 'received' }),
      '交易已经收过货，不能再次收货',
      'The trade was received already',
    ],
    [
      of('not_dispatched', { field: 'state', expected: 'dispatched', actual: 'agreed' }),
      '交易尚未发货：当前状态为“已达成”',
      'Not dispatched yet: the trade is "Agreed"',
    ],
    [
      of('rejected', { line: 3, field: 'rejected', expected: '0', actual: '10', reason: 'temperature' }),
      '第 3 行：拒收（温度超标）：应为 0，实为 10',
      'Line 3: Rejected (temperature): expected 0, found 10',
    ],
    [
      of('expired', { line: 1, field: 'expiry', expected: '2025-11-21', actual: '2025-11-22' }),
      '第 1 行：已过保质期：保质期至 2025-11-21，今天 2025-11-22',
      'Line 1: Expired: good until 2025-11-21, today is 2025-11-22',
    ],
  ])('%j', (d, zh, en) => {
    expect(describeDifference(d, 'zh')).toBe(zh)
    expect(describeDifference(d, 'en')).toBe(en)
  })

  test('a value that looks like a placeholder stays as it is', () => {
    expect(
      describeDifference(of('wrong_lot', { field: 'lot', expected: '{actual}', actual: '$&[{unit}]' }), 'en'),
    ).toBe('Wrong lot: expected {actual}, found $&[{unit}]')
  })
})
