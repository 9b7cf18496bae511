import { describe, expect, test } from '@jest/globals'
import { inPrecedence, verdicts } from './verdict.ts'
import type { VerdictKind } from './verdict.ts'

/** As the design says it, highest first; `voided` stands behind `frozen`: both say that this code is on no goods to be trusted. */
const order: readonly VerdictKind[] = [
  'unknown',
  'recalled',
  'tampered',
  'frozen',
  'voided',
  'expired',
  'not_activated',
  'hidden_used',
  'clone_risk',
  'unverified_organisation',
  'not_proven',
  'verified',
]
const pairs = order.flatMap((first, i) => order.slice(i + 1).map((second) => [first, second] as const))

describe('the sentence over the page', () => {
  test('knows every finding once, in the order of precedence', () => {
    expect(verdicts).toEqual(order)
  })

  test.each(pairs)('%s is said before %s, whichever was found first', (first, second) => {
    // A page that is green has nothing else to say.
    const due = second === 'verified' ? [first] : [first, second]
    expect(inPrecedence([first, second])).toEqual(due)
    expect(inPrecedence([second, first])).toEqual(due)
  })

  test('everything that was found stays, each once; alone it is green', () => {
    expect(inPrecedence([...order, ...order].reverse())).toEqual(order.slice(0, -1))
    expect(inPrecedence(['verified'])).toEqual(['verified'])
    expect(inPrecedence([])).toEqual([])
  })
})
