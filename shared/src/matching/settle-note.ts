// What an answer to a discrepancy note leads to, read from the chain: the same for the rule that writes it and the door that shows it before.
import type { GetState } from '../ledger/keys.ts'
import { keys } from '../ledger/keys.ts'
import type { State } from '../ledger/state.ts'
import { amendDelivery } from './amend-delivery.ts'
import type { Amending } from './amend-delivery.ts'
import { packsWithout } from './gone-from-packs.ts'
import type { Count, Expectation, MatchResult } from './receipt-types.ts'
import { matchSettled } from './settlement.ts'
import type { Change } from './settlement.ts'

type Delivery = State['delivery']

/** How the chain is read: one value, and what it expects of a delivery. */
export type NoteReading = {
  get: GetState
  expect: (delivery: Delivery) => Promise<Expectation>
}

/** The batches that changes bring in on new lines, those that exist. */
const goodsOf = async (
  { get }: NoteReading,
  delivery: Delivery,
  changes: readonly Change[],
): Promise<Amending['goods']> => {
  const there = new Set(delivery.lines.map(({ line }) => line))
  const named = changes.flatMap((change) => (change.change === 'more' && !there.has(change.line) ? [change.batch] : []))
  const batches = await Promise.all([...new Set(named)].map((id) => get(keys.batch(id))))
  return Object.fromEntries(batches.flatMap((batch) => (batch === undefined ? [] : [[batch.id, batch]])))
}

/** The delivery after the changes (new lines without a holding) and the count held against it. Throws as `amendDelivery`. */
export const outcomeOf = async (
  reading: NoteReading,
  noted: { trade: State['trade']; delivery: Delivery; count: Count },
  changes: readonly Change[],
): Promise<{ delivery: Delivery; result: MatchResult }> => {
  const goods = await goodsOf(reading, noted.delivery, changes)
  const { packs = {} } = await reading.expect(noted.delivery)
  const delivery = amendDelivery({ ...noted, goods, packs }, changes)
  const expected = await reading.expect(delivery)
  const gone = new Set(changes.flatMap((change) => (change.change === 'less' ? (change.units ?? []) : [])))
  // The chain still has them in their packs: it is written after this.
  const left = expected.packs === undefined ? {} : { packs: packsWithout(expected.packs, gone) }
  return { delivery, result: matchSettled({ ...expected, ...left }, noted.count, changes) }
}
