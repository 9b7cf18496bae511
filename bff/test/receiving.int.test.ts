// The heart of the product over HTTP: goods that differ from the chain are refused and nothing is received; the right ones are.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { RefusalDetails, TradeView } from '@ectrace/shared/api/views'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Client } from '@ectrace/sdk/client'
import { exactCount, firstPlaceOf, openDemo, refusal, tradeNoOf } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let warehouse: Client
let place: string
let no: string

const tradeNow = (): Promise<TradeView> => warehouse.call(endpoints.trade, { params: { no } })
const confirm = (lines: ReturnType<typeof exactCount>, kind: 'partial' | 'final' = 'final', key?: string) =>
  warehouse.call(endpoints.confirmReceipt, {
    params: { no },
    body: { kind, place, lines },
    ...(key === undefined ? {} : { key }),
  })
const stateOf = async (): Promise<unknown> => ({
  delivery: (await demo.door.deps.ledger.read(keys.delivery(no)))?.value,
  state: (await tradeNow()).state,
  held: (await warehouse.call(endpoints.batches, { query: {} })).items.map(({ lot, onHand }) => [lot, onHand]),
})

beforeAll(async () => {
  demo = await openDemo()
  warehouse = await demo.as('baiwei.warehouse')
  place = await firstPlaceOf(warehouse)
  no = tradeNoOf(demo.code('trade_accept'))
}, 60_000)
afterAll(() => demo.end())

describe('a receipt that differs from the chain', () => {
  type Rows = ReturnType<typeof exactCount>
  const cases: [string, (rows: Rows, trade: TradeView) => Promise<Rows> | Rows, string][] = [
    [
      'one unit short',
      (rows) => rows.map((row) => ({ ...row, accepted: '5', missing: '1', units: row.units?.slice(1) ?? [] })),
      'short',
    ],
    [
      'a number typed without scanning named units',
      (rows) => rows.map(({ units: _units, ...row }) => row),
      'units_not_counted',
    ],
    ['another lot', (rows) => rows.map(({ units: _units, ...row }) => ({ ...row, lot: 'YL-X9999' })), 'wrong_lot'],
    [
      'another product',
      async (rows) => {
        const farm = await demo.as('farm.trader')
        const { items } = await farm.call(endpoints.products, { query: {} })
        return rows.map(({ units: _units, ...row }) => ({ ...row, product: items[0]?.id ?? '' }))
      },
      'wrong_product',
    ],
    [
      'a damaged unit',
      (rows) => rows.map((row) => ({ ...row, accepted: '5', rejected: '1', units: row.units?.slice(1) ?? [] })),
      'damaged',
    ],
    [
      'a unit of another trade',
      (rows) => {
        const foreign = demo.code('item')
        return rows.map((row) => ({ ...row, units: [...(row.units?.slice(1) ?? []), foreign] }))
      },
      'unit_of_other_trade',
    ],
    [
      'the same unit twice',
      (rows) => rows.map((row) => ({ ...row, units: [...(row.units?.slice(1) ?? []), row.units?.[1] ?? ''] })),
      'unit_counted_twice',
    ],
  ]

  test.each(cases)('is refused for %s, the attempt is kept, nothing is received', async (_name, change, code) => {
    const before = await stateOf()
    const trade = await tradeNow()
    const error = await refusal(confirm(await change(exactCount(trade), trade)))
    expect(error.code).toBe('RECEIPT_REFUSED')
    const { result, attempt } = error.details as unknown as RefusalDetails
    expect(result.differences.map((one) => one.code)).toContain(code)
    expect(attempt?.state).toBe('committed')
    expect(await stateOf()).toEqual(before)
    const kept = await demo.door.deps.ledger.read(keys.attempt(no, attempt?.n ?? -1))
    expect(kept?.transaction).toBe(attempt?.transaction)
    expect((await tradeNow()).attempts.at(-1)?.differences).toEqual(result.differences)
  })

  test('by staff of another organisation is no attempt at all: an error and an audit row', async () => {
    const stranger = await demo.as('linli.warehouse')
    const before = await stateOf()
    const body = { kind: 'final' as const, place, lines: exactCount(await tradeNow()) }
    expect((await refusal(stranger.call(endpoints.confirmReceipt, { params: { no }, body }))).code).toBe(
      'WRONG_ORGANISATION',
    )
    const audit = await demo.door.deps.vault.selectFrom('audit').selectAll().where('target', '=', no).execute()
    expect(audit.map(({ action, code }) => [action, code])).toEqual([['trade.buyer', 'WRONG_ORGANISATION']])
    expect(await stateOf()).toEqual(before)
  })

  test('of an expired lot is refused whatever was counted', async () => {
    const expiredNo = tradeNoOf(demo.code('trade_refuse'))
    const trade = await warehouse.call(endpoints.trade, { params: { no: expiredNo } })
    const body = { kind: 'final' as const, place, lines: exactCount(trade) }
    const error = await refusal(warehouse.call(endpoints.confirmReceipt, { params: { no: expiredNo }, body }))
    expect((error.details as unknown as RefusalDetails).result.differences.map((one) => one.code)).toEqual(['expired'])
  })
})

