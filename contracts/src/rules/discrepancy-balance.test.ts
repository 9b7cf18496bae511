// Whatever was sent, counted and answered: no goods are made or lost but those that the answer calls lost, and every unit is where it is said to be.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { add, compare, isZero, subtract, sum } from '@ectrace/shared/domain/decimal'
import { AppError } from '@ectrace/shared/errors'
import { batchId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { bulk, dispatch, named } from '../../test/dispatching.ts'
import { arg } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { answer, confirming, counted, raise } from '../../test/noting.ts'
import type { Row } from '../../test/noting.ts'
import { agreedTrade, batchFields, membershipOf, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

type Story = {
  /** Bottles sent by name; the rest of ten goes in bulk, of another batch. */
  byName: number
  came: number
  strange: number
  rejected: number
  inBulk: number
  rejectedInBulk: number
  kind: 'partial' | 'final'
  missing: 'not_shipped' | 'lost'
  fate: 'returning' | 'destroyed'
}
const story: fc.Arbitrary<Story> = fc.record({
  byName: fc.integer({ min: 1, max: 6 }),
  came: fc.integer({ min: 0, max: 6 }),
  strange: fc.constantFrom(0, 0, 1, 2),
  rejected: fc.constantFrom(0, 0, 1, 2),
  inBulk: fc.integer({ min: 0, max: 12 }),
  rejectedInBulk: fc.constantFrom(0, 0, 1, 3),
  kind: fc.constantFrom('partial', 'final'),
  missing: fc.constantFrom('not_shipped', 'lost'),
  fate: fc.constantFrom('returning', 'destroyed'),
})

const valuesOf = <K extends 'holding' | 'unit'>({ chain }: World, kind: K): State[K][] =>
  chain.values().flatMap(([key, value]) => (key.startsWith(`${kind}/`) ? [value as unknown as State[K]] : []))

const held = (w: World, batch: string): State['holding'][] =>
  valuesOf(w, 'holding').filter((holding) => holding.batch === batch && holding.state !== 'spent')

/** The amendments of a yes, extra goods out of whatever the dairy has on hand of their batch. */
const yes = async (w: World, no: string): Promise<Fields[]> =>
  (await confirming(w, no)).map((amendment) => {
    if (amendment['change'] === 'less') return amendment
    const { batch, quantity, units } = amendment
    const stock = held(w, batch as string).filter(({ state, owner }) => state === 'on_hand' && owner === w.dairy.id)
    const from = stock.find((holding) => compare(holding.quantity, quantity as string) >= 0)
    const proof = units === undefined ? {} : { membership: membershipOf(w.batch.paths, units as string[]) }
    return { ...amendment, ...proof, holdings: [{ id: from?.id ?? holdingId('none', 0), quantity: quantity ?? '0' }] }
  })

const goneIn = (amendments: readonly Fields[], lines: ReadonlyMap<number, string>, batch: string): string =>
  sum(
    amendments
      .filter(({ fate, line }) => (fate === 'lost' || fate === 'destroyed') && lines.get(line as number) === batch)
      .map(({ quantity }) => quantity as string),
  )

const rowsOf = (w: World, told: Story): Row[] => {
  const { byName, strange } = told
  const came = Math.min(told.came, byName)
  const arrived = [...w.batch.paths.slice(0, came), ...w.batch.paths.slice(byName, byName + strange)]
  const bad = Math.min(told.rejected, arrived.length)
  const badInBulk = Math.min(told.rejectedInBulk, told.inBulk)
  return [
    {
      accepted: String(arrived.length - bad),
      rejected: String(bad),
      units: arrived.slice(bad),
      rejectedUnits: arrived.slice(0, bad),
    },
    { lot: 'M2', accepted: String(told.inBulk - badInBulk), rejected: String(badInBulk) },
  ]
}

const started = async (told: Story): Promise<{ w: World; no: string; other: string }> => {
  const w = await world()
  await w.chain.act(w.dairy.trader, 'createBatch', batchFields(w.milk, 'M2', w.dairy.place, '12'))
  const other = batchId(w.milk, 'M2')
  const no = await agreedTrade(w, w.shopA, 'T')
  const rest = String(10 - told.byName)
  await dispatch(w, no, [
    named(w, w.batch.paths.slice(0, told.byName)),
    bulk(w, { line: 2, batch: other, quantity: rest, holdings: [{ id: holdingId(other, 0), quantity: rest }] }),
  ])
  return { w, no, other }
}

/** Counts that agree, that no answer can settle, or goods that the supplier does not have; anything else is a fault. */
const isExpected = (error: AppError): boolean => {
  const [first] = error.details.faults ?? []
  return (
    ['STATE_CONFLICT', 'NOT_FOUND'].includes(error.code) ||
    (error.code === 'VALIDATION_FAILED' &&
      first?.field === arg('differences') &&
      first.rule !== 'differences.as-matched')
  )
}

const onTheWay = (w: World, other: string, delivery: State['delivery'] | undefined): void => {
  const { lines = [], returning = [] } = delivery ?? {}
  const due = lines.map(({ dispatched, received }) => subtract(dispatched, received))
  const back = returning.map(({ holding }) => w.chain.get(keys.holding(holding))?.quantity ?? '')
  const moving = [w.batch.id, other].flatMap((batch) => held(w, batch)).filter(({ state }) => state === 'in_transit')
  expect(sum(moving.map(({ quantity }) => quantity))).toBe(sum([...due, ...back]))
  const travelling = valuesOf(w, 'unit').filter(({ state }) => state === 'in_transit')
  const inDelivery = [...lines, ...returning].flatMap(({ units = [] }) => units)
  expect(travelling.map(({ path }) => path).sort()).toEqual([...inDelivery].sort())
}

/** Of both batches as much is there as was made, less what is gone; what is on its way is due or on its way back, to the unit. */
const conserved = (w: World, { no, other }: { no: string; other: string }, amendments: readonly Fields[]): void => {
  const delivery = w.chain.get(keys.delivery(no))
  const lines = new Map((delivery?.lines ?? []).map(({ line, batch }) => [line, batch]))
  for (const [batch, quantity] of [
    [w.batch.id, '10'],
    [other, '12'],
  ] as const) {
    const there = sum(held(w, batch).map((holding) => holding.quantity))
    expect(add(there, goneIn(amendments, lines, batch))).toBe(quantity)
    for (const holding of held(w, batch)) expect(isZero(holding.quantity)).toBe(false)
  }
  onTheWay(w, other, delivery)
}

const play = async (told: Story): Promise<'settled' | 'refused'> => {
  const { w, no, other } = await started(told)
  const count = counted(w, rowsOf(w, told), told.kind)
  let amendments: Fields[]
  try {
    await raise(w, no, count, { missing: told.missing, rejected: told.fate })
    amendments = await yes(w, no)
    await answer(w, no, 'confirm', amendments)
  } catch (error) {
    if (error instanceof AppError && isExpected(error)) return 'refused'
    throw error
  }
  conserved(w, { no, other }, amendments)
  const accepted = count.lines.flatMap(({ units = [] }) => units)
  const atShop = valuesOf(w, 'unit').filter(({ holder, state }) => holder === w.shopA.id && state === 'on_hand')
  expect(atShop.map(({ path }) => path).sort()).toEqual([...accepted].sort())
  return 'settled'
}

describe('a note that is confirmed', () => {
  test('keeps the mass balance and says where every unit is, whatever was sent and counted', async () => {
    const outcomes = { settled: 0, refused: 0 }
    await fc.assert(
      fc.asyncProperty(story, async (told) => {
        outcomes[await play(told)] += 1
      }),
      { numRuns: 30 },
    )
    expect(outcomes.settled).toBeGreaterThan(8)
  }, 120_000)
})
