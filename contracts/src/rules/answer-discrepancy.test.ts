import { describe, expect, test } from '@jest/globals'
import { batchId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { bulk, dispatch, named } from '../../test/dispatching.ts'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { answer, byName, confirm, confirming, counted, inBulk, plain, raise } from '../../test/noting.ts'
import {
  agreedTrade,
  batchFields,
  itemPaths,
  membershipOf,
  mintedAs,
  product,
  rootOf,
  world,
} from '../../test/world.ts'
import type { World } from '../../test/world.ts'

type Holding = State['holding']

/** `owner state quantity` of every holding of a batch that is not spent. */
const stock = ({ chain, ...w }: World, batch = w.batch.id): string[] => {
  const names = new Map([
    [w.dairy.id, 'dairy'],
    [w.shopA.id, 'shop'],
  ])
  return chain
    .values()
    .flatMap(([key, value]) => (key.startsWith('holding/') ? [value as unknown as Holding] : []))
    .filter((holding) => holding.batch === batch && holding.state !== 'spent')
    .map(({ owner, state, quantity }) => `${names.get(owner) ?? owner} ${state} ${quantity}`)
    .sort()
}
const unitStates = ({ chain }: World, paths: readonly string[]): (string | undefined)[] =>
  paths.map((path) => chain.get(keys.unit(path))?.state)

describe('a supplier that confirms', () => {
  test('makes the receipt appear by itself, under the buyer’s own count and place', async () => {
    const { w, no } = await inBulk()
    const count = counted(w, [{ accepted: '8', missing: '2' }])
    await raise(w, no, count)
    const { events } = await confirm(w, no)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'received', receipts: 1, discrepancies: 1 })
    expect(w.chain.get(keys.receipt(no, 0))).toEqual({
      v: 1,
      trade: no,
      n: 0,
      place: w.shopA.place,
      receivedAt: count.at,
      batches: [w.batch.id],
      count,
    })
    expect(w.chain.get(keys.discrepancy(no, 0))).toMatchObject({ state: 'confirmed', receipt: 0 })
    expect(w.chain.get(keys.answer(no, 0))).toEqual({
      v: 1,
      trade: no,
      n: 0,
      answer: 'confirm',
      amendments: [{ change: 'less', line: 1, quantity: '2', fate: 'not_shipped' }],
      reason: 'quantity',
      party: 'supplier',
      note: { digest: expect.any(String) },
    })
    expect(events.map(({ name }) => name)).toEqual(['tradeChanged', 'receiptConfirmed', 'discrepancyChanged'])
    expect(stock(w)).toEqual(['dairy on_hand 2', 'shop on_hand 8'])
    const [home] = w.chain
      .values()
      .map(([, value]) => value as unknown as Holding)
      .filter(({ id }) => id === holdingId(`${no}/note/0`, 0))
    expect(home).toMatchObject({ place: w.dairy.place, state: 'on_hand', quantity: '2' })
  })

  test.each<[string, Fields, string[]]>([
    ['not shipped: they are on hand again', { missing: 'not_shipped' }, ['dairy on_hand 3', 'shop on_hand 7']],
    ['lost: they are gone', { missing: 'lost' }, ['shop on_hand 7']],
  ])('missing goods were %s', async (_title, fates, left) => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ accepted: '7' }]), fates)
    await confirm(w, no)
    expect(stock(w)).toEqual(left)
  })

  test.each<[string, Fields, string[]]>([
    [
      'returning: they stay in transit on their own',
      { rejected: 'returning' },
      ['dairy in_transit 3', 'shop on_hand 7'],
    ],
    ['destroyed: they are gone', { rejected: 'destroyed' }, ['shop on_hand 7']],
  ])('rejected goods are %s', async (_title, fates, left) => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ accepted: '7', rejected: '3', reason: 'damaged' }]), fates)
    await confirm(w, no)
    expect(stock(w)).toEqual(left)
    const holding = holdingId(`${no}/note/0`, 0)
    const returning = fates['rejected'] === 'returning' ? [{ batch: w.batch.id, holding }] : undefined
    expect(w.chain.get(keys.delivery(no))?.returning).toEqual(returning)
  })

  test.each<[string, Fields, string]>([
    ['never shipped', { missing: 'not_shipped' }, 'on_hand'],
    ['lost', { missing: 'lost' }, 'retired'],
  ])('a named unit that was %s goes by its fate: %j, %s', async (_title, fates, state) => {
    const { w, no, units } = await byName()
    await raise(w, no, counted(w, [{ accepted: '4', units: units.slice(1) }]), fates)
    await confirm(w, no)
    expect(unitStates(w, units)).toEqual([state, 'on_hand', 'on_hand', 'on_hand', 'on_hand'])
    expect(w.chain.get(keys.unit(units[0] ?? ''))).toEqual({
      v: 1,
      path: units[0],
      batch: w.batch.id,
      holder: w.dairy.id,
      state,
      minted: mintedAs(w, units[0]),
    })
    expect(w.chain.get(keys.delivery(no))?.lines[0]).toMatchObject({
      dispatched: '4',
      received: '4',
      units: [],
      receivedUnits: units.slice(1),
    })
  })

  test.each<[string, string]>([
    ['returning', 'in_transit'],
    ['destroyed', 'retired'],
  ])('a rejected named unit that is %s is %s', async (fate, state) => {
    const { w, no, units } = await byName()
    const row = { accepted: '4', rejected: '1', units: units.slice(1), rejectedUnits: units.slice(0, 1) }
    await raise(w, no, counted(w, [row]), { rejected: fate })
    await confirm(w, no)
    expect(unitStates(w, units)).toEqual([state, 'on_hand', 'on_hand', 'on_hand', 'on_hand'])
    const holding = holdingId(`${no}/note/0`, 0)
    const returning = fate === 'returning' ? [{ batch: w.batch.id, holding, units: units.slice(0, 1) }] : undefined
    expect(w.chain.get(keys.delivery(no))?.returning).toEqual(returning)
  })

  test('takes what came beyond what was announced out of its stock; the unit that was never loaded is at home again', async () => {
    const { w, no, units } = await byName()
    const [first = '', sixth = ''] = [units[0], w.batch.paths[5]]
    await raise(w, no, counted(w, [{ accepted: '5', units: [...units.slice(1), sixth] }]))
    const [extra, ...rest] = await confirming(w, no, 0, holdingId(no, 1))
    await answer(w, no, 'confirm', [{ ...extra, membership: membershipOf(w.batch.paths, [sixth]) }, ...rest])
    expect(w.chain.get(keys.unit(sixth))).toMatchObject({ holder: w.shopA.id, state: 'on_hand' })
    expect(w.chain.get(keys.unit(first))).toMatchObject({ holder: w.dairy.id, state: 'on_hand' })
    expect(stock(w)).toEqual(['dairy on_hand 1', 'dairy on_hand 4', 'shop on_hand 5'])
  })

  test('sends another batch that came instead on a new line', async () => {
    const w = await world()
    await w.chain.act(w.dairy.trader, 'createBatch', batchFields(w.milk, 'M2', w.dairy.place, '6'))
    const other = batchId(w.milk, 'M2')
    const no = await agreedTrade(w, w.shopA, 'T')
    await dispatch(w, no, [bulk(w)])
    await raise(w, no, counted(w, [{ accepted: '6' }, { lot: 'M2', accepted: '3', rejected: '1' }]))
    await answer(w, no, 'confirm', await confirming(w, no, 0, holdingId(other, 0)))
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
    expect(w.chain.get(keys.receipt(no, 0))?.batches).toEqual([w.batch.id, other])
    expect(stock(w)).toEqual(['dairy on_hand 4', 'shop on_hand 6'])
    expect(stock(w, other)).toEqual(['dairy in_transit 1', 'dairy on_hand 2', 'shop on_hand 3'])
    expect(w.chain.get(keys.delivery(no))?.lines[1]).toMatchObject({
      line: 2,
      batch: other,
      dispatched: '3',
      received: '3',
    })
  })

  test('has nothing to amend when the only difference are goods of no line that are set aside', async () => {
    const { w, no } = await inBulk()
    const bread = await product(w.chain, w.dairy, 'bread')
    await raise(w, no, counted(w, [{ accepted: '10' }, { product: bread, lot: 'B1', rejected: '2' }]))
    await answer(w, no, 'confirm', [])
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
    expect(stock(w)).toEqual(['shop on_hand 10'])
  })

  test('closes a trade of which the rest never comes, by a receipt of nothing', async () => {
    const { w, no } = await inBulk()
    await w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
      no,
      place: w.shopA.place,
      receivedAt: w.chain.now(),
      batches: [w.batch.id],
      count: plain(counted(w, [{ accepted: '6' }], 'partial')),
    })
    await raise(w, no, counted(w, [{ missing: '4' }]))
    await confirm(w, no)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'received', receipts: 2 })
    expect(w.chain.get(keys.receipt(no, 1))?.batches).toEqual([])
    expect(stock(w)).toEqual(['dairy on_hand 4', 'shop on_hand 6'])
  })

  test('settles what is rejected of a part without a receipt; the rest is received later', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ rejected: '2' }], 'partial'))
    await confirm(w, no)
    expect(w.chain.get(keys.discrepancy(no, 0))).not.toHaveProperty('receipt')
    expect(w.chain.get(keys.discrepancy(no, 0))?.state).toBe('confirmed')
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'dispatched', receipts: 0 })
    expect(stock(w)).toEqual(['dairy in_transit 2', 'dairy in_transit 8'])
  })

  test('days later: the batch is judged at the buyer’s instant, recalls are those of now', async () => {
    const { w, no } = await inBulk()
    w.chain.at('2025-12-20T15:00:00.000Z')
    await raise(w, no, counted(w, [{ accepted: '8' }]))
    w.chain.at('2025-12-22T15:00:00.000Z')
    const seeded = { v: 1 as const, batch: w.batch.id, class: 1 as const, reason: 'glass' }
    const amendments = await confirming(w, no)
    await confirm(w, no)
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
    const late = await inBulk()
    await raise(late.w, late.no, counted(late.w, [{ accepted: '8' }]))
    late.w.chain.seed(keys.recall(late.w.batch.id), seeded)
    const { code, details, field, rule } = await refused(late.w.chain, () =>
      answer(late.w, late.no, 'confirm', amendments),
    )
    expect([code, field, rule]).toEqual(['STATE_CONFLICT', arg('answer'), 'count.agrees'])
    expect(details['differences']).toMatchObject([{ code: 'recalled' }])
  })
})

