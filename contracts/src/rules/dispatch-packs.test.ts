// Packs on a dispatch: named like items, each for what is in it, moved as one.
import { describe, expect, test } from '@jest/globals'
import { keys } from '@ectrace/shared/ledger/keys'
import { refused } from '../../test/harness.ts'
import { agreedTrade, membershipOf } from '../../test/world.ts'
import type { DispatchLine, World } from '../../test/world.ts'
import { bulk, dispatch } from '../../test/dispatching.ts'
import { packingWorld, palletOfSix, sscc } from '../../test/packing.ts'

const unit = (w: World, path: string) => w.chain.get(keys.unit(path))

describe('a dispatch', () => {
  const line = (w: World, quantity: string, units: string[], fresh: string[] = []): DispatchLine =>
    bulk(w, {
      quantity,
      holdings: [{ id: w.batch.holding, quantity }],
      units,
      ...(fresh.length > 0 && { membership: membershipOf(w.batch.paths, fresh) }),
    })

  test('names packs beside loose pieces; only the outermost row moves', async () => {
    const w = await packingWorld()
    const { pallet, cartons, items } = await palletOfSix(w)
    const loose = w.batch.paths.slice(6, 8)
    const before = [...cartons, ...items].map((path) => unit(w, path))
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '8' })
    await dispatch(w, no, [line(w, '8', [pallet, ...loose], loose)])
    expect(unit(w, pallet)).toMatchObject({
      state: 'in_transit',
      trade: no,
      pack: { quantity: '6', children: cartons },
    })
    expect([...cartons, ...items].map((path) => unit(w, path))).toEqual(before)
    expect(w.chain.get(keys.delivery(no))?.lines[0]).toMatchObject({
      dispatched: '8',
      units: [pallet, ...loose],
      contents: { [pallet]: '6' },
    })
  })

  test.each<[string, (w: World, p: Awaited<ReturnType<typeof palletOfSix>>) => DispatchLine, string, string]>([
    ['a child of a pack', (w, { cartons }) => line(w, '6', [...cartons]), 'UNIT_NOT_HELD', 'unit.not-in-pack'],
    [
      'a pack with one of its own children',
      (w, { pallet, items }) => line(w, '7', [pallet, items[0] ?? '']),
      'UNIT_NOT_HELD',
      'unit.not-in-pack',
    ],
    ['a pack twice', (w, { pallet }) => line(w, '12', [pallet, pallet]), 'VALIDATION_FAILED', 'once'],
    [
      'a quantity that the packs do not hold',
      (w, { pallet }) => line(w, '7', [pallet]),
      'QUANTITY_NOT_BALANCED',
      'units.as-many-as-quantity',
    ],
    ['an SSCC that nobody packed', (w) => line(w, '6', [sscc(50)]), 'UNIT_NOT_IN_BATCH', 'item.of-batch'],
  ])('refuses %s', async (_title, of, code, rule) => {
    const w = await packingWorld()
    const packs = await palletOfSix(w)
    const sent = of(w, packs)
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: sent.quantity })
    expect(await refused(w.chain, () => dispatch(w, no, [sent]))).toMatchObject({ code, rule })
  })

  test('refuses a pack of another batch', async () => {
    const w = await packingWorld()
    const { pallet } = await palletOfSix(w)
    const row = unit(w, pallet)
    if (row !== undefined) w.chain.seed(keys.unit(pallet), { ...row, batch: 'another' })
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '6' })
    expect(await refused(w.chain, () => dispatch(w, no, [line(w, '6', [pallet])]))).toMatchObject({
      code: 'UNIT_NOT_HELD',
    })
  })
})
