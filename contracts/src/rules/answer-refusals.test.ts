// What a supplier cannot say to a discrepancy note: every refusal with its code and its field, and nothing written.
import { describe, expect, test } from '@jest/globals'
import { batchId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { bulk, dispatch } from '../../test/dispatching.ts'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { answer, byName, confirming, counted, inBulk, plain, raise } from '../../test/noting.ts'
import type { Noted } from '../../test/noting.ts'
import { agreedTrade, batchFields, membershipOf, world } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

describe('an answer is refused:', () => {
  const noted = async (): Promise<Noted> => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [{ accepted: '8' }]))
    return { w, no }
  }
  const less: Fields = { change: 'less', line: 1, quantity: '2', fate: 'not_shipped' }

  test.each<[string, (n: Noted) => Promise<unknown>, string, string]>([
    [
      'a word of the buyer',
      ({ w, no }) => answer(w, no, 'confirm', [less], {}, w.shopA.trader),
      'WRONG_ORGANISATION',
      'no',
    ],
    [
      'a word of a stranger',
      ({ w, no }) => answer(w, no, 'confirm', [less], {}, w.shopB.trader),
      'WRONG_ORGANISATION',
      'no',
    ],
    ['a note that there is not', ({ w, no }) => answer(w, no, 'confirm', [less], { n: 7 }), 'NOT_FOUND', 'n'],
    ['to confirm with nothing', ({ w, no }) => answer(w, no, 'confirm', []), 'VALIDATION_FAILED', 'amendments'],
    [
      'to confirm less than was counted',
      ({ w, no }) => answer(w, no, 'confirm', [{ ...less, quantity: '1' }]),
      'VALIDATION_FAILED',
      'amendments',
    ],
    [
      'to confirm with another fate than the buyer’s',
      ({ w, no }) => answer(w, no, 'confirm', [{ ...less, fate: 'lost' }]),
      'VALIDATION_FAILED',
      'amendments',
    ],
    ['to correct with nothing', ({ w, no }) => answer(w, no, 'correct', []), 'VALIDATION_FAILED', 'amendments'],
    [
      'more than is due',
      ({ w, no }) => answer(w, no, 'correct', [{ ...less, quantity: '11' }]),
      'INSUFFICIENT_QUANTITY',
      'amendments.0.quantity',
    ],
  ])('%s', async (_title, act, code, field) => {
    const n = await noted()
    expect(await refused(n.w.chain, () => act(n))).toMatchObject({ code, field: arg(field) })
  })

  test('a word of the supplier’s warehouse', async () => {
    const { w, no } = await noted()
    expect(await refused(w.chain, () => answer(w, no, 'confirm', [less], {}, w.dairy.warehouse))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })

  test('a second word', async () => {
    const { w, no } = await noted()
    await answer(w, no, 'dispute', [])
    expect(await refused(w.chain, () => answer(w, no, 'dispute', []))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('n'),
      rule: 'discrepancy.open',
    })
  })

  test.each<[string, Fields, string, string]>([
    ['another’s holding', { holdings: [{ id: 'theirs', quantity: '2' }] }, 'WRONG_ORGANISATION', 'holdings.0.id'],
    ['holdings that do not add up', { holdings: [{ id: 'rest', quantity: '1' }] }, 'QUANTITY_NOT_BALANCED', 'holdings'],
    [
      'more than is held',
      { quantity: '5', holdings: [{ id: 'rest', quantity: '5' }] },
      'INSUFFICIENT_QUANTITY',
      'holdings.0.id',
    ],
  ])('extra goods out of %s', async (_title, change, code, field) => {
    const w = await world()
    const no = await agreedTrade(w, w.shopA, 'T', { quantity: '5' })
    await dispatch(w, no, [bulk(w, { quantity: '5', holdings: [{ id: w.batch.holding, quantity: '5' }] })])
    const rest = holdingId(no, 1)
    const forB = await agreedTrade(w, w.shopB, 'B', { quantity: '2' })
    await dispatch(w, forB, [bulk(w, { quantity: '2', holdings: [{ id: rest, quantity: '2' }] })])
    const last = holdingId(forB, 1)
    await w.chain.act(w.shopB.warehouse, 'confirmReceipt', {
      no: forB,
      place: w.shopB.place,
      receivedAt: w.chain.now(),
      batches: [w.batch.id],
      count: plain({ ...counted(w, [{ accepted: '2' }]), receiver: w.shopB.id }),
    })
    const ids = new Map([
      ['theirs', holdingId(`${forB}/0`, 0)],
      ['rest', last],
    ])
    await raise(w, no, counted(w, [{ accepted: '7' }]))
    const extra: Fields = { change: 'more', line: 1, batch: w.batch.id, quantity: '2', ...change }
    const holdings = (extra['holdings'] as { id: string; quantity: string }[]).map(({ id, quantity }) => ({
      id: ids.get(id) ?? id,
      quantity,
    }))
    expect(await refused(w.chain, () => answer(w, no, 'correct', [{ ...extra, holdings }]))).toMatchObject({
      code,
      field: arg(`amendments.0.${field}`),
    })
  })

  test('extra units without proof that they are of the batch, or that the supplier no longer holds', async () => {
    const { w, no, units } = await byName()
    const sixth = w.batch.paths[5] ?? ''
    await raise(w, no, counted(w, [{ accepted: '6', units: [...units, sixth] }]))
    const amendments = await confirming(w, no, 0, holdingId(no, 1))
    expect(await refused(w.chain, () => answer(w, no, 'confirm', amendments))).toMatchObject({
      code: 'UNIT_NOT_IN_BATCH',
      field: arg('amendments.0.membership'),
    })
    w.chain.seed(keys.unit(sixth), { v: 1, path: sixth, batch: w.batch.id, holder: w.dairy.id, state: 'retired' })
    expect(await refused(w.chain, () => answer(w, no, 'confirm', amendments))).toMatchObject({
      code: 'UNIT_NOT_HELD',
      field: arg('amendments.0.units.0'),
    })
  })

  test('an extra unit whose code is frozen, as a dispatch of it would be', async () => {
    const { w, no, units } = await byName()
    const sixth = w.batch.paths[5] ?? ''
    await raise(w, no, counted(w, [{ accepted: '6', units: [...units, sixth] }]))
    const [more = {}, ...others] = await confirming(w, no, 0, holdingId(no, 1))
    const amendments = [{ ...more, membership: membershipOf(w.batch.paths, [sixth]) }, ...others]
    const range = { batch: w.batch.id, set: 0, from: 5, to: 5 }
    await w.chain.act(w.dairy.trader, 'freezeCodes', { ...range, reason: 'quality', note: '' })
    expect(await refused(w.chain, () => answer(w, no, 'confirm', amendments))).toMatchObject({
      code: 'CODE_NOT_ACTIVE',
      field: arg('amendments.0.units.0'),
      rule: 'code.not-frozen',
    })
    await w.chain.act(w.dairy.trader, 'releaseCodes', { ...range, note: '' })
    await answer(w, no, 'confirm', amendments)
    expect(w.chain.get(keys.unit(sixth))?.minted).toEqual({ set: 0, index: 5 })
  })

  test.each<[string, (w: World, other: string) => void, Fields, string, string]>([
    [
      'a recalled batch',
      (w, other) => w.chain.seed(keys.recall(other), { v: 1, batch: other, class: 2, reason: 'glass' }),
      {},
      'BATCH_RECALLED',
      'batch.not-recalled',
    ],
    [
      'a batch made after the dispatch',
      () => undefined,
      { producedOn: '2025-11-23' },
      'VALIDATION_FAILED',
      'time.not-before-production',
    ],
  ])('%s on a new line', async (_title, happens, made, code, rule) => {
    const { w, no } = await inBulk()
    w.chain.at('2025-11-23T02:00:00.000Z')
    await w.chain.act(w.dairy.trader, 'createBatch', batchFields(w.milk, 'M2', w.dairy.place, '6', made))
    const other = batchId(w.milk, 'M2')
    await raise(w, no, counted(w, [{ accepted: '6' }]))
    happens(w, other)
    const holdings = [{ id: holdingId(other, 0), quantity: '4' }]
    const extra = { change: 'more', line: 2, fills: 1, batch: other, quantity: '4', holdings }
    expect(await refused(w.chain, () => answer(w, no, 'correct', [extra]))).toMatchObject({
      code,
      rule,
      field: arg('amendments.0.batch'),
    })
  })
})