describe('a supplier that corrects', () => {
  test('leaves the trade open with the new due, and the answer says what still differs', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ accepted: '7', missing: '3' }]))
    await answer(w, no, 'correct', [{ change: 'less', line: 1, quantity: '2', fate: 'not_shipped' }])
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'dispatched', receipts: 0 })
    expect(w.chain.get(keys.discrepancy(no, 0))?.state).toBe('corrected')
    expect(w.chain.get(keys.answer(no, 0))?.differences).toEqual([
      { code: 'short', disposition: 'mismatch_quantity', line: 1, field: 'quantity', expected: '8', actual: '7' },
    ])
    expect(stock(w)).toEqual(['dairy in_transit 8', 'dairy on_hand 2'])
  })

  test('and makes the receipt appear when its own amendments agree', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ accepted: '7', missing: '3' }]))
    await answer(w, no, 'correct', [
      { change: 'less', line: 1, quantity: '2', fate: 'not_shipped' },
      { change: 'less', line: 1, quantity: '1', fate: 'lost' },
    ])
    expect(w.chain.get(keys.discrepancy(no, 0))).toMatchObject({ state: 'corrected', receipt: 0 })
    expect(w.chain.get(keys.answer(no, 0))).not.toHaveProperty('differences')
    expect(stock(w)).toEqual(['dairy on_hand 2', 'shop on_hand 7'])
  })

  test('may add to a line that was received: what came later travels in a holding of its own', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '6' })
    await dispatch(w, no, [bulk(w, { quantity: '6', holdings: [{ id: w.batch.holding, quantity: '6' }] })])
    const rest = holdingId(no, 1)
    await raise(w, no, counted(w, [{ accepted: '5', missing: '1' }]))
    await answer(w, no, 'correct', [
      { change: 'less', line: 1, quantity: '6', fate: 'not_shipped' },
      { change: 'more', line: 1, batch: w.batch.id, quantity: '2', holdings: [{ id: rest, quantity: '2' }] },
    ])
    expect(w.chain.get(keys.delivery(no))?.lines[0]).toMatchObject({ dispatched: '2', received: '0' })
    expect(stock(w)).toEqual(['dairy in_transit 2', 'dairy on_hand 2', 'dairy on_hand 6'])
  })
})

