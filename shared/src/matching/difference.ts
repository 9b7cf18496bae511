// Makes differences and puts them into the one order in which everybody sees them.

import { differenceCodes, dispositionOf } from './difference-codes.ts'
import type { DifferenceCode } from './difference-codes.ts'
import type { Difference } from './receipt-types.ts'

/** A difference with the disposition of its code. */
export const difference = (code: DifferenceCode, parts: Omit<Difference, 'code' | 'disposition'>): Difference => ({
  code,
  disposition: dispositionOf(code),
  ...parts,
})

const rank = new Map(differenceCodes.map((code, i) => [code, i]))

const sortKey = (d: Difference): readonly (string | number)[] => [
  d.line ?? Number.MAX_SAFE_INTEGER,
  rank.get(d.code) ?? differenceCodes.length,
  d.field,
  d.unit ?? '',
  d.actual ?? '',
  d.expected ?? '',
  d.reason ?? '',
  d.quantity ?? '',
]

const compareKeys = (a: readonly (string | number)[], b: readonly (string | number)[]): number => {
  for (let i = 0; i < a.length; i += 1) {
    const [x = '', y = ''] = [a[i], b[i]]
    if (x !== y) return x < y ? -1 : 1
  }
  return 0
}

/** By line (those of no line last), then by gravity of the code, then by what they say: never by the order of counting. */
export const inOrder = (differences: readonly Difference[]): Difference[] =>
  differences
    .map((d) => ({ d, key: sortKey(d) }))
    .sort((a, b) => compareKeys(a.key, b.key))
    .map(({ d }) => d)
