// Packs at the buyer's door: received whole, opened for a part, and what is told of units that cannot come.
import { describe, expect, test } from '@jest/globals'
import { holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { MatchResult } from '@ectrace/shared/matching/match'
import { outermostOf } from '@ectrace/shared/packing/whereabouts'
import { refused } from '../../test/harness.ts'
import { agreedTrade, countOf, dispatchFields, mintedAs } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { bulk, dispatch } from '../../test/dispatching.ts'
import { pack, packingWorld, palletOfSix, sscc, unpack } from '../../test/packing.ts'

const unit = (w: World, path: string) => w.chain.get(keys.unit(path))
const lineOf = (w: World, no: string) => w.chain.get(keys.delivery(no))?.lines[0]

const sent = async (w: World, units: string[], quantity: string, holding = w.batch.holding, to = w.shopA) => {
  const no = await agreedTrade(w, to, `T ${units.join()}`, { quantity, product: w.milk })
  await dispatch(w, no, [bulk(w, { quantity, holdings: [{ id: holding, quantity }], units })])
  return no
}
const receive = (w: World, no: string, kind: 'partial' | 'final', accepted: string, units: string[]) =>
  w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
    no,
    place: w.shopA.place,
    receivedAt: w.chain.now(),
    batches: [w.batch.id],
    count: countOf(w.shopA.id, w.chain.now(), kind, [
      { product: w.milk, lot: w.batch.lot, unit: 'H87', accepted, units },
    ]),
  })
const differences = async (
  w: World,
  ...count: Parameters<typeof receive> extends [World, ...infer Rest] ? Rest : never
) => {
  const { details } = await refused(w.chain, () => receive(w, ...count))
  return (details.result as MatchResult).differences.map(({ code, unit: path }) => [code, path])
}
const holderOf = async (w: World, path: string): Promise<string | undefined> => {
  const row = unit(w, path)
  const get = (key: Parameters<World['chain']['get']>[0]) => Promise.resolve(w.chain.get(key))
  return row === undefined ? undefined : (await outermostOf(get as Parameters<typeof outermostOf>[0], row)).holder
}

describe('a pallet', () => {
  test('that is scanned moves with all that lies in it: only its own row is written', async () => {
    const w = await packingWorld()
    const { pallet, cartons, items } = await palletOfSix(w)
    const no = await sent(w, [pallet], '6')
    const inside = [...cartons, ...items].map((path) => unit(w, path))
    const { writes } = await receive(w, no, 'final', '6', [pallet])
    expect(writes.filter(({ key }) => key.startsWith('unit/')).map(({ key }) => key)).toEqual([keys.unit(pallet)])
    expect(unit(w, pallet)).toMatchObject({ holder: w.shopA.id, state: 'on_hand', trade: no, pack: { quantity: '6' } })
    expect([...cartons, ...items].map((path) => unit(w, path))).toEqual(inside)
    expect(await Promise.all([pallet, ...cartons, ...items].map((path) => holderOf(w, path)))).toEqual(
      Array<string>(9).fill(w.shopA.id),
    )
    expect(lineOf(w, no)).toMatchObject({ received: '6', units: [], receivedUnits: [pallet] })
    expect(lineOf(w, no)).not.toHaveProperty('contents')
  })

  test('of which every item was scanned is received as the pallet that it is', async () => {
    const w = await packingWorld()
    const { pallet, items } = await palletOfSix(w)
    const no = await sent(w, [pallet], '6')
    await receive(w, no, 'final', '6', items)
    expect(unit(w, pallet)).toMatchObject({ holder: w.shopA.id, pack: { quantity: '6' } })
    expect(lineOf(w, no)?.receivedUnits).toEqual([pallet])
  })

  test('is opened for a part: what came is loose at the buyer’s, the rest stays on its way', async () => {
    const w = await packingWorld()
    const { pallet, cartons, items } = await palletOfSix(w)
    const [first, second] = cartons
    const no = await sent(w, [pallet], '6')
    await receive(w, no, 'partial', '2', items.slice(0, 2))
    const loose = { v: 1, batch: w.batch.id, holder: w.shopA.id, state: 'on_hand', trade: no }
    for (const path of items.slice(0, 2)) expect(unit(w, path)).toEqual({ ...loose, path, minted: mintedAs(w, path) })
    expect(unit(w, first)).toMatchObject({ parent: pallet, pack: { quantity: '1', children: [items[2]] } })
    expect(unit(w, pallet)).toMatchObject({
      holder: w.dairy.id,
      state: 'in_transit',
      pack: { quantity: '4', children: cartons },
    })
    expect(lineOf(w, no)).toMatchObject({
      received: '2',
      units: [pallet],
      contents: { [pallet]: '4' },
      receivedUnits: items.slice(0, 2),
    })
    expect(w.chain.get(keys.holding(holdingId(no, 0)))).toMatchObject({ state: 'in_transit', quantity: '4' })

    await receive(w, no, 'partial', '3', [second])
    expect(unit(w, second)).toMatchObject({ holder: w.shopA.id, state: 'on_hand', trade: no, pack: { quantity: '3' } })
    expect(unit(w, second)).not.toHaveProperty('parent')
    expect(unit(w, pallet)?.pack).toMatchObject({ level: 'pallet', quantity: '1', children: [first] })

    await receive(w, no, 'final', '1', [items[2] ?? ''])
    expect(unit(w, pallet)).toMatchObject({ holder: w.shopA.id, state: 'on_hand', pack: { quantity: '1' } })
    expect(lineOf(w, no)).toMatchObject({
      received: '6',
      units: [],
      receivedUnits: [items[0], items[1], second, pallet],
    })
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
  })

  test('an opened pack may be finished by its own code', async () => {
    const w = await packingWorld()
    const { pallet, items } = await palletOfSix(w)
    const no = await sent(w, [pallet], '6')
    await receive(w, no, 'partial', '5', items.slice(0, 5))
    expect(await differences(w, no, 'final', '6', [pallet])).toEqual([
      ['over', undefined],
      ['count_mismatch', undefined],
    ])
    await receive(w, no, 'final', '1', [pallet])
    expect(await holderOf(w, items[5] ?? '')).toBe(w.shopA.id)
  })
})