describe('a supplier that disputes', () => {
  test('moves nothing; the buyer may raise another note or receive', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ accepted: '8' }]))
    const before = stock(w)
    await answer(w, no, 'dispute', [], { reason: 'other', party: 'carrier' })
    expect(stock(w)).toEqual(before)
    expect(w.chain.get(keys.answer(no, 0))).toMatchObject({ answer: 'dispute', amendments: [], party: 'carrier' })
    await raise(w, no, counted(w, [{ accepted: '9' }]))
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'dispatched', discrepancies: 2 })
    expect(w.chain.get(keys.discrepancy(no, 0))?.state).toBe('disputed')
  })

  test('cannot amend', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ accepted: '8' }]))
    const amendments = await confirming(w, no)
    expect(await refused(w.chain, () => answer(w, no, 'dispute', amendments))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('amendments'),
    })
  })
})

test('the codes of a lot that came unannounced go with it', async () => {
  const w = await world()
  await w.chain.act(w.dairy.trader, 'createBatch', batchFields(w.milk, 'M2', w.dairy.place, '2'))
  const other = batchId(w.milk, 'M2')
  const paths = itemPaths(w.milk, 'M2', 2)
  await w.chain.act(w.dairy.trader, 'mintCodes', { batch: other, set: 0, root: rootOf(paths), count: 2 })
  const units = w.batch.paths.slice(0, 3)
  const no = await agreedTrade(w, w.shopA, 'T', { quantity: '3' })
  await dispatch(w, no, [named(w, units)])
  await raise(
    w,
    no,
    counted(w, [
      { accepted: '1', units: units.slice(0, 1) },
      { lot: 'M2', accepted: '2', units: paths },
    ]),
  )
  const [extra, ...rest] = await confirming(w, no, 0, holdingId(other, 0))
  await answer(w, no, 'confirm', [{ ...extra, membership: membershipOf(paths, paths) }, ...rest])
  for (const path of paths) expect(w.chain.get(keys.unit(path))).toMatchObject({ holder: w.shopA.id, state: 'on_hand' })
  expect(w.chain.get(keys.delivery(no))?.lines[1]).toMatchObject({ units: [], receivedUnits: paths })
  expect(unitStates(w, units)).toEqual(['on_hand', 'on_hand', 'on_hand'])
})
