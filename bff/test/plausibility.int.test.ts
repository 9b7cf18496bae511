// Plausibility over HTTP: what cannot have been is refused and leaves nothing; what is only unlikely is taken and marked on the trace.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { instantFromMs } from '@ectrace/shared/domain/time'
import { tallyOf } from '@ectrace/shared/plausibility/check-facts'
import { createClient } from '@ectrace/sdk/client'
import { exactCount, firstPlaceOf, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
beforeAll(async () => {
  demo = await openDemo()
}, 60_000)
afterAll(() => demo.end())

const traceOf = (path: string): Promise<TraceView> =>
  createClient({ url: demo.door.url }).call(endpoints.trace, { query: { c: path } })
const failed = ({ checks }: TraceView) => checks.filter(({ outcome }) => outcome === 'failed')

/** Two cups that are still at the dairy go to a new place of the second shop, now. Answers trade, place and codes. */
const sendTo = async (latitude: string, longitude: string) => {
  const [seller, buyer] = [await demo.as('dairy.trader'), await demo.as('baiwei.trader')]
  const owner = await demo.as('baiwei.admin')
  const { place: to } = await owner.act(endpoints.createPlace, {
    body: { name: '外地分店', city: '外地', latitude, longitude },
  })
  const { items: batches } = await seller.call(endpoints.batches, { query: {} })
  const made = batches.find(({ lot }) => lot === 'YL-A0121')
  const batch = made?.id ?? ''
  const { no } = await seller.act(endpoints.offerTrade, {
    body: {
      buyer: (await buyer.call(endpoints.me, {})).organisation.id,
      lines: [{ product: made?.product.id ?? '', quantity: '2', unit: 'H87' }],
      deliverTo: to,
    },
  })
  await buyer.act(endpoints.acceptTrade, { params: { no }, body: {} })
  const { items: codes } = await seller.call(endpoints.codes, { params: { id: batch }, query: { limit: 2 } })
  const units = codes.map(({ path }) => path)
  await seller.act(endpoints.dispatchTrade, {
    params: { no },
    body: {
      place: await firstPlaceOf(seller),
      dispatchedAt: instantFromMs(Date.now()),
      lines: [{ fills: 1, batch, quantity: '2', units }],
    },
  })
  return { no, to, units }
}

const receive = async (no: string, place: string) => {
  const warehouse = await demo.as('baiwei.warehouse')
  const lines = exactCount(await warehouse.call(endpoints.trade, { params: { no } }))
  return warehouse.act(endpoints.confirmReceipt, { params: { no }, body: { kind: 'final', place, lines } })
}

test('the demo’s own item passes every check that could be made', async () => {
  const { checks } = await traceOf(demo.code('item'))
  expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([])
  expect(tallyOf(checks).checked).toBeGreaterThan(20)
  expect(checks.filter(({ code }) => code === 'travel_likely').map(({ outcome }) => outcome)).toEqual([
    'passed',
    'passed',
    'passed',
  ])
})

test('a receipt in another country seconds after the dispatch is refused, naming field and rule, and leaves the trade as it was', async () => {
  const { no, to, units } = await sendTo('48.8566', '2.3522')
  const { code, details } = await refusal(receive(no, to))
  expect(code).toBe('VALIDATION_FAILED')
  expect(details.faults).toMatchObject([{ field: 'receivedAt', rule: 'travel.possible' }])
  const trade = await (await demo.as('baiwei.warehouse')).call(endpoints.trade, { params: { no } })
  expect([trade.state, trade.receipts, trade.attempts]).toEqual(['dispatched', [], []])
  const view = await traceOf(units[0] ?? '')
  expect(failed(view)).toEqual([])
})

test('a receipt that is only unlikely is taken, and the trace of its item marks it with both values', async () => {
  const { no, to, units } = await sendTo('30.7522', '120.7500')
  await receive(no, to)
  const view = await traceOf(units[0] ?? '')
  const [check, ...others] = failed(view)
  expect(others).toEqual([])
  expect(check?.code).toBe('travel_likely')
  const named = check?.records.map((id) => [view.records[id]?.name, view.records[id]?.fields['no']?.value])
  expect(named).toEqual([
    ['dispatchTrade', no],
    ['confirmReceipt', no],
  ])
  // 78 km as the crow flies: 36 minutes at 130 km/h.
  expect(check?.expected).toBe('2159')
  expect(Number(check?.actual)).toBeLessThan(60)
  // A mark is no verdict: every record is as it was signed.
  expect(view.verdict).toBe('verified')
})

test('an event before the production of its batch is refused', async () => {
  const trader = await demo.as('dairy.trader')
  const { items: batches } = await trader.call(endpoints.batches, { query: {} })
  const error = await refusal(
    trader.act(endpoints.recordEvent, {
      body: {
        bizStep: 'storing',
        batches: [batches[0]?.id ?? ''],
        place: await firstPlaceOf(trader),
        eventTime: '2020-01-01T08:00:00+08:00',
      },
    }),
  )
  expect([error.code, error.details.faults?.[0]]).toMatchObject([
    'VALIDATION_FAILED',
    { field: 'eventTime', rule: 'time.not-before-production' },
  ])
})
