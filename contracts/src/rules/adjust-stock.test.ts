// A stock adjustment takes two persons: proposed by one, decided by another.
import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { bulk, dispatch, received } from '../../test/dispatching.ts'
import { arg, hash, person, refused } from '../../test/harness.ts'
import type { Fields, Person } from '../../test/harness.ts'
import { agreedTrade, enrolment, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { retire } from '../../test/stocking.ts'

const id = deriveId('adjustment', 'one')

const propose = (w: World, change: Fields = {}, who: Person = w.dairy.trader) =>
  w.chain.act(who, 'adjustStock', {
    id,
    batch: w.batch.id,
    place: w.dairy.place,
    direction: 'decrease',
    quantity: '2',
    reason: 'miscounted',
    inputs: [{ holding: w.batch.holding, quantity: '2' }],
    note: 'counted twice',
    ...change,
  })
const increase = (w: World, change: Fields = {}, who: Person = w.dairy.trader) =>
  w.chain.act(who, 'adjustStock', {
    id,
    batch: w.batch.id,
    place: w.dairy.place,
    direction: 'increase',
    quantity: '3',
    reason: 'found',
    note: '',
    ...change,
  })
const decide = (w: World, who: Person, decision = 'approve', of = id) =>
  w.chain.act(who, 'decideAdjustment', { id: of, decision })

describe('adjustStock', () => {
  test('moves nothing: it is written down and waits', async () => {
    const w = await world()
    await propose(w)
    const { note, ...said } = w.chain.get(keys.adjustment(id)) ?? { note: { digest: '' } }
    expect(said).toEqual({
      v: 1,
      id,
      batch: w.batch.id,
      place: w.dairy.place,
      direction: 'decrease',
      quantity: '2',
      reason: 'miscounted',
      inputs: [{ holding: w.batch.holding, quantity: '2' }],
      organisation: w.dairy.id,
      proposedBy: w.dairy.trader.user,
      state: 'proposed',
    })
    expect(note.digest).toMatch(/^[0-9a-f]{64}$/)
    expect(w.chain.get(keys.holding(w.batch.holding))).toMatchObject({ state: 'on_hand', quantity: '10' })
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['an unknown batch', () => ({ batch: batchId('x', 'y') }), 'NOT_FOUND', 'batch'],
    ['a place of another', (w) => ({ place: w.shopA.place }), 'WRONG_ORGANISATION', 'place'],
    ['half a bottle', () => ({ quantity: '0.5' }), 'INVALID_QUANTITY', 'quantity'],
    ['nothing', () => ({ quantity: '0' }), 'INVALID_QUANTITY', 'quantity'],
    ['another sum than is taken', () => ({ quantity: '3' }), 'QUANTITY_NOT_BALANCED', 'inputs'],
    ['a holding for an increase', (w) => ({ held: w.batch.holding }), 'VALIDATION_FAILED', 'held'],
    [
      'more than is held',
      (w) => ({ quantity: '11', inputs: [{ holding: w.batch.holding, quantity: '11' }] }),
      'INSUFFICIENT_QUANTITY',
      'inputs.0.holding',
    ],
    [
      'an unknown holding',
      () => ({ inputs: [{ holding: holdingId('x', 0), quantity: '2' }] }),
      'NOT_FOUND',
      'inputs.0.holding',
    ],
  ])('a decrease by %s is refused', async (_title, change, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => propose(w, change(w)))).toMatchObject({ code, field: arg(field) })
  })

  test('a decrease names what it takes, an increase does not', async () => {
    const w = await world()
    expect(await refused(w.chain, () => increase(w, { direction: 'decrease' }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('inputs'),
    })
    expect(await refused(w.chain, () => propose(w, { direction: 'increase' }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('inputs'),
    })
  })

  test('nobody finds goods of a batch of which it never had any', async () => {
    const w = await world()
    const theirs = { place: w.shopA.place }
    expect(await refused(w.chain, () => increase(w, theirs, w.shopA.trader))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('held'),
    })
    const claimed = { ...theirs, held: w.batch.holding }
    expect(await refused(w.chain, () => increase(w, claimed, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('held'),
    })
    const no = await agreedTrade(w, w.shopA, 'T')
    await dispatch(w, no, [bulk(w)])
    await received(w, no, '10')
    await increase(w, { ...theirs, held: holdingId(`${no}/0`, 0) }, w.shopA.trader)
    await decide(w, w.shopA.admin)
    expect(w.chain.get(keys.holding(holdingId(id, 0)))).toMatchObject({ owner: w.shopA.id, quantity: '3' })
  })

  test('a known id and a role that may not are refused', async () => {
    const w = await world()
    expect((await refused(w.chain, () => propose(w, {}, w.dairy.warehouse))).code).toBe('FORBIDDEN')
    await propose(w)
    expect(await refused(w.chain, () => propose(w))).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('id') })
  })
})

