import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, hash, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { batchFields, product, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

describe('createPlace', () => {
  const fields = {
    id: deriveId('place', 'barn'),
    name: 'barn',
    city: 'Hohhot',
    latitude: '40.8',
    longitude: '111.7',
  }

  test('keeps the place verbatim with its organisation', async () => {
    const w = await world()
    await w.chain.act(w.dairy.trader, 'createPlace', fields)
    expect(w.chain.get(keys.place(fields.id))).toEqual({ v: 1, ...fields, organisation: w.dairy.id })
  })

  test('a known id, one coordinate alone and a role that may not are refused', async () => {
    const w = await world()
    const known = { ...fields, id: w.dairy.place }
    expect(await refused(w.chain, () => w.chain.act(w.dairy.trader, 'createPlace', known))).toMatchObject({
      code: 'ALREADY_EXISTS',
      field: arg('id'),
    })
    const { longitude: _longitude, ...half } = fields
    expect(await refused(w.chain, () => w.chain.act(w.dairy.trader, 'createPlace', half))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('longitude'),
    })
    expect(await refused(w.chain, () => w.chain.act(w.dairy.warehouse, 'createPlace', fields))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('createProduct', () => {
  const fields = { id: deriveId('product', 'yoghurt'), name: 'Yoghurt', gtin: '06901234567892', unit: 'H87' }

  test('a GTIN names one product', async () => {
    const w = await world()
    await w.chain.act(w.dairy.trader, 'createProduct', fields)
    expect(w.chain.get(keys.product(fields.id))).toEqual({ v: 1, ...fields, organisation: w.dairy.id })
    expect(w.chain.get(keys.gtin('06901234567892'))).toEqual({ v: 1, product: fields.id })
    const twin = { ...fields, id: deriveId('product', 'twin') }
    expect(await refused(w.chain, () => w.chain.act(w.shopA.trader, 'createProduct', twin))).toMatchObject({
      code: 'ALREADY_EXISTS',
      field: arg('gtin'),
    })
  })

  test.each<[string, Fields, string, string]>([
    ['a known id', { id: deriveId('product', 'milk') }, 'ALREADY_EXISTS', 'id'],
    ['a GTIN with a wrong check digit', { gtin: '06901234567893' }, 'VALIDATION_FAILED', 'gtin'],
    ['a GTIN that is not written with 14 digits', { gtin: '6901234567892' }, 'VALIDATION_FAILED', 'gtin'],
    ['an unknown unit of measure', { unit: 'PCS' }, 'VALIDATION_FAILED', 'unit'],
    [
      'a package that is the goods',
      { packing: [{ unit: 'H87', quantity: '6' }] },
      'VALIDATION_FAILED',
      'packing.0.unit',
    ],
    ['a weighed package', { packing: [{ unit: 'KGM', quantity: '6' }] }, 'VALIDATION_FAILED', 'packing.0.unit'],
    [
      'half a piece in a package',
      { packing: [{ unit: 'XCT', quantity: '6.5' }] },
      'INVALID_QUANTITY',
      'packing.0.quantity',
    ],
    ['an empty package', { packing: [{ unit: 'XCT', quantity: '0' }] }, 'INVALID_QUANTITY', 'packing.0.quantity'],
    [
      'two sizes of one package',
      {
        packing: [
          { unit: 'XCT', quantity: '6' },
          { unit: 'XCT', quantity: '12' },
        ],
      },
      'VALIDATION_FAILED',
      'packing.1.unit',
    ],
    ['a licence twice', { requiredCredentials: ['organic', 'organic'] }, 'VALIDATION_FAILED', 'requiredCredentials.1'],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    const refusal = await refused(w.chain, () => w.chain.act(w.dairy.trader, 'createProduct', { ...fields, ...change }))
    expect(refusal).toMatchObject({ code, field: arg(field) })
  })

  test('keeps how much its packages hold, in decimals where it is weighed, and the licences that its maker needs', async () => {
    const w = await world()
    const { gtin: _gtin, ...bulk } = fields
    const packed = {
      ...bulk,
      unit: 'KGM',
      packing: [
        { unit: 'XCT', quantity: '12.5' },
        { unit: 'XPX', quantity: '500' },
      ],
      requiredCredentials: ['organic'],
    }
    await w.chain.act(w.dairy.trader, 'createProduct', packed)
    expect(w.chain.get(keys.product(fields.id))).toEqual({ v: 1, ...packed, organisation: w.dairy.id })
  })

  test('only a trader creates products', async () => {
    const w = await world()
    expect(await refused(w.chain, () => w.chain.act(w.dairy.admin, 'createProduct', fields))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('createBatch', () => {
  const create = (w: World, change: Fields = {}, who = w.dairy.trader) =>
    w.chain.act(who, 'createBatch', { ...batchFields(w.milk, 'M2', w.dairy.place, '100'), ...change })

  test('writes the batch, an empty lineage and one holding of everything', async () => {
    const w = await world()
    await create(w)
    const id = batchId(w.milk, 'M2')
    expect(w.chain.get(keys.batch(id))).toEqual({
      v: 1,
      ...batchFields(w.milk, 'M2', w.dairy.place, '100'),
      organisation: w.dairy.id,
    })
    expect(w.chain.get(keys.lineage(id))).toEqual({ v: 1, inputs: [], outputs: [] })
    const holding = holdingId(id, 0)
    expect(w.chain.get(keys.holding(holding))).toEqual({
      v: 1,
      id: holding,
      owner: w.dairy.id,
      place: w.dairy.place,
      batch: id,
      quantity: '100',
      state: 'on_hand',
    })
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['an unknown product', () => ({ product: deriveId('product', 'x') }), 'NOT_FOUND', 'product'],
    ['an id that is not that of product and lot', () => ({ id: batchId('x', 'M2') }), 'VALIDATION_FAILED', 'id'],
    ['a lot that exists', (w) => ({ lot: 'M1', id: batchId(w.milk, 'M1') }), 'ALREADY_EXISTS', 'lot'],
    ['an unknown place', () => ({ place: deriveId('place', 'x') }), 'NOT_FOUND', 'place'],
    ['a place of another organisation', (w) => ({ place: w.shopA.place }), 'WRONG_ORGANISATION', 'place'],
    ['an expiry before production', () => ({ expiresOn: '2025-11-19' }), 'VALIDATION_FAILED', 'expiresOn'],
    ['a production day in the future', () => ({ producedOn: '2025-11-23' }), 'VALIDATION_FAILED', 'producedOn'],
    ['a day that does not exist', () => ({ producedOn: '2025-02-30' }), 'VALIDATION_FAILED', 'producedOn'],
    ['nothing', () => ({ quantity: '0' }), 'INVALID_QUANTITY', 'quantity'],
    ['half a bottle', () => ({ quantity: '0.5' }), 'INVALID_QUANTITY', 'quantity'],
    ['1e3', () => ({ quantity: '1e3' }), 'VALIDATION_FAILED', 'quantity'],
    ['-1', () => ({ quantity: '-1' }), 'VALIDATION_FAILED', 'quantity'],
    ['１０', () => ({ quantity: '１０' }), 'VALIDATION_FAILED', 'quantity'],
    ['0.1000000000001', () => ({ quantity: '0.1000000000001' }), 'VALIDATION_FAILED', 'quantity'],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => create(w, change(w)))).toMatchObject({ code, field: arg(field) })
  })

  test('a batch ends on the day it was made at the earliest, and may have been made today in China', async () => {
    const w = await world()
    w.chain.at('2025-11-22T16:00:00.000Z')
    await create(w, { producedOn: '2025-11-23', expiresOn: '2025-11-23' })
    expect(w.chain.get(keys.batch(batchId(w.milk, 'M2')))?.expiresOn).toBe('2025-11-23')
  })

  test('another organisation’s product and another role are refused', async () => {
    const w = await world()
    const theirs = { place: w.shopA.place }
    expect(await refused(w.chain, () => create(w, theirs, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('product'),
    })
    expect(await refused(w.chain, () => create(w, {}, w.dairy.warehouse))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('transformBatch', () => {
  const cheese = async () => {
    const w = await world()
    const id = await product(w.chain, w.dairy, 'cheese', 'KGM')
    const transform = (change: Fields = {}, who = w.dairy.trader) =>
      w.chain.act(who, 'transformBatch', {
        ...batchFields(id, 'C1', w.dairy.place, '1.25'),
        inputBatches: [w.batch.id],
        inputs: [{ batch: w.batch.id, holding: w.batch.holding, quantity: '4' }],
        ...change,
      })
    return { w, cheese: id, batch: batchId(id, 'C1'), transform }
  }

  test('spends the inputs, keeps the remainder and links the lineage both ways', async () => {
    const { w, batch, transform } = await cheese()
    await transform()
    const { chain } = w
    expect(chain.get(keys.holding(w.batch.holding))).toMatchObject({ state: 'spent', quantity: '10' })
    expect(chain.get(keys.holding(holdingId(batch, 0)))).toMatchObject({
      batch,
      quantity: '1.25',
      state: 'on_hand',
      owner: w.dairy.id,
    })
    expect(chain.get(keys.holding(holdingId(batch, 1)))).toMatchObject({
      batch: w.batch.id,
      quantity: '6',
      state: 'on_hand',
      place: w.dairy.place,
    })
    expect(chain.get(keys.lineage(batch))).toEqual({
      v: 1,
      inputs: [{ batch: w.batch.id, quantity: '4' }],
      outputs: [],
    })
    expect(chain.get(keys.lineage(w.batch.id))).toEqual({ v: 1, inputs: [], outputs: [{ batch, quantity: '4' }] })
    expect(chain.get(keys.transformation(batch))).toEqual({
      v: 1,
      batch,
      inputBatches: [w.batch.id],
      inputs: [{ batch: w.batch.id, holding: w.batch.holding, quantity: '4' }],
    })
  })

  test('takes from one holding twice by the sum, and leaves nothing of what is used up', async () => {
    const { w, batch, transform } = await cheese()
    const input = (quantity: string) => ({ batch: w.batch.id, holding: w.batch.holding, quantity })
    const over = await refused(w.chain, () => transform({ inputs: [input('6'), input('5')] }))
    expect(over).toMatchObject({ code: 'INSUFFICIENT_QUANTITY', details: { held: '10', asked: '11' } })
    await transform({ inputs: [input('6'), input('4')] })
    expect(w.chain.get(keys.lineage(batch))?.inputs).toEqual([{ batch: w.batch.id, quantity: '10' }])
    expect(w.chain.get(keys.holding(holdingId(batch, 1)))).toBeUndefined()
  })

  test.each<[string, (w: World, own: string) => Fields, string, string]>([
    ['more than is held', () => ({ quantity: '11' }), 'INSUFFICIENT_QUANTITY', 'inputs.0.holding'],
    ['half a bottle', () => ({ quantity: '0.5' }), 'INVALID_QUANTITY', 'inputs.0.quantity'],
    ['nothing', () => ({ quantity: '0' }), 'INVALID_QUANTITY', 'inputs.0.quantity'],
    ['an unknown holding', () => ({ holding: deriveId('holding', 'x', 0) }), 'NOT_FOUND', 'inputs.0.holding'],
    ['an unknown batch', () => ({ batch: batchId('x', 'y') }), 'NOT_FOUND', 'inputs.0.batch'],
    ['itself', (_w, own) => ({ batch: own }), 'VALIDATION_FAILED', 'inputs.0.batch'],
  ])('an input of %s is refused', async (_title, change, code, field) => {
    const { w, batch, transform } = await cheese()
    const input = { batch: w.batch.id, holding: w.batch.holding, quantity: '4', ...change(w, batch) }
    expect(await refused(w.chain, () => transform({ inputs: [input] }))).toMatchObject({ code, field: arg(field) })
  })

  test('a spent holding, one of another batch, and a public list that tells something else are refused', async () => {
    const { w, transform } = await cheese()
    const other = await w.chain.act(w.dairy.trader, 'createBatch', batchFields(w.milk, 'M2', w.dairy.place, '5'))
    expect(other.writes).not.toHaveLength(0)
    const wrong = [{ batch: w.batch.id, holding: holdingId(batchId(w.milk, 'M2'), 0), quantity: '1' }]
    expect(await refused(w.chain, () => transform({ inputs: wrong }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      rule: 'holding.of-batch',
    })
    for (const inputBatches of [[batchId(w.milk, 'M2')], [w.batch.id, batchId(w.milk, 'M2')], [w.batch.id, w.batch.id]])
      expect((await refused(w.chain, () => transform({ inputBatches }))).code).toBe('VALIDATION_FAILED')
    await transform()
    const id = await product(w.chain, w.dairy, 'butter', 'KGM')
    const again = { ...batchFields(id, 'B1', w.dairy.place, '1') }
    expect(await refused(w.chain, () => transform(again))).toMatchObject({
      code: 'STATE_CONFLICT',
      rule: 'holding.on-hand',
    })
  })

  test('another organisation’s stock and another role are refused', async () => {
    const { w, transform } = await cheese()
    const bread = await product(w.chain, w.shopA, 'bread')
    const theirs = batchFields(bread, 'X1', w.shopA.place, '1')
    expect(await refused(w.chain, () => transform(theirs, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('inputs.0.holding'),
    })
    expect(await refused(w.chain, () => transform({}, w.dairy.warehouse))).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('mintCodes', () => {
  const mint = (w: World, change: Fields, who = w.dairy.trader) =>
    w.chain.act(who, 'mintCodes', { batch: w.batch.id, set: 1, root: hash('root'), count: 7, ...change })

  test('adds the next set', async () => {
    const w = await world()
    await mint(w, {})
    expect(w.chain.get(keys.codes(w.batch.id))?.sets.map(({ set, count }) => [set, count])).toEqual([
      [0, 10],
      [1, 7],
    ])
  })

  test.each<[string, Fields, string, string]>([
    ['a set that exists', { set: 0 }, 'ALREADY_EXISTS', 'set'],
    ['a set after a gap', { set: 2 }, 'VALIDATION_FAILED', 'set'],
    ['an unknown batch', { batch: batchId('x', 'y') }, 'NOT_FOUND', 'batch'],
    ['no codes', { count: 0 }, 'VALIDATION_FAILED', 'count'],
    ['more than a million codes', { count: 1_000_001 }, 'VALIDATION_FAILED', 'count'],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    expect(await refused(w.chain, () => mint(w, change))).toMatchObject({ code, field: arg(field) })
  })

  test('only a trader of the maker mints', async () => {
    const w = await world()
    expect(await refused(w.chain, () => mint(w, {}, w.shopA.trader))).toMatchObject({ code: 'WRONG_ORGANISATION' })
    expect(await refused(w.chain, () => mint(w, {}, w.dairy.admin))).toMatchObject({ code: 'FORBIDDEN' })
  })
})