describe('told apart', () => {
  test('an item whose carton was received, and one that was received alone', async () => {
    const w = await packingWorld()
    const { cartons, items } = await palletOfSix(w)
    await unpack(w, sscc(3), undefined)
    const no = await sent(w, [...cartons], '6')
    await receive(w, no, 'partial', '3', [cartons[0]])
    expect(await differences(w, no, 'partial', '1', [items[0] ?? ''])).toEqual([['unit_already_received', items[0]]])
    await receive(w, no, 'partial', '1', [items[3] ?? ''])
    expect(await differences(w, no, 'partial', '1', [items[3] ?? ''])).toEqual([['unit_already_received', items[3]]])
  })

  test('an item that was taken out before its carton was sent', async () => {
    const w = await packingWorld()
    const [a = '', b = '', c = ''] = w.batch.paths
    await pack(w, 1, [a, b, c])
    await unpack(w, sscc(1), [c])
    const no = await sent(w, [sscc(1)], '2')
    expect(await differences(w, no, 'partial', '2', [a, c])).toEqual([['unit_taken_out', c]])
  })

  test('an item that lies in a carton the supplier kept, and one on its way to another', async () => {
    const w = await packingWorld()
    const { paths } = w.batch
    await pack(w, 1, paths.slice(0, 3))
    await pack(w, 2, paths.slice(3, 6))
    await pack(w, 3, paths.slice(6, 9))
    const no = await sent(w, [sscc(1)], '3')
    await sent(w, [sscc(2)], '3', holdingId(no, 1), w.shopB)
    expect(await differences(w, no, 'partial', '1', [paths[7] ?? ''])).toEqual([['unit_in_other_pack', paths[7]]])
    expect(await differences(w, no, 'partial', '1', [paths[4] ?? ''])).toEqual([['unit_of_other_trade', paths[4]]])
    expect(await differences(w, no, 'partial', '3', [sscc(3)])).toEqual([['unit_unknown', sscc(3)]])
  })

  test('a bulk delivery does not take a pack that was not sent', async () => {
    const w = await packingWorld()
    await pack(w, 1, w.batch.paths.slice(0, 3))
    const no = await agreedTrade(w, w.shopA, 'bulk', { quantity: '3', product: w.milk })
    await dispatch(w, no, [bulk(w, { quantity: '3', holdings: [{ id: w.batch.holding, quantity: '3' }] })])
    expect(await differences(w, no, 'final', '3', [sscc(1)])).toEqual([['unit_unknown', sscc(1)]])
    expect(await differences(w, no, 'final', '3', w.batch.paths.slice(0, 1))).toEqual([
      ['unit_in_other_pack', w.batch.paths[0]],
    ])
  })
})

test('what was received in a carton is unpacked and sold on by the buyer', async () => {
  const w = await packingWorld()
  const [item = '', ...others] = w.batch.paths.slice(0, 3)
  await pack(w, 1, [item, ...others])
  const no = await sent(w, [sscc(1)], '3')
  await receive(w, no, 'final', '3', [sscc(1)])
  const onward = await agreedTrade({ ...w, dairy: w.shopA }, w.shopB, 'onward', { quantity: '1', product: w.milk })
  const line = bulk(w, { quantity: '1', units: [item], holdings: [{ id: holdingId(`${no}/0`, 0), quantity: '1' }] })
  const sell = () =>
    w.chain.act(w.shopA.trader, 'dispatchTrade', dispatchFields(onward, w.shopA.place, w.chain.now(), [line]))
  expect(await refused(w.chain, sell)).toMatchObject({ code: 'UNIT_NOT_HELD', rule: 'unit.not-in-pack' })
  await unpack(w, sscc(1), [item], w.shopA)
  expect(unit(w, item)).toMatchObject({ holder: w.shopA.id, trade: no, takenOutOf: sscc(1) })
  await sell()
  expect(unit(w, item)).toMatchObject({ holder: w.shopA.id, state: 'in_transit', trade: onward })
  expect(unit(w, sscc(1))).toMatchObject({ holder: w.shopA.id, pack: { quantity: '2', children: others } })
})
