// The receiving cases worked out by hand (shared/vectors/matching.json), matched as the door does: from state values of the chain.
import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { match } from '@ectrace/shared/matching/match'
import type { Count, Expectation, MatchResult } from '@ectrace/shared/matching/match'
import { productRowsOf, unitRowsOf } from '@ectrace/shared/matching/vector-fixture'
import type { Json } from '@ectrace/shared/proof/canonical'
import { expectReceipt } from './expect-receipt.ts'
import type { Reading } from './state.ts'

type Vector = { name: { en: string }; expectation: Expectation; count: Count; expected: MatchResult }

const file = new URL('../../../shared/vectors/matching.json', import.meta.url)
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as { cases: Vector[] }
const sentStates: readonly string[] = ['dispatched', 'partly_received', 'received', 'refused', 'returned']

const tradeOf = ({ trade: no, state, buyer, missingCredentials = [] }: Expectation): State['trade'] => ({
  v: 1,
  no,
  supplier: 'supplier',
  buyer,
  state,
  lines: [],
  // Nobody holds any: what is required is missing.
  requiredCredentials: [...missingCredentials],
  documents: [],
  receipts: 0,
  attempts: 0,
})

const deliveryOf = ({ trade, lines }: Expectation): unknown => ({
  v: 1,
  trade,
  lines: lines.map(({ due, expiry, ...line }) => ({
    ...line,
    dispatched: due,
    received: '0',
    holding: '',
    ...(expiry === undefined ? {} : { expiresOn: expiry }),
  })),
})

/** A chain that holds what the vector expects. */
const chainOf = (expectation: Expectation): Reading => {
  const state = new Map<string, unknown>()
  if (sentStates.includes(expectation.state)) state.set(keys.delivery(expectation.trade), deliveryOf(expectation))
  for (const { batch, recalled } of expectation.lines) {
    if (recalled === true) state.set(keys.recall(batch), { v: 1, batch, class: 1, reason: 'x' })
  }
  for (const row of unitRowsOf(expectation, 'supplier')) state.set(keys.unit(row.path), row)
  for (const row of productRowsOf(expectation, 'supplier')) state.set(keys.product(row.id), row)
  const entry = (key: string) => ({ key, digest: '', height: 1, index: 0, transaction: '', leafIndex: 0 })
  return {
    ledger: {
      read: (key) => Promise.resolve(state.has(key) ? { ...entry(key), value: state.get(key) as Json } : undefined),
    },
  }
}

test('there are at least 100 of them', () => {
  expect(cases.length).toBeGreaterThanOrEqual(100)
})

describe('the door matches', () => {
  test.each(cases.map((vector): [string, Vector] => [vector.name.en, vector]))('%s', async (_title, vector) => {
    const { expectation, count, expected } = vector
    const built = await expectReceipt(chainOf(expectation), tradeOf(expectation), count)
    expect(match(built, count)).toEqual(expected)
  })
})
