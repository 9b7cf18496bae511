// Packing and unpacking: what goes into a pack, what comes out, and what is refused.
import { describe, expect, test } from '@jest/globals'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { agreedTrade, itemPaths, membershipOf, mintedAs, rootOf } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { bulk, dispatch } from '../../test/dispatching.ts'
import { pack, packFields, packingWorld, palletOfSix, sscc, unpack } from '../../test/packing.ts'

const unit = (w: World, path: string) => w.chain.get(keys.unit(path))

describe('items into a carton', () => {
  test('have rows from then on, which name it; the act is kept as it was signed', async () => {
    const w = await packingWorld()
    const children = w.batch.paths.slice(0, 3)
    const { events } = await w.chain.act(w.dairy.warehouse, 'aggregate', packFields(w, 1, children))
    const held = { v: 1, batch: w.batch.id, holder: w.dairy.id, state: 'on_hand' }
    for (const path of children)
      expect(unit(w, path)).toEqual({ ...held, path, parent: sscc(1), minted: mintedAs(w, path) })
    const minted = [{ set: 0, from: 0, to: 2 }]
    const row = { ...held, path: sscc(1), pack: { level: 'carton', quantity: '3', children, minted } }
    expect(unit(w, sscc(1))).toEqual(row)
    expect(w.chain.get(keys.packed(sscc(1)))).toEqual({
      v: 1,
      parent: sscc(1),
      level: 'carton',
      batch: w.batch.id,
      place: w.dairy.place,
      packedAt: w.chain.now(),
      root: rootOf(children),
      count: 3,
      children,
    })
    expect(events).toEqual([{ name: 'unitsPacked', payload: { v: 1, parent: sscc(1), count: 3 } }])
  })

  test.each<[string, (w: World, children: string[]) => Fields, string, string, string]>([
    [
      'more than the ratio',
      (w) => packFields(w, 1, w.batch.paths.slice(0, 4)),
      'QUANTITY_NOT_BALANCED',
      'children',
      'contents.is-ratio',
    ],
    [
      'fewer than the ratio',
      (w) => packFields(w, 1, w.batch.paths.slice(0, 2)),
      'QUANTITY_NOT_BALANCED',
      'children',
      'contents.is-ratio',
    ],
    [
      'a full carton called partial',
      (w, c) => packFields(w, 1, c, { partial: true }),
      'VALIDATION_FAILED',
      'partial',
      'partial.less-than-ratio',
    ],
    [
      'more than the ratio called partial',
      (w) => packFields(w, 1, w.batch.paths.slice(0, 4), { partial: true }),
      'VALIDATION_FAILED',
      'partial',
      'partial.less-than-ratio',
    ],
    [
      'an item twice',
      (w, [a = '', b = '']) => packFields(w, 1, [a, b, a], { membership: membershipOf(w.batch.paths, [a, b]) }),
      'VALIDATION_FAILED',
      'children.2',
      'once',
    ],
    [
      'a root of others',
      (w, c) => packFields(w, 1, c, { root: rootOf(w.batch.paths) }),
      'VALIDATION_FAILED',
      'root',
      'commitment.of-children',
    ],
    [
      'a root in another order',
      (w, c) => packFields(w, 1, c, { root: rootOf([...c].reverse()) }),
      'VALIDATION_FAILED',
      'root',
      'commitment.of-children',
    ],
    [
      'another count',
      (w, c) => packFields(w, 1, c, { count: 4 }),
      'VALIDATION_FAILED',
      'count',
      'commitment.of-children',
    ],
    [
      'no SSCC',
      (w, c) => packFields(w, 1, c, { parent: w.batch.paths[9] ?? '' }),
      'CODE_MALFORMED',
      'parent',
      'path.of-logistics-unit',
    ],
    [
      'an SSCC with a wrong check digit',
      (w, c) => packFields(w, 1, c, { parent: sscc(1).replace(/.$/, (d) => String((Number(d) + 1) % 10)) }),
      'CODE_CHECK_DIGIT',
      'sscc',
      'gs1-check-digit',
    ],
    [
      'items of another lot',
      (w, [a = '', b = '']) => packFields(w, 1, [a, b, ...itemPaths(w.milk, 'C2', 1)]),
      'UNIT_NOT_IN_BATCH',
      'children.2',
      'item.of-batch',
    ],
    [
      'codes that were never minted',
      (w, [a = '', b = '']) => packFields(w, 1, [a, b, ...itemPaths(w.milk, 'C1', 13).slice(12)]),
      'UNIT_NOT_IN_BATCH',
      'membership',
      'membership.of-every-new-unit',
    ],
    [
      'new codes without stock',
      (w, c) => {
        const { holdings: _none, ...fields } = packFields(w, 1, c)
        return fields
      },
      'INSUFFICIENT_QUANTITY',
      'holdings',
      'at-least-the-new-units',
    ],
    [
      'at another’s place',
      (w, c) => packFields(w, 1, c, { place: w.shopA.place }),
      'WRONG_ORGANISATION',
      'place',
      'place.of-organisation',
    ],
    [
      'tomorrow',
      (w, c) => packFields(w, 1, c, { packedAt: '2025-11-23T10:00:00+08:00' }),
      'VALIDATION_FAILED',
      'packedAt',
      'time.not-in-future',
    ],
    [
      'before they were made',
      (w, c) => packFields(w, 1, c, { packedAt: '2025-11-19T10:00:00+08:00' }),
      'VALIDATION_FAILED',
      'packedAt',
      'time.not-before-production',
    ],
    [
      'a carton in a carton',
      (w) => packFields(w, 9, [sscc(8)]),
      'VALIDATION_FAILED',
      'children.0',
      'level.into-carton',
    ],
    [
      'items straight onto a pallet',
      (w) => packFields(w, 9, w.batch.paths.slice(0, 6), { level: 'pallet' }),
      'VALIDATION_FAILED',
      'children.0',
      'level.into-pallet',
    ],
    [
      'a pack nobody packed',
      (w, [a = '', b = '']) => packFields(w, 9, [a, b, sscc(7)]),
      'UNIT_NOT_IN_BATCH',
      'children.2',
      'item.of-batch',
    ],
  ])('refused: %s', async (_title, fields, code, field, rule) => {
    const w = await packingWorld()
    await pack(w, 8, w.batch.paths.slice(9, 12))
    const given = fields(w, w.batch.paths.slice(0, 3))
    const found = await refused(w.chain, () => w.chain.act(w.dairy.warehouse, 'aggregate', given))
    expect([found.code, found.field?.replace(arg(''), ''), found.rule]).toEqual([code, field, rule])
  })

  test('packed twice is told, by the rule of the pack it lies in', async () => {
    const w = await packingWorld()
    const children = w.batch.paths.slice(0, 3)
    await pack(w, 1, children)
    expect(
      await refused(w.chain, () => pack(w, 2, [w.batch.paths[5] ?? '', w.batch.paths[6] ?? '', children[1] ?? ''])),
    ).toMatchObject({ code: 'UNIT_NOT_HELD', field: arg('children.2'), rule: 'unit.not-in-pack' })
  })

  test('a code of a pack is used once only, also after the pack is no more', async () => {
    const w = await packingWorld()
    await pack(w, 1, w.batch.paths.slice(0, 3))
    const again = () => pack(w, 1, w.batch.paths.slice(3, 6))
    expect(await refused(w.chain, again)).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('parent') })
    await unpack(w, sscc(1), undefined)
    expect(await refused(w.chain, again)).toMatchObject({ code: 'ALREADY_EXISTS', field: arg('parent') })
  })

  test('only staff that hold the goods may pack them', async () => {
    const w = await packingWorld()
    const fields = packFields(w, 1, w.batch.paths.slice(0, 3))
    const by =
      (who: World['dairy']['admin'], change: Fields = {}) =>
      () =>
        w.chain.act(who, 'aggregate', { ...fields, ...change })
    expect(await refused(w.chain, by(w.dairy.inspector))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(w.chain, by(w.shopA.warehouse, { place: w.shopA.place }))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('holdings.0'),
    })
    await pack(w, 2, w.batch.paths.slice(3, 6))
    await unpack(w, sscc(2), undefined)
    const loose = packFields(w, 3, w.batch.paths.slice(3, 6), { place: w.shopA.place })
    expect(await refused(w.chain, () => w.chain.act(w.shopA.warehouse, 'aggregate', loose))).toMatchObject({
      code: 'UNIT_NOT_HELD',
      field: arg('children.0'),
      rule: 'unit.held',
    })
  })

  test('goods of a recalled batch may still be packed; weighed goods may not', async () => {
    const w = await packingWorld()
    w.chain.seed(keys.recall(w.batch.id), { v: 1, batch: w.batch.id, class: 1, reason: 'safety' })
    expect(await pack(w, 1, w.batch.paths.slice(0, 3))).toBe(sscc(1))
    const product = w.chain.get(keys.product(w.milk))
    if (product !== undefined) w.chain.seed(keys.product(w.milk), { ...product, unit: 'KGM' })
    expect(await refused(w.chain, () => pack(w, 2, w.batch.paths.slice(3, 6)))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('batch'),
      rule: 'unit.counted',
    })
  })
})

