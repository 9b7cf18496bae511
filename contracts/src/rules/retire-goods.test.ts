import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { bulk, dispatch, named, received } from '../../test/dispatching.ts'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
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
import { recall, retire, retirement } from '../../test/stocking.ts'

const two = (w: World): Fields => {
  const units = w.batch.paths.slice(0, 2)
  return { units, membership: membershipOf(w.batch.paths, units) }
}

describe('retireGoods', () => {
  test('spends the goods, keeps the remainder and writes the act verbatim', async () => {
    const w = await world()
    await retire(w)
    expect(w.chain.get(keys.holding(w.batch.holding))?.state).toBe('spent')
    const rest = w.chain.get(keys.holding(holdingId(retirement, 0)))
    expect([rest?.quantity, rest?.state, rest?.place]).toEqual(['8', 'on_hand', w.dairy.place])
    expect(w.chain.get(keys.retirement(retirement))).toEqual({
      v: 1,
      id: retirement,
      batch: w.batch.id,
      reason: 'sampled',
      retiredAt: w.chain.now(),
      place: w.dairy.place,
      quantity: '2',
      inputs: [{ holding: w.batch.holding, quantity: '2' }],
      organisation: w.dairy.id,
    })
  })

  test('named units are gone for good: they are neither dispatched nor retired again', async () => {
    const w = await world()
    await retire(w, two(w))
    const [gone = ''] = w.batch.paths
    expect(w.chain.get(keys.unit(gone))).toEqual({
      v: 1,
      path: gone,
      batch: w.batch.id,
      holder: w.dairy.id,
      state: 'retired',
      minted: mintedAs(w, gone),
    })
    const left = holdingId(retirement, 0)
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '1' })
    const { membership: _membership, ...line } = named(w, [gone], { holdings: [{ id: left, quantity: '1' }] })
    expect(await refused(w.chain, () => dispatch(w, no, [line]))).toMatchObject({ code: 'UNIT_NOT_HELD' })
    const again = { id: deriveId('retirement', 'two'), quantity: '1', inputs: [{ holding: left, quantity: '1' }] }
    expect(await refused(w.chain, () => retire(w, { ...again, units: [gone] }))).toMatchObject({
      code: 'UNIT_NOT_HELD',
      field: arg('units.0'),
    })
  })

  test('a unit that was sold cannot arrive in a bulk delivery', async () => {
    const w = await world()
    await retire(w, two(w))
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '8' })
    await dispatch(w, no, [bulk(w, { quantity: '8', holdings: [{ id: holdingId(retirement, 0), quantity: '8' }] })])
    const [sold = ''] = w.batch.paths
    const act = received(w, no, '8', [sold])
    await expect(act).rejects.toMatchObject({
      code: 'RECEIPT_REFUSED',
      details: { result: { differences: [expect.objectContaining({ unit: sold })] } },
    })
  })

  test('who received goods may retire them: a unit by its row, one that came in bulk by its membership', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await dispatch(w, no, [bulk(w)])
    await received(w, no, '10')
    const place = w.shopA.place
    const inputs = [{ holding: holdingId(`${no}/0`, 0), quantity: '2' }]
    await retire(w, { reason: 'sold', place, inputs, ...two(w) }, w.shopA.warehouse)
    expect(w.chain.get(keys.unit(w.batch.paths[1] ?? ''))?.holder).toBe(w.shopA.id)
    expect(w.chain.get(keys.retirement(retirement))?.organisation).toBe(w.shopA.id)
  })

  test('a pack goes with all that is in it; what is in a pack does not go alone', async () => {
    const w = await world()
    const pack = '/s/00/069012345678901238'
    const children = w.batch.paths.slice(0, 4)
    const row = { v: 1, batch: w.batch.id, holder: w.dairy.id, state: 'on_hand' } as const
    w.chain.seed(keys.unit(pack), { ...row, path: pack, pack: { level: 'carton', quantity: '4', children } })
    for (const path of children) w.chain.seed(keys.unit(path), { ...row, path, parent: pack })
    const [child = ''] = children
    const one = { quantity: '1', inputs: [{ holding: w.batch.holding, quantity: '1' }] }
    expect(await refused(w.chain, () => retire(w, { ...one, units: [child] }))).toMatchObject({
      code: 'UNIT_NOT_HELD',
      rule: 'unit.not-in-pack',
    })
    const loose = w.batch.paths.slice(4, 5)
    const five = { quantity: '5', inputs: [{ holding: w.batch.holding, quantity: '5' }] }
    const units = [pack, ...loose]
    await retire(w, { ...five, units, membership: membershipOf(w.batch.paths, loose) })
    expect(w.chain.get(keys.unit(pack))).toMatchObject({ state: 'retired', pack: { quantity: '4' } })
  })

  test('goods on hold may be destroyed', async () => {
    const w = await world()
    const held = w.chain.get(keys.holding(w.batch.holding))
    if (held === undefined) throw new Error('no holding')
    w.chain.seed(keys.holding(held.id), { ...held, state: 'held' })
    await retire(w, { reason: 'destroyed' })
    expect(w.chain.get(keys.holding(holdingId(retirement, 0)))).toMatchObject({ state: 'held', quantity: '8' })
  })

  test('recalled goods are not sold, but may be destroyed', async () => {
    const w = await world()
    await recall(w, 'first')
    expect(await refused(w.chain, () => retire(w, { reason: 'sold' }))).toMatchObject({
      code: 'BATCH_RECALLED',
      field: arg('batch'),
    })
    await retire(w, { reason: 'destroyed' })
    expect(w.chain.get(keys.retirement(retirement))?.reason).toBe('destroyed')
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['a reason that is none', () => ({ reason: 'eaten' }), 'VALIDATION_FAILED', 'reason'],
    ['an unknown batch', () => ({ batch: batchId('x', 'y') }), 'NOT_FOUND', 'batch'],
    ['a place of another', (w) => ({ place: w.shopA.place }), 'WRONG_ORGANISATION', 'place'],
    ['a time to come', () => ({ retiredAt: '2025-11-22T02:06:00Z' }), 'VALIDATION_FAILED', 'retiredAt'],
    ['a time before it was made', () => ({ retiredAt: '2025-11-19T15:59:59Z' }), 'VALIDATION_FAILED', 'retiredAt'],
    ['half a bottle', () => ({ quantity: '1.5' }), 'INVALID_QUANTITY', 'quantity'],
    ['more than is taken', () => ({ quantity: '3' }), 'QUANTITY_NOT_BALANCED', 'inputs'],
    [
      'more units than quantity',
      (w) => ({ ...two(w), units: w.batch.paths.slice(0, 3) }),
      'QUANTITY_NOT_BALANCED',
      'units',
    ],
    [
      'a unit twice',
      (w) => ({ units: [w.batch.paths[0] ?? '', w.batch.paths[0] ?? ''] }),
      'VALIDATION_FAILED',
      'units.1',
    ],
    ['a unit without a proof', (w) => ({ units: w.batch.paths.slice(0, 2) }), 'UNIT_NOT_IN_BATCH', 'membership'],
    [
      'a proof of nothing',
      (w) => ({ membership: membershipOf(w.batch.paths, w.batch.paths.slice(0, 1)) }),
      'VALIDATION_FAILED',
      'membership',
    ],
    ['a pack that nobody packed', () => ({ units: ['/s/00/069012345678901238'] }), 'UNIT_NOT_IN_BATCH', 'units.0'],
    ['a misprinted code', () => ({ units: ['/s/00/069012345678901230'] }), 'CODE_CHECK_DIGIT', 'units.0'],
    ['a unit of another lot', (w) => ({ units: itemPaths(w.milk, 'M9', 2) }), 'UNIT_NOT_IN_BATCH', 'units.0'],
    [
      'more than is held',
      (w) => ({ quantity: '11', inputs: [{ holding: w.batch.holding, quantity: '11' }] }),
      'INSUFFICIENT_QUANTITY',
      'inputs.0.holding',
    ],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    const refusal = await refused(w.chain, () => retire(w, change(w)))
    expect(refusal).toMatchObject({ code, field: arg(field) })
  })

  test('a known id, goods of another and a role that may not are refused', async () => {
    const w = await world()
    expect(await refused(w.chain, () => retire(w, { place: w.shopA.place }, w.shopA.warehouse))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('inputs.0.holding'),
    })
    expect((await refused(w.chain, () => retire(w, {}, w.dairy.inspector))).code).toBe('FORBIDDEN')
    await retire(w)
    expect(await refused(w.chain, () => retire(w))).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('id') })
  })

  test('of a measured unit of measure a unit says nothing about how much it is', async () => {
    const w = await world()
    const cheese = await product(w.chain, w.dairy, 'cheese', 'KGM')
    await w.chain.act(w.dairy.trader, 'createBatch', batchFields(cheese, 'C1', w.dairy.place, '9.5'))
    const id = batchId(cheese, 'C1')
    const paths = itemPaths(cheese, 'C1', 4)
    await w.chain.act(w.dairy.trader, 'mintCodes', { batch: id, set: 0, root: rootOf(paths), count: 4 })
    const units = paths.slice(0, 1)
    await retire(w, {
      batch: id,
      quantity: '2.25',
      inputs: [{ holding: holdingId(id, 0), quantity: '2.25' }],
      units,
      membership: membershipOf(paths, units),
    })
    expect(w.chain.get(keys.unit(paths[0] ?? ''))?.state).toBe('retired')
  })
})