describe('a receipt that agrees', () => {
  test('compares without writing first', async () => {
    const { size } = await demo.door.deps.ledger.log()
    const body = { kind: 'final' as const, lines: exactCount(await tradeNow()) }
    const result = await warehouse.call(endpoints.matchTrade, { params: { no }, body })
    expect(result.agreed).toBe(true)
    expect((await demo.door.deps.ledger.log()).size).toBe(size)
  })

  test('goes on chain once, with its proof; a repeat gets the first outcome, another body under the key both digests', async () => {
    const rows = exactCount(await tradeNow())
    const first = await confirm(rows, 'final', 'receipt-1')
    expect(first.state).toBe('committed')
    expect(first.proof === 'pending' ? undefined : first.proof.path.length).toBeGreaterThan(0)
    const again = await confirm(rows, 'final', 'receipt-1')
    expect([again.transaction, again.n]).toEqual([first.transaction, first.n])
    const other = await refusal(confirm(rows, 'partial', 'receipt-1'))
    expect(other.code).toBe('IDEMPOTENCY_MISMATCH')
    expect(String(other.details['first'])).toMatch(/^[0-9a-f]{64}$/)
    expect(other.details['second']).not.toBe(other.details['first'])
    const trade = await tradeNow()
    expect([trade.state, trade.receipts.length]).toEqual(['received', 1])
  })

  test('moves the goods to the buyer and out of transit', async () => {
    const { items } = await warehouse.call(endpoints.batches, { query: {} })
    expect(items.map(({ lot, onHand }) => [lot, onHand])).toEqual([['YL-A0121', '6']])
    const supplier = await demo.as('shunda.trader')
    const held = (await supplier.call(endpoints.batches, { query: {} })).items[0]
    expect(held?.onHand).toBe('42')
  })

  test('cannot be received twice: the second phone is told, and its attempt is kept', async () => {
    const supplierRows = (await demo.as('shunda.trader')).call(endpoints.trade, { params: { no } })
    const line = (await supplierRows).expectation?.lines[0]
    const rows = [
      {
        line: 1,
        product: line?.product ?? '',
        lot: line?.lot ?? '',
        unit: 'H87' as const,
        accepted: '6',
        rejected: '0',
        missing: '0',
        units: [...(line?.receivedUnits ?? [])],
      },
    ]
    const error = await refusal(confirm(rows))
    const { result, attempt } = error.details as unknown as RefusalDetails
    expect(result.differences.map((one) => one.code)).toContain('already_received')
    expect(attempt?.state).toBe('committed')
  })
})

test('two phones that confirm the same trade at the same time end in one receipt', async () => {
  const distributor = await demo.as('shunda.trader')
  const shop = await demo.as('linli.trader')
  const counter = await demo.as('linli.warehouse')
  const { items } = await distributor.call(endpoints.batches, { query: {} })
  const batch = items[0]
  const buyer = (await shop.call(endpoints.me, {})).organisation.id
  const from = await firstPlaceOf(distributor)
  const offer = { buyer, lines: [{ product: batch?.product.id ?? '', quantity: '4', unit: 'H87' as const }] }
  const made = await distributor.call(endpoints.offerTrade, { body: offer })
  await shop.call(endpoints.acceptTrade, { params: { no: made.no }, body: {} })
  const lines = [{ fills: 1, batch: batch?.id ?? '', quantity: '4' }]
  await distributor.call(endpoints.dispatchTrade, {
    params: { no: made.no },
    body: { place: from, dispatchedAt: new Date().toISOString(), lines },
  })
  const trade = await counter.call(endpoints.trade, { params: { no: made.no } })
  const body = { kind: 'final' as const, place: await firstPlaceOf(counter), lines: exactCount(trade) }
  const both = await Promise.allSettled(
    [1, 2].map(() => counter.call(endpoints.confirmReceipt, { params: { no: made.no }, body })),
  )
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect((await counter.call(endpoints.trade, { params: { no: made.no } })).receipts).toHaveLength(1)
})