describe('a pallet', () => {
  test('holds cartons; what lies in them keeps the carton as its parent', async () => {
    const w = await packingWorld()
    const { pallet, cartons, items } = await palletOfSix(w)
    const minted = [{ set: 0, from: 0, to: 5 }]
    expect(unit(w, pallet)?.pack).toEqual({ level: 'pallet', quantity: '6', children: cartons, minted })
    expect(cartons.map((path) => unit(w, path)?.parent)).toEqual([pallet, pallet])
    expect(unit(w, items[5] ?? '')?.parent).toBe(cartons[1])
  })

  test('may be smaller on purpose, with a carton that is', async () => {
    const w = await packingWorld()
    const small = await pack(w, 1, w.batch.paths.slice(0, 2), { partial: true })
    const pallet = await pack(w, 2, [small], { level: 'pallet', partial: true })
    expect(unit(w, pallet)?.pack?.quantity).toBe('2')
    expect(w.chain.get(keys.packed(pallet))?.partial).toBe(true)
  })

  test('of a product that knows no cartons takes items, as many as one likes when nothing is said', async () => {
    const w = await packingWorld(12, [{ unit: 'XPX', quantity: '6' }])
    await pack(w, 1, w.batch.paths.slice(0, 6), { level: 'pallet' })
    const free = await packingWorld(12, [])
    await pack(free, 1, free.batch.paths.slice(0, 5))
    expect(unit(free, sscc(1))?.pack?.quantity).toBe('5')
  })
})

