import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { batchFields, membershipOf, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { partsOf, recall, retire, split } from '../../test/stocking.ts'

describe('splitBatch', () => {
  test('makes parts of the same product and age, spends the source and links the lineage both ways', async () => {
    const w = await world()
    await split(w)
    const [a, b] = [batchId(w.milk, 'M1-A'), batchId(w.milk, 'M1-B')]
    const made = { v: 1, product: w.milk, producedOn: '2025-11-20', expiresOn: '2025-12-20', place: w.dairy.place }
    expect(w.chain.get(keys.batch(a))).toEqual({ ...made, id: a, lot: 'M1-A', quantity: '6', organisation: w.dairy.id })
    expect(w.chain.get(keys.batch(b))).toEqual({ ...made, id: b, lot: 'M1-B', quantity: '4', organisation: w.dairy.id })
    expect(w.chain.get(keys.lineage(a))).toEqual({ v: 1, inputs: [{ batch: w.batch.id, quantity: '6' }], outputs: [] })
    expect(w.chain.get(keys.lineage(w.batch.id))?.outputs).toEqual([
      { batch: a, quantity: '6' },
      { batch: b, quantity: '4' },
    ])
    expect(w.chain.get(keys.holding(w.batch.holding))?.state).toBe('spent')
    const held = [0, 1, 2].map((n) => w.chain.get(keys.holding(holdingId(a, n))))
    expect(held.map((one) => [one?.batch, one?.quantity, one?.state])).toEqual([
      [a, '6', 'on_hand'],
      [b, '4', 'on_hand'],
      [undefined, undefined, undefined],
    ])
    expect(w.chain.get(keys.split(w.batch.id, a))).toEqual({
      v: 1,
      source: w.batch.id,
      product: w.milk,
      producedOn: '2025-11-20',
      expiresOn: '2025-12-20',
      parts: partsOf(w, 'M1-A', 'M1-B'),
      place: w.dairy.place,
      quantities: ['6', '4'],
      inputs: [{ holding: w.batch.holding, quantity: '10' }],
    })
  })

  test('leaves in the source what is not split', async () => {
    const w = await world()
    await split(w, { quantities: ['1', '2'], inputs: [{ holding: w.batch.holding, quantity: '3' }] })
    const rest = w.chain.get(keys.holding(holdingId(batchId(w.milk, 'M1-A'), 2)))
    expect([rest?.batch, rest?.quantity, rest?.state]).toEqual([w.batch.id, '7', 'on_hand'])
  })

  test('an open-ended source has open-ended parts', async () => {
    const w = await world()
    await w.chain.act(w.dairy.trader, 'createBatch', batchFields(w.milk, 'M3', w.dairy.place, '10'))
    const source = batchId(w.milk, 'M3')
    const inputs = [{ holding: holdingId(source, 0), quantity: '10' }]
    expect(await refused(w.chain, () => split(w, { source, inputs }))).toMatchObject({ field: arg('expiresOn') })
    const { parts, quantities } = { parts: partsOf(w, 'M1-A', 'M1-B'), quantities: ['6', '4'] }
    const open = { source, product: w.milk, producedOn: '2025-11-20', parts, place: w.dairy.place, quantities, inputs }
    await w.chain.act(w.dairy.trader, 'splitBatch', open)
    expect(w.chain.get(keys.batch(batchId(w.milk, 'M1-A')))).not.toHaveProperty('expiresOn')
  })

  test('parts of a recalled source are recalled in its class', async () => {
    const w = await world()
    await recall(w, 'first')
    await split(w)
    const part = batchId(w.milk, 'M1-B')
    expect(w.chain.get(keys.recall(part))).toEqual({
      v: 1,
      batch: part,
      class: 2,
      reason: 'safety',
      id: deriveId('recall', 'first'),
      inheritedFrom: w.batch.id,
    })
  })

  test('a unit stays in the batch of its code: it does not act for a part', async () => {
    const w = await world()
    await split(w)
    const part = batchId(w.milk, 'M1-A')
    const units = w.batch.paths.slice(0, 2)
    const from = { batch: part, inputs: [{ holding: holdingId(part, 0), quantity: '2' }] }
    const refusal = await refused(w.chain, () =>
      retire(w, { ...from, units, membership: membershipOf(w.batch.paths, units) }),
    )
    expect(refusal).toMatchObject({ code: 'UNIT_NOT_IN_BATCH', field: arg('units.0') })
  })

  test.each<[string, (w: World) => Fields, string, string, string]>([
    ['another product', () => ({ product: deriveId('product', 'x') }), 'VALIDATION_FAILED', 'product', 'as.source'],
    ['a younger day', () => ({ producedOn: '2025-11-21' }), 'VALIDATION_FAILED', 'producedOn', 'as.source'],
    ['a later expiry', () => ({ expiresOn: '2025-12-21' }), 'VALIDATION_FAILED', 'expiresOn', 'as.source'],
    ['an unknown source', () => ({ source: batchId('x', 'y') }), 'NOT_FOUND', 'source', 'exists'],
    [
      'more in the parts than is taken',
      () => ({ quantities: ['6', '5'] }),
      'QUANTITY_NOT_BALANCED',
      'quantities',
      'sum.of-inputs',
    ],
    [
      'less in the parts than is taken',
      () => ({ quantities: ['6', '3'] }),
      'QUANTITY_NOT_BALANCED',
      'quantities',
      'sum.of-inputs',
    ],
    ['half a bottle', () => ({ quantities: ['9.5', '0.5'] }), 'INVALID_QUANTITY', 'quantities.0', 'whole-units-only'],
    ['an empty part', () => ({ quantities: ['10', '0'] }), 'INVALID_QUANTITY', 'quantities.1', 'positive'],
    ['a quantity too many', () => ({ quantities: ['6', '3', '1'] }), 'VALIDATION_FAILED', 'quantities', 'one.per-part'],
    ['the same part twice', (w) => ({ parts: partsOf(w, 'M1-A', 'M1-A') }), 'ALREADY_EXISTS', 'parts.1.lot', 'new'],
    ['the lot of the source', (w) => ({ parts: partsOf(w, 'M1-A', 'M1') }), 'ALREADY_EXISTS', 'parts.1.lot', 'new'],
    [
      'an id of another lot',
      (w) => ({ parts: [...partsOf(w, 'M1-A'), { id: batchId(w.milk, 'Z'), lot: 'M1-B' }] }),
      'VALIDATION_FAILED',
      'parts.1.id',
      'batch.id-of-product-and-lot',
    ],
    ['one part', (w) => ({ parts: partsOf(w, 'M1-A'), quantities: ['10'] }), 'VALIDATION_FAILED', 'parts', 'too_small'],
    ['a place of another', (w) => ({ place: w.shopA.place }), 'WRONG_ORGANISATION', 'place', 'place.of-organisation'],
    [
      'more than the holding has',
      (w) => ({ quantities: ['6', '5'], inputs: [{ holding: w.batch.holding, quantity: '11' }] }),
      'INSUFFICIENT_QUANTITY',
      'inputs.0.holding',
      'at-most-held',
    ],
  ])('%s is refused', async (_title, change, code, field, rule) => {
    const w = await world()
    const refusal = await refused(w.chain, () => split(w, change(w)))
    expect({ code: refusal.code, field: refusal.field }).toEqual({ code, field: arg(field) })
    if (rule !== 'too_small') expect(refusal.rule).toBe(rule)
  })

  test('goods at another place of the maker are refused', async () => {
    const w = await world()
    const place = deriveId('place', 'cellar')
    await w.chain.act(w.dairy.admin, 'createPlace', { id: place, name: 'cellar', city: 'Shanghai' })
    expect(await refused(w.chain, () => split(w, { place }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('inputs.0.holding'),
      rule: 'holding.of-place',
    })
  })

  test('only a trader of the maker splits, and nothing twice', async () => {
    const w = await world()
    expect(await refused(w.chain, () => split(w, { place: w.shopA.place }, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('source'),
    })
    expect((await refused(w.chain, () => split(w, {}, w.dairy.warehouse))).code).toBe('FORBIDDEN')
    await split(w)
    expect(await refused(w.chain, () => split(w, { parts: partsOf(w, 'M1-C', 'M1-D') }))).toMatchObject({
      code: 'STATE_CONFLICT',
      rule: 'holding.on-hand',
    })
  })
})
