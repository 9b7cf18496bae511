// Codes that are printed, frozen or void do not enter trade: wherever they first act, and wherever they go on.
import { describe, expect, test } from '@jest/globals'
import { holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { bulk, dispatch, named, received } from '../test/dispatching.ts'
import { arg, refused } from '../test/harness.ts'
import type { Fields } from '../test/harness.ts'
import { pack, packFields, packingWorld, palletOfSix, sscc, unpack } from '../test/packing.ts'
import { retire, retirement } from '../test/stocking.ts'
import {
  agreedTrade,
  dispatchFields,
  itemPaths,
  membershipOf,
  mintedAs,
  rootOf,
  tradeNumber,
  world,
} from '../test/world.ts'
import type { World } from '../test/world.ts'

const change = (
  w: World,
  name: 'activateCodes' | 'freezeCodes' | 'releaseCodes' | 'voidCodes',
  at: number,
  set = 0,
) => {
  const more =
    name === 'activateCodes'
      ? {}
      : {
          note: '',
          ...(name === 'freezeCodes' && { reason: 'quality' }),
          ...(name === 'voidCodes' && { reason: 'other' }),
        }
  return w.chain.act(w.dairy.trader, name, { batch: w.batch.id, set, from: at, to: at, ...more })
}
const inactive = (field: string, rule: string) => ({ code: 'CODE_NOT_ACTIVE', field: arg(field), rule })
const named2 = (w: World): string[] => w.batch.paths.slice(0, 2)
const trade = (w: World, quantity: string, product = w.milk) => agreedTrade(w, w.shopA, 'T', { quantity, product })
/** Three codes of a second set, of which only the first is in use. */
const printed = async (w: World): Promise<string[]> => {
  const paths = itemPaths(w.milk, w.batch.lot, 13).slice(10)
  const fields = { batch: w.batch.id, set: 1, root: rootOf(paths), count: 3, activation: 'later' }
  await w.chain.act(w.dairy.trader, 'mintCodes', fields)
  await change(w, 'activateCodes', 0, 1)
  return paths
}

describe('a code that acts for the first time', () => {
  test('of a set that is activated later is dispatched once it is in use, and its row says where it stands', async () => {
    const w = await world()
    const all = await printed(w)
    const [used = '', other = ''] = all
    const line = (units: string[]) =>
      bulk(w, {
        quantity: '1',
        holdings: [{ id: w.batch.holding, quantity: '1' }],
        units,
        membership: membershipOf(all, units, 1),
      })
    const no = await trade(w, '1')
    const refusal = await refused(w.chain, () => dispatch(w, no, [line([other])]))
    expect(refusal).toMatchObject(inactive('lines.0.units.0', 'code.activated'))
    expect(refusal.details.faults?.[0]?.value).toBe(other)
    await dispatch(w, no, [line([used])])
    expect(w.chain.get(keys.unit(used))?.minted).toEqual({ set: 1, index: 0 })
  })

  test.each([
    ['freezeCodes', 'code.not-frozen'],
    ['voidCodes', 'code.not-void'],
  ] as const)('%s: it is neither dispatched nor packed nor sold, and is named', async (name, rule) => {
    const w = await packingWorld()
    await change(w, name, 1)
    const no = await trade(w, '2')
    expect(await refused(w.chain, () => dispatch(w, no, [named(w, named2(w))]))).toMatchObject(
      inactive('lines.0.units.1', rule),
    )
    const packing = packFields(w, 1, w.batch.paths.slice(0, 3))
    expect(await refused(w.chain, () => w.chain.act(w.dairy.warehouse, 'aggregate', packing))).toMatchObject(
      inactive('children.1', rule),
    )
    const units = named2(w)
    const sale: Fields = { reason: 'sold', units, membership: membershipOf(w.batch.paths, units) }
    expect(await refused(w.chain, () => retire(w, sale))).toMatchObject(inactive('units.1', rule))
    // What carries it can still be destroyed.
    await retire(w, { ...sale, reason: 'destroyed' })
    expect(w.chain.get(keys.unit(units[1] ?? ''))).toMatchObject({ state: 'retired', minted: mintedAs(w, units[1]) })
  })

  test('that was never in use is on no goods: nothing of it can be destroyed either', async () => {
    const w = await world()
    const paths = await printed(w)
    const units = paths.slice(2)
    const one = { quantity: '1', inputs: [{ holding: w.batch.holding, quantity: '1' }] }
    const act = { ...one, reason: 'destroyed', units, membership: membershipOf(paths, units, 1) }
    expect(await refused(w.chain, () => retire(w, act))).toMatchObject(inactive('units.0', 'code.activated'))
  })
})

describe('a code that acted before', () => {
  const sent = async () => {
    const w = await world()
    const no = await trade(w, '2')
    await dispatch(w, no, [named(w, named2(w))])
    return { w, no }
  }
  const onward = async (w: World, no: string) => {
    const next = tradeNumber('onward')
    const lines = [{ line: 1, product: w.milk, unit: 'H87', quantity: '2' }]
    const offer = { no: next, supplier: w.shopA.id, buyer: w.shopB.id, lines, requiredCredentials: [], documents: [] }
    await w.chain.act(w.shopA.trader, 'offerTrade', offer)
    await w.chain.act(w.shopB.trader, 'acceptTrade', { no: next })
    const line = bulk(w, {
      quantity: '2',
      holdings: [{ id: holdingId(`${no}/0`, 0), quantity: '2' }],
      units: named2(w),
    })
    return () =>
      w.chain.act(w.shopA.trader, 'dispatchTrade', dispatchFields(next, w.shopA.place, w.chain.now(), [line]))
  }

  test('and is frozen under way is received, but goes no further until it is released', async () => {
    const { w, no } = await sent()
    await change(w, 'freezeCodes', 0)
    await received(w, no, '2', named2(w))
    const send = await onward(w, no)
    expect(await refused(w.chain, send)).toMatchObject(inactive('lines.0.units.0', 'code.not-frozen'))
    await change(w, 'releaseCodes', 0)
    await send()
    expect(w.chain.get(keys.unit(named2(w)[0] ?? ''))).toMatchObject({
      holder: w.shopA.id,
      minted: mintedAs(w, named2(w)[0]),
    })
  })

  test('and is void now is not sold, but destroyed', async () => {
    const { w, no } = await sent()
    await received(w, no, '2', named2(w))
    await change(w, 'voidCodes', 1)
    const inputs = [{ holding: holdingId(`${no}/0`, 0), quantity: '2' }]
    const act = { place: w.shopA.place, inputs, units: named2(w), reason: 'sold' }
    expect(await refused(w.chain, () => retire(w, act, w.shopA.warehouse))).toMatchObject(
      inactive('units.1', 'code.not-void'),
    )
    await retire(w, { ...act, reason: 'destroyed' }, w.shopA.warehouse)
    expect(w.chain.get(keys.retirement(retirement))?.reason).toBe('destroyed')
  })

  test('and is frozen goes back to who sent it', async () => {
    const { w, no } = await sent()
    await received(w, no, '2', named2(w))
    await change(w, 'freezeCodes', 0)
    const back = tradeNumber('back')
    const offer = {
      no: back,
      supplier: w.shopA.id,
      buyer: w.dairy.id,
      lines: [{ line: 1, product: w.milk, unit: 'H87', quantity: '2' }],
      requiredCredentials: [],
      documents: [],
      returnOf: no,
    }
    await w.chain.act(w.shopA.trader, 'offerTrade', offer)
    await w.chain.act(w.dairy.trader, 'acceptTrade', { no: back })
    const line = bulk(w, {
      quantity: '2',
      holdings: [{ id: holdingId(`${no}/0`, 0), quantity: '2' }],
      units: named2(w),
    })
    await w.chain.act(w.shopA.trader, 'dispatchTrade', dispatchFields(back, w.shopA.place, w.chain.now(), [line]))
    expect(w.chain.get(keys.unit(named2(w)[0] ?? ''))).toMatchObject({ state: 'in_transit', trade: back })
  })

  test('under rules that did not note where it stands passes', async () => {
    const { w, no } = await sent()
    await received(w, no, '2', named2(w))
    for (const path of named2(w))
      w.chain.seed(keys.unit(path), { v: 1, path, batch: w.batch.id, holder: w.shopA.id, state: 'on_hand', trade: no })
    await change(w, 'freezeCodes', 0)
    await (
      await onward(w, no)
    )()
  })
})

describe('a pack', () => {
  test('with a frozen item somewhere inside is not sent, sold or packed; the item is named, and the rest goes without it', async () => {
    const w = await packingWorld()
    const { pallet, cartons, items } = await palletOfSix(w)
    await change(w, 'freezeCodes', 4)
    const no = await trade(w, '6')
    const refusal = await refused(w.chain, () =>
      dispatch(w, no, [
        bulk(w, { quantity: '6', units: [pallet], holdings: [{ id: w.batch.holding, quantity: '6' }] }),
      ]),
    )
    expect(refusal).toMatchObject(inactive('lines.0.units.0', 'code.not-frozen'))
    expect(refusal.details.faults?.[0]?.value).toBe(items[4])
    await unpack(w, pallet, undefined)
    const again = packFields(w, 9, cartons, { level: 'pallet' })
    expect(await refused(w.chain, () => w.chain.act(w.dairy.warehouse, 'aggregate', again))).toMatchObject(
      inactive('children.1', 'code.not-frozen'),
    )
    const three = { quantity: '3', inputs: [{ holding: w.batch.holding, quantity: '3' }], units: [cartons[1]] }
    expect(await refused(w.chain, () => retire(w, { ...three, reason: 'sold' }))).toMatchObject(
      inactive('units.0', 'code.not-frozen'),
    )
    await unpack(w, cartons[1], [items[4] ?? ''])
    const next = await agreedTrade(w, w.shopA, 'T2', { quantity: '5', product: w.milk })
    await dispatch(w, next, [
      bulk(w, { quantity: '5', units: cartons, holdings: [{ id: w.batch.holding, quantity: '5' }] }),
    ])
    expect(w.chain.get(keys.unit(cartons[1]))).toMatchObject({ state: 'in_transit', trade: next })
  })

  test('is not opened where nothing between its lowest and highest code is stopped', async () => {
    const w = await packingWorld()
    const { pallet, cartons } = await palletOfSix(w)
    await change(w, 'freezeCodes', 8)
    // Were it opened, a child that says it is frozen would be found.
    const child = w.chain.get(keys.unit(cartons[0]))
    if (child?.pack !== undefined) w.chain.seed(keys.unit(cartons[0]), { ...child, minted: { set: 0, index: 8 } })
    const no = await trade(w, '6')
    await dispatch(w, no, [
      bulk(w, { quantity: '6', units: [pallet], holdings: [{ id: w.batch.holding, quantity: '6' }] }),
    ])
    expect(w.chain.get(keys.unit(pallet))).toMatchObject({
      state: 'in_transit',
      pack: { minted: [{ set: 0, from: 0, to: 5 }] },
    })
  })

  test('that would have to be looked into with too many others is refused', async () => {
    const w = await packingWorld()
    const one = await pack(w, 1, w.batch.paths.slice(0, 3))
    await change(w, 'freezeCodes', 1)
    const row = w.chain.get(keys.unit(one))
    if (row?.pack === undefined) throw new Error('no pack')
    const children = Array.from({ length: 2_001 }, (_, i) => `/s/x/none/10/C1/21/${i}`)
    w.chain.seed(keys.unit(one), { ...row, pack: { ...row.pack, children } })
    const no = await trade(w, '3')
    const line = bulk(w, { quantity: '3', units: [sscc(1)], holdings: [{ id: w.batch.holding, quantity: '3' }] })
    expect(await refused(w.chain, () => dispatch(w, no, [line]))).toMatchObject(
      inactive('lines.0.units.0', 'packs.at-most-looked-into'),
    )
  })

  test('notes the span of each set that its items are of', async () => {
    const w = await world()
    const second = await printed(w)
    await change(w, 'activateCodes', 1, 1)
    const [a = '', b = ''] = second
    // The first came into a carton of its own: a packing proves codes of one set.
    const into = (parent: number, children: string[], more: Fields) =>
      w.chain.act(w.dairy.warehouse, 'aggregate', packFields(w, parent, children, more))
    await into(1, [a, b], { membership: membershipOf(second, [a, b], 1), holdings: [w.batch.holding] })
    await unpack(w, sscc(1), undefined)
    await into(2, [a, b, ...w.batch.paths.slice(3, 5)], {})
    expect(w.chain.get(keys.unit(sscc(2)))?.pack?.minted).toEqual([
      { set: 0, from: 3, to: 4 },
      { set: 1, from: 0, to: 1 },
    ])
  })
})
