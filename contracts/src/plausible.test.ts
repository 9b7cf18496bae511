// What the rules refuse as impossible: goods that were nowhere yet, or cannot have got there.
import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, refused } from '../test/harness.ts'
import type { Fields } from '../test/harness.ts'
import { bulk, dispatch } from '../test/dispatching.ts'
import { agreedTrade, batchFields, countOf, world } from '../test/world.ts'
import type { World } from '../test/world.ts'

/** 111,195 m apart: 401 s at 1,000 km/h, less five minutes for the clocks. */
const [start, end] = [
  { latitude: '0', longitude: '0' },
  { latitude: '0', longitude: '1' },
]
const dispatchedAt = '2025-11-22T09:00:00+08:00'

const placeAt = async (w: World, who: 'dairy' | 'shopA', coordinates: Fields): Promise<string> => {
  const id = deriveId('place', who, 'mapped')
  await w.chain.act(w[who].admin, 'createPlace', { id, name: 'Mapped', city: 'Shanghai', ...coordinates })
  return id
}

const onTheWay = async (from: Fields, to: Fields) => {
  const w = await world()
  const no = await agreedTrade(w, w.shopA, 'T')
  const place = await placeAt(w, 'shopA', to)
  await dispatch(w, no, [bulk(w)], { place: await placeAt(w, 'dairy', from), dispatchedAt })
  const receive = (receivedAt: string) =>
    w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
      no,
      place,
      receivedAt,
      batches: [w.batch.id],
      count: countOf(w.shopA.id, w.chain.now(), 'final', [
        { product: w.milk, lot: w.batch.lot, unit: 'H87', accepted: '10' },
      ]),
    })
  return { w, no, receive }
}

describe('a receipt', () => {
  test('that no vehicle can have brought in time is refused, and the goods stay on their way', async () => {
    const { w, no, receive } = await onTheWay(start, end)
    expect(await refused(w.chain, () => receive('2025-11-22T09:01:40+08:00'))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('receivedAt'),
      rule: 'travel.possible',
    })
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'dispatched' })
  })

  test('that is only unlikely is taken: the trace marks it', async () => {
    const { w, no, receive } = await onTheWay(start, end)
    await receive('2025-11-22T09:01:41+08:00')
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'received' })
  })

  test.each([
    ['where it left from', {}, end],
    ['where it came to', start, {}],
  ])('is not judged when nobody said %s', async (_what, from, to) => {
    const { w, no, receive } = await onTheWay(from, to)
    await receive(dispatchedAt)
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'received' })
  })

  test('before its dispatch, and so before production, is refused as such', async () => {
    const { w, receive } = await onTheWay(start, end)
    expect(await refused(w.chain, () => receive('2025-11-19T09:00:00+08:00'))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('receivedAt'),
      rule: 'time.not-before-dispatch',
    })
  })
})

describe('an event', () => {
  const record = (w: World, eventTime: string, batches = [w.batch.id]) =>
    w.chain.act(w.dairy.warehouse, 'recordEvent', {
      id: deriveId('event', eventTime),
      bizStep: 'storing',
      batches,
      place: w.dairy.place,
      eventTime,
      evidence: [],
      note: '',
    })

  test('on a day before the batch was produced is refused, whichever of its batches that is', async () => {
    const w = await world()
    await w.chain.act(
      w.dairy.trader,
      'createBatch',
      batchFields(w.milk, 'M2', w.dairy.place, '5', { producedOn: '2025-11-21' }),
    )
    const late = batchId(w.milk, 'M2')
    const refusal = { code: 'VALIDATION_FAILED', field: arg('eventTime'), rule: 'time.not-before-production' }
    expect(await refused(w.chain, () => record(w, '2025-11-19T23:59:59+08:00'))).toMatchObject(refusal)
    expect(await refused(w.chain, () => record(w, '2025-11-20T12:00:00+08:00', [w.batch.id, late]))).toMatchObject(
      refusal,
    )
  })

  test('on the day of production in China is taken', async () => {
    const w = await world()
    await record(w, '2025-11-19T16:00:00Z')
    expect(w.chain.get(keys.event(deriveId('event', '2025-11-19T16:00:00Z')))).toMatchObject({ bizStep: 'storing' })
  })
})
