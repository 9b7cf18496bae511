// Discrepancy notes on packs: what is missing or rejected out of a pack leaves it, the rest of the pack is received as the pack it is.
import { describe, expect, test } from '@jest/globals'
import { holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { bulk, dispatch } from '../../test/dispatching.ts'
import { confirm, confirming, counted, raise } from '../../test/noting.ts'
import type { Row } from '../../test/noting.ts'
import type { Fields } from '../../test/harness.ts'
import { packingWorld, palletOfSix } from '../../test/packing.ts'
import { agreedTrade, mintedAs } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

/** Six pieces in two cartons on a pallet, on their way to shop A. */
const palletSent = async () => {
  const w = await packingWorld()
  const packs = await palletOfSix(w)
  const no = await agreedTrade(w, w.shopA, 'T', { quantity: '6', product: w.milk })
  const holdings = [{ id: w.batch.holding, quantity: '6' }]
  await dispatch(w, no, [bulk(w, { quantity: '6', holdings, units: [packs.pallet] })])
  return { w, no, ...packs }
}
const unit = (w: World, path = '') => w.chain.get(keys.unit(path))
/** Raised by the shop and confirmed by the dairy; gives the amendments that it took. */
const settled = async (w: World, no: string, row: Row, fates: Fields = {}): Promise<Fields[]> => {
  await raise(w, no, counted(w, [row]), fates)
  const amendments = await confirming(w, no)
  await confirm(w, no)
  expect(w.chain.get(keys.trade(no))?.state).toBe('received')
  expect(w.chain.get(keys.discrepancy(no, 0))).toMatchObject({ state: 'confirmed', receipt: 0 })
  return amendments
}

describe('what is missing out of a pallet', () => {
  test('is one item that nobody scanned: it was never shipped and is loose at home again', async () => {
    const { w, no, pallet, cartons, items } = await palletSent()
    const [lost = ''] = items
    const amendments = await settled(w, no, { accepted: '5', missing: '1', units: items.slice(1) })
    expect(amendments).toEqual([{ change: 'less', line: 1, quantity: '1', fate: 'not_shipped', units: [lost] }])
    expect(unit(w, lost)).toEqual({
      v: 1,
      path: lost,
      batch: w.batch.id,
      holder: w.dairy.id,
      state: 'on_hand',
      minted: mintedAs(w, lost),
    })
    expect(unit(w, cartons[0])).toMatchObject({ parent: pallet, pack: { quantity: '2', children: items.slice(1, 3) } })
    expect(unit(w, pallet)).toMatchObject({
      holder: w.shopA.id,
      state: 'on_hand',
      pack: { quantity: '5', children: cartons },
    })
    expect(w.chain.get(keys.delivery(no))?.lines[0]).toMatchObject({
      dispatched: '5',
      received: '5',
      units: [],
      receivedUnits: [pallet],
    })
    expect(w.chain.get(keys.holding(holdingId(`${no}/note/0`, 0)))).toMatchObject({
      owner: w.dairy.id,
      quantity: '1',
      state: 'on_hand',
    })
  })

  test('is a whole carton that was lost: it is gone with all that lies in it', async () => {
    const { w, no, pallet, cartons, items } = await palletSent()
    const [first, second] = cartons
    await settled(w, no, { accepted: '3', missing: '3', units: [first] }, { missing: 'lost' })
    expect([second, ...items.slice(3)].map((path) => unit(w, path)?.state)).toEqual(Array<string>(4).fill('retired'))
    expect(unit(w, second)).not.toHaveProperty('parent')
    expect(unit(w, pallet)).toMatchObject({ holder: w.shopA.id, pack: { quantity: '3', children: [first] } })
  })
})

test('a rejected carton of a pallet that was scanned as one goes back, the rest is received', async () => {
  const { w, no, pallet, cartons } = await palletSent()
  const [first, second] = cartons
  const row: Row = { accepted: '3', rejected: '3', units: [pallet], rejectedUnits: [second] }
  expect(await settled(w, no, row)).toEqual([
    { change: 'less', line: 1, quantity: '3', fate: 'returning', units: [second] },
  ])
  expect(unit(w, pallet)).toMatchObject({ holder: w.shopA.id, pack: { quantity: '3', children: [first] } })
  expect(unit(w, second)).toMatchObject({ holder: w.dairy.id, state: 'in_transit', trade: no, pack: { quantity: '3' } })
  expect(w.chain.get(keys.delivery(no))?.returning).toEqual([
    { batch: w.batch.id, holding: holdingId(`${no}/note/0`, 0), units: [second] },
  ])
  await w.chain.act(w.dairy.trader, 'returnGoods', { no, place: w.dairy.place, returnedAt: w.chain.now() })
  expect(unit(w, second)).toMatchObject({ holder: w.dairy.id, state: 'on_hand', pack: { quantity: '3' } })
})