describe('decideAdjustment', () => {
  test('an approved decrease takes the goods out', async () => {
    const w = await world()
    await propose(w)
    await decide(w, w.dairy.admin)
    expect(w.chain.get(keys.adjustment(id))).toMatchObject({ state: 'approved', decidedBy: w.dairy.admin.user })
    expect(w.chain.get(keys.holding(w.batch.holding))?.state).toBe('spent')
    expect(w.chain.get(keys.holding(holdingId(id, 0)))).toMatchObject({ batch: w.batch.id, quantity: '8' })
  })

  test('an approved increase makes a holding', async () => {
    const w = await world()
    await increase(w)
    await decide(w, w.dairy.admin)
    expect(w.chain.get(keys.holding(holdingId(id, 0)))).toEqual({
      v: 1,
      id: holdingId(id, 0),
      owner: w.dairy.id,
      place: w.dairy.place,
      batch: w.batch.id,
      quantity: '3',
      state: 'on_hand',
    })
  })

  test('a rejection ends it and moves nothing', async () => {
    const w = await world()
    await propose(w)
    await decide(w, w.dairy.admin, 'reject')
    expect(w.chain.get(keys.adjustment(id))).toMatchObject({ state: 'rejected', decidedBy: w.dairy.admin.user })
    expect(w.chain.get(keys.holding(w.batch.holding))).toMatchObject({ state: 'on_hand', quantity: '10' })
    expect(await refused(w.chain, () => decide(w, w.dairy.admin))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('id'),
      rule: 'adjustment.proposed',
    })
  })

  test.each(['approve', 'reject'])('the proposer can never %s, in no role', async (decision) => {
    const w = await world()
    const both = person()
    await w.chain.act(w.dairy.admin, 'enrolUser', enrolment(both, w.dairy.id, ['trader', 'administrator', 'warehouse']))
    await propose(w, {}, both)
    expect(await refused(w.chain, () => decide(w, both, decision))).toMatchObject({
      code: 'FORBIDDEN',
      field: arg('id'),
      rule: 'adjustment.by-another-person',
    })
    await decide(w, w.dairy.trader, decision)
  })

  test('goods that moved since are named, and it stays proposed', async () => {
    const w = await world()
    await propose(w)
    await retire(w)
    const refusal = await refused(w.chain, () => decide(w, w.dairy.admin))
    expect(refusal).toMatchObject({ code: 'STATE_CONFLICT', rule: 'holding.on-hand' })
    expect(refusal.details.faults).toEqual([
      { field: arg('inputs.0.holding'), rule: 'holding.on-hand', value: w.batch.holding },
    ])
    expect(w.chain.get(keys.adjustment(id))?.state).toBe('proposed')
    await decide(w, w.dairy.admin, 'reject')
  })

  test('another organisation, another role and an unknown adjustment are refused', async () => {
    const w = await world()
    await propose(w)
    expect(await refused(w.chain, () => decide(w, w.shopA.admin))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('id'),
    })
    expect((await refused(w.chain, () => decide(w, w.dairy.warehouse))).code).toBe('FORBIDDEN')
    const unknown = deriveId('adjustment', hash('none'))
    expect(await refused(w.chain, () => decide(w, w.dairy.admin, 'approve', unknown))).toMatchObject({
      code: 'NOT_FOUND',
      field: arg('id'),
    })
  })
})
