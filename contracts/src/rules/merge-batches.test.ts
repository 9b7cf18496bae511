import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { batchFields, product, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { merge, recall, secondBatch } from '../../test/stocking.ts'

type Second = { id: string; holding: string }

describe('mergeBatches', () => {
  test('makes one batch as old as the oldest, and keeps the remainders', async () => {
    const w = await world()
    const second = await secondBatch(w, { expiresOn: '2026-01-10' })
    await merge(w, second)
    const id = batchId(w.milk, 'MM')
    expect(w.chain.get(keys.batch(id))).toEqual({
      v: 1,
      ...batchFields(w.milk, 'MM', w.dairy.place, '10', { producedOn: '2025-11-18', expiresOn: '2025-12-20' }),
      organisation: w.dairy.id,
    })
    const edges = [
      { batch: w.batch.id, quantity: '7' },
      { batch: second.id, quantity: '3' },
    ]
    expect(w.chain.get(keys.lineage(id))).toEqual({ v: 1, inputs: edges, outputs: [] })
    expect(w.chain.get(keys.lineage(second.id))?.outputs).toEqual([{ batch: id, quantity: '3' }])
    const held = [0, 1, 2].map((n) => w.chain.get(keys.holding(holdingId(id, n))))
    expect(held.map((one) => [one?.batch, one?.quantity])).toEqual([
      [id, '10'],
      [w.batch.id, '3'],
      [second.id, '7'],
    ])
    expect(w.chain.get(keys.transformation(id))?.inputBatches).toEqual([w.batch.id, second.id])
  })

  test('one recalled batch makes the mixture recalled, the gravest of two wins', async () => {
    const w = await world()
    const second = await secondBatch(w)
    await recall(w, 'mild', { class: 3 })
    await recall(w, 'grave', { class: 1, batches: [second.id], reason: 'tampering' })
    await merge(w, second)
    const id = batchId(w.milk, 'MM')
    expect(w.chain.get(keys.recall(id))).toEqual({
      v: 1,
      batch: id,
      class: 1,
      reason: 'tampering',
      id: deriveId('recall', 'grave'),
      inheritedFrom: second.id,
    })
  })

  test.each<[string, (w: World, second: Second) => Fields, string, string]>([
    ['a day younger than the oldest', () => ({ producedOn: '2025-11-20' }), 'VALIDATION_FAILED', 'producedOn'],
    ['a day older than the oldest', () => ({ producedOn: '2025-11-17' }), 'VALIDATION_FAILED', 'producedOn'],
    ['a later expiry', () => ({ expiresOn: '2025-12-21' }), 'VALIDATION_FAILED', 'expiresOn'],
    ['an earlier expiry', () => ({ expiresOn: '2025-12-19' }), 'VALIDATION_FAILED', 'expiresOn'],
    ['more than goes in', () => ({ quantity: '11' }), 'QUANTITY_NOT_BALANCED', 'quantity'],
    ['less than goes in', () => ({ quantity: '9' }), 'QUANTITY_NOT_BALANCED', 'quantity'],
    [
      'a public list that misses one',
      (w) => ({ inputBatches: [w.batch.id, batchId('x', 'y')] }),
      'VALIDATION_FAILED',
      'inputBatches',
    ],
    ['one batch alone', (w) => ({ inputBatches: [w.batch.id] }), 'VALIDATION_FAILED', 'inputBatches'],
    ['a lot that exists', (w) => ({ lot: 'M1', id: w.batch.id }), 'VALIDATION_FAILED', 'inputs.0.batch'],
    [
      'more than is held',
      (w, { id, holding }) => ({
        quantity: '14',
        inputs: [
          { batch: w.batch.id, holding: w.batch.holding, quantity: '11' },
          { batch: id, holding, quantity: '3' },
        ],
      }),
      'INSUFFICIENT_QUANTITY',
      'inputs.0.holding',
    ],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    const second = await secondBatch(w)
    expect(await refused(w.chain, () => merge(w, second, change(w, second)))).toMatchObject({ code, field: arg(field) })
  })

  test('an expiry must be absent when no input has one', async () => {
    const w = await world()
    const open = batchFields(w.milk, 'M3', w.dairy.place, '5')
    await w.chain.act(w.dairy.trader, 'createBatch', open)
    const third = batchId(w.milk, 'M3')
    const second = await secondBatch(w)
    const { expiresOn: _expiresOn, ...fields } = {
      ...batchFields(w.milk, 'MM', w.dairy.place, '2', { producedOn: '2025-11-18' }),
      expiresOn: '2026-01-01',
      inputBatches: [second.id, third],
      inputs: [
        { batch: second.id, holding: second.holding, quantity: '1' },
        { batch: third, holding: holdingId(third, 0), quantity: '1' },
      ],
    }
    const dated = { ...fields, expiresOn: '2026-01-01' }
    expect(await refused(w.chain, () => w.chain.act(w.dairy.trader, 'mergeBatches', dated))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('expiresOn'),
      rule: 'day.earliest-of-inputs',
    })
    await w.chain.act(w.dairy.trader, 'mergeBatches', fields)
    expect(w.chain.get(keys.batch(batchId(w.milk, 'MM')))).not.toHaveProperty('expiresOn')
  })

  test('batches of another product, another organisation’s product and another role are refused', async () => {
    const w = await world()
    const tea = await product(w.chain, w.dairy, 'tea')
    await w.chain.act(w.dairy.trader, 'createBatch', batchFields(tea, 'T1', w.dairy.place, '10'))
    const leaves = batchId(tea, 'T1')
    expect(await refused(w.chain, () => merge(w, { id: leaves, holding: holdingId(leaves, 0) }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('inputs.1.batch'),
      rule: 'product.of-batch',
    })
    const second = await secondBatch(w)
    expect(await refused(w.chain, () => merge(w, second, {}, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('product'),
    })
    expect((await refused(w.chain, () => merge(w, second, {}, w.dairy.warehouse))).code).toBe('FORBIDDEN')
  })
})
