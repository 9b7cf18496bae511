import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { MatchResult } from '@ectrace/shared/matching/match'
import { bulk, dispatch, received } from '../../test/dispatching.ts'
import { arg, refused } from '../../test/harness.ts'
import { agreedTrade, batchFields, organisation, product, verify, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'
import { recall, secondBatch, split } from '../../test/stocking.ts'
import { mostReached } from './open-recall.ts'

const classes = (w: World, ...batches: string[]): (number | undefined)[] =>
  batches.map((batch) => w.chain.get(keys.recall(batch))?.class)

/** Milk becomes cheese, cheese becomes pie. */
const kitchen = async () => {
  const w = await world()
  const make = async (label: string, lot: string, from: string, holding: string) => {
    const goods = await product(w.chain, w.dairy, label, 'KGM')
    await w.chain.act(w.dairy.trader, 'transformBatch', {
      ...batchFields(goods, lot, w.dairy.place, '2'),
      inputBatches: [from],
      inputs: [{ batch: from, holding, quantity: '1' }],
    })
    return batchId(goods, lot)
  }
  const cheese = await make('cheese', 'C1', w.batch.id, w.batch.holding)
  const pie = await make('pie', 'P1', cheese, holdingId(cheese, 0))
  return { w, cheese, pie, make }
}

describe('openRecall', () => {
  test('reaches everything that was made of the batch, and says of what', async () => {
    const { w, cheese, pie } = await kitchen()
    await recall(w, 'one')
    const id = deriveId('recall', 'one')
    const row = { v: 1, class: 2, reason: 'safety', id }
    expect(w.chain.get(keys.recall(w.batch.id))).toEqual({ ...row, batch: w.batch.id })
    expect(w.chain.get(keys.recall(cheese))).toEqual({ ...row, batch: cheese, inheritedFrom: w.batch.id })
    expect(w.chain.get(keys.recall(pie))).toEqual({ ...row, batch: pie, inheritedFrom: cheese })
    const { note, ...act } = w.chain.get(keys.recallAct(id)) ?? { note: { digest: '' } }
    expect(act).toEqual({
      v: 1,
      id,
      batches: [w.batch.id],
      class: 2,
      reason: 'safety',
      organisation: w.dairy.id,
    })
    expect(note.digest).toMatch(/^[0-9a-f]{64}$/)
  })

  test('of a product batch leaves its raw batches alone', async () => {
    const { w, cheese, pie } = await kitchen()
    await recall(w, 'one', { batches: [cheese] })
    expect(classes(w, w.batch.id, cheese, pie)).toEqual([undefined, 2, 2])
  })

  test('a batch that is made of a recalled one afterwards is recalled too', async () => {
    const { w, cheese, make } = await kitchen()
    await recall(w, 'one')
    const soup = await make('soup', 'S1', cheese, holdingId(batchId(deriveId('product', 'pie'), 'P1'), 1))
    expect(w.chain.get(keys.recall(soup))).toMatchObject({ class: 2, inheritedFrom: cheese })
  })

  test('the strictest class wins, in whatever order they come', async () => {
    const { w, cheese, pie } = await kitchen()
    await recall(w, 'mild', { class: 3 })
    await recall(w, 'grave', { class: 1, batches: [cheese], reason: 'tampering' })
    expect(classes(w, w.batch.id, cheese, pie)).toEqual([3, 1, 1])
    await recall(w, 'middle', { class: 2 })
    expect(classes(w, w.batch.id, cheese, pie)).toEqual([2, 1, 1])
    expect(w.chain.get(keys.recall(pie))?.id).toBe(deriveId('recall', 'grave'))
  })

  test('what says nothing new is a conflict', async () => {
    const { w, cheese } = await kitchen()
    await recall(w, 'one')
    for (const change of [{}, { class: 3 }, { batches: [cheese, w.batch.id] }])
      expect(await refused(w.chain, () => recall(w, 'two', change))).toMatchObject({
        code: 'STATE_CONFLICT',
        field: arg('batches.0'),
        rule: 'recall.reaches-more',
      })
    const second = await secondBatch(w)
    await recall(w, 'two', { batches: [w.batch.id, second.id] })
    expect(w.chain.get(keys.recall(w.batch.id))?.id).toBe(deriveId('recall', 'one'))
    expect(classes(w, second.id)).toEqual([2])
  })

  test('dispatch of the recalled batch is refused, and so is receiving what is on its way', async () => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T')
    await dispatch(w, no, [bulk(w)])
    await recall(w, 'one')
    const refusal = await refused(w.chain, () => received(w, no, '10'))
    expect(refusal.code).toBe('RECEIPT_REFUSED')
    const { differences } = refusal.details['result'] as MatchResult
    expect(differences.map(({ code, line }) => [code, line])).toEqual([['recalled', 1]])
    const second = await secondBatch(w)
    await recall(w, 'two', { batches: [second.id] })
    const next = await agreedTrade(w, w.shopA, 'T2')
    const line = bulk(w, { batch: second.id, holdings: [{ id: second.holding, quantity: '10' }] })
    expect(await refused(w.chain, () => dispatch(w, next, [line]))).toMatchObject({
      code: 'BATCH_RECALLED',
      field: arg('lines.0.batch'),
    })
  })

  test('a verified regulator recalls anybody’s batch, an unverified one nobody’s', async () => {
    const w = await world()
    const office = await organisation(w.chain, 'office', 'regulator')
    expect(await refused(w.chain, () => recall(w, 'one', {}, office.admin))).toMatchObject({
      code: 'ORGANISATION_NOT_VERIFIED',
      field: arg('batches.0'),
    })
    await verify(w.chain, w.operator, office.id)
    await recall(w, 'one', {}, office.admin)
    expect(w.chain.get(keys.recallAct(deriveId('recall', 'one')))?.organisation).toBe(office.id)
  })

  test('another maker, another role, an unknown batch, one named twice and a known id are refused', async () => {
    const w = await world()
    expect(await refused(w.chain, () => recall(w, 'one', {}, w.shopA.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      field: arg('batches.0'),
    })
    expect((await refused(w.chain, () => recall(w, 'one', {}, w.dairy.warehouse))).code).toBe('FORBIDDEN')
    const unknown = { batches: [w.batch.id, batchId('x', 'y')] }
    expect(await refused(w.chain, () => recall(w, 'one', unknown))).toMatchObject({
      code: 'NOT_FOUND',
      field: arg('batches.1'),
    })
    const twice = { batches: [w.batch.id, w.batch.id] }
    expect(await refused(w.chain, () => recall(w, 'one', twice))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('batches.1'),
    })
    await recall(w, 'one')
    expect(await refused(w.chain, () => recall(w, 'one', { class: 1 }))).toMatchObject({
      code: 'ALREADY_EXISTS',
      field: arg('id'),
    })
  })

  test('more batches than one act may reach are refused whole; opened in parts, what is recalled is not walked again', async () => {
    const w = await world()
    const children = Array.from({ length: mostReached }, (_none, i) => batchId(w.milk, `child ${i}`))
    const outputs = children.map((batch) => ({ batch, quantity: '1' }))
    w.chain.seed(keys.lineage(w.batch.id), { v: 1, inputs: [], outputs })
    const [first = ''] = children
    expect(await refused(w.chain, () => recall(w, 'one'))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('batches'),
      rule: 'recall.at-most-reached',
    })
    w.chain.seed(keys.recall(first), { v: 1, batch: first, class: 2, reason: 'safety' })
    const { writes } = await recall(w, 'one')
    expect(writes.filter(({ key }) => key.startsWith('recall/'))).toHaveLength(mostReached)
  })

  test('a part of a recalled batch cannot be dispatched either', async () => {
    const w = await world()
    await split(w, { quantities: ['5', '5'] })
    await recall(w, 'one')
    const part = batchId(w.milk, 'M1-A')
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '5' })
    const line = bulk(w, { batch: part, quantity: '5', holdings: [{ id: holdingId(part, 0), quantity: '5' }] })
    expect((await refused(w.chain, () => dispatch(w, no, [line]))).code).toBe('BATCH_RECALLED')
  })
})