describe('unpacking', () => {
  test('a part leaves the rest in the pack; what comes out is loose again and knows where it came from', async () => {
    const w = await packingWorld()
    const [a = '', b = '', c = ''] = w.batch.paths
    await pack(w, 1, [a, b, c])
    const { events } = await unpack(w, sscc(1), [b])
    expect(unit(w, sscc(1))?.pack).toMatchObject({ level: 'carton', quantity: '2', children: [a, c] })
    const loose = { v: 1, path: b, batch: w.batch.id, holder: w.dairy.id, state: 'on_hand', takenOutOf: sscc(1) }
    expect(unit(w, b)).toEqual({ ...loose, minted: mintedAs(w, b) })
    expect(w.chain.get(keys.unpacked(sscc(1), 3))).toEqual({
      v: 1,
      parent: sscc(1),
      n: 3,
      place: w.dairy.place,
      unpackedAt: w.chain.now(),
      children: [b],
    })
    expect(events).toEqual([{ name: 'unitsUnpacked', payload: { v: 1, parent: sscc(1), count: 1 } }])
  })

  test('all of it ends the pack', async () => {
    const w = await packingWorld()
    const { pallet, cartons } = await palletOfSix(w)
    await unpack(w, pallet, undefined)
    expect(unit(w, pallet)).toMatchObject({ state: 'retired', pack: { quantity: '0', children: [] } })
    expect(cartons.map((path) => unit(w, path)?.parent)).toEqual([undefined, undefined])
    await unpack(w, cartons[0], unit(w, cartons[0])?.pack?.children)
    expect(unit(w, cartons[0])?.state).toBe('retired')
    expect(await refused(w.chain, () => unpack(w, pallet, undefined))).toMatchObject({ code: 'UNIT_NOT_HELD' })
  })

  test.each<[string, (w: World) => [string, string[] | undefined], string, string, string]>([
    ['a carton that stands on a pallet', () => [sscc(1), undefined], 'UNIT_NOT_HELD', 'parent', 'unit.not-in-pack'],
    [
      'a code that is no pack',
      (w) => [w.batch.paths[9] ?? '', undefined],
      'VALIDATION_FAILED',
      'parent',
      'unit.is-pack',
    ],
    ['a pack that never was', () => [sscc(77), undefined], 'NOT_FOUND', 'parent', 'exists'],
    [
      'what is not in it',
      (w) => [sscc(3), [w.batch.paths[0] ?? '']],
      'VALIDATION_FAILED',
      'children.0',
      'child.of-pack',
    ],
    ['a child twice', () => [sscc(3), [sscc(1), sscc(1)]], 'VALIDATION_FAILED', 'children.1', 'once'],
  ])('refused: %s', async (_title, what, code, field, rule) => {
    const w = await packingWorld()
    await palletOfSix(w)
    await pack(w, 8, w.batch.paths.slice(9, 12))
    await unpack(w, sscc(8), undefined)
    const [parent, children] = what(w)
    expect(await refused(w.chain, () => unpack(w, parent, children))).toMatchObject({ code, field: arg(field), rule })
  })

  test('of another’s pack, of one on its way, or before it was packed is refused', async () => {
    const w = await packingWorld()
    await pack(w, 1, w.batch.paths.slice(0, 3))
    expect(await refused(w.chain, () => unpack(w, sscc(1), undefined, w.shopA))).toMatchObject({
      code: 'UNIT_NOT_HELD',
      rule: 'unit.held',
    })
    const early = { parent: sscc(1), place: w.dairy.place, unpackedAt: '2025-11-21T10:00:00+08:00' }
    expect(await refused(w.chain, () => w.chain.act(w.dairy.warehouse, 'disaggregate', early))).toMatchObject({
      code: 'VALIDATION_FAILED',
      rule: 'time.not-before-packing',
    })
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '3' })
    await dispatch(w, no, [
      bulk(w, { quantity: '3', holdings: [{ id: w.batch.holding, quantity: '3' }], units: [sscc(1)] }),
    ])
    expect(await refused(w.chain, () => unpack(w, sscc(1), undefined))).toMatchObject({ code: 'UNIT_NOT_HELD' })
  })
})
