// Loading over HTTP: the check writes nothing, tells every difference at once, and a dispatch of what it refuses is refused too.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import { batchId } from '@ectrace/shared/ledger/ids'
import { refusal } from './demo-fixture.ts'
import { openTrading } from './trading-fixture.ts'
import type { Goods, Trading } from './trading-fixture.ts'

type Lines = NonNullable<BodyOf<typeof endpoints.checkLoad>>['lines']

let trading: Trading
let goods: Goods
let other: Goods
/** Ten pieces of `goods`, agreed with the distributor. */
let no: string

beforeAll(async () => {
  trading = await openTrading()
  const { dairy, distributor, agree, makeGoods } = trading
  goods = await makeGoods(20)
  other = await makeGoods(20)
  no = await agree(dairy, distributor, { lines: [{ product: goods.product, quantity: '10', unit: 'H87' }] })
}, 60_000)
afterAll(() => trading.demo.end())

const check = (lines: Lines, who = trading.dairy.warehouse) =>
  who.call(endpoints.checkLoad, { params: { no }, body: { place: trading.dairy.place, lines } })
const line = (change: Partial<Lines[number]> = {}): Lines[number] => ({
  fills: 1,
  batch: goods.batch,
  quantity: '10',
  ...change,
})

test('a load that agrees says so, and nothing is written', async () => {
  const { size } = await trading.demo.door.deps.ledger.log()
  expect(await check([line({ quantity: '6' }), line({ quantity: '4', units: goods.codes.slice(0, 4) })])).toEqual({
    agreed: true,
    lines: [{ line: 1, product: goods.product, unit: 'H87', agreed: '10', loaded: '10' }],
    differences: [],
    warnings: [],
  })
  expect((await trading.demo.door.deps.ledger.log()).size).toBe(size)
})

describe('a load that differs is told, and its dispatch is refused', () => {
  const cases: [string, () => Lines, string[], string][] = [
    ['too little', () => [line({ quantity: '9' })], ['short'], 'QUANTITY_NOT_BALANCED'],
    ['too much', () => [line({ quantity: '11' })], ['over'], 'QUANTITY_NOT_BALANCED'],
    ['more than is held', () => [line({ quantity: '21' })], ['over', 'not_held'], 'INSUFFICIENT_QUANTITY'],
    ['another product', () => [line({ batch: other.batch })], ['wrong_product'], 'VALIDATION_FAILED'],
    ['another unit of measure', () => [line({ unit: 'XCT' })], ['wrong_unit_of_measure'], 'VALIDATION_FAILED'],
    [
      'a line that was not agreed',
      () => [line(), line({ fills: 2, quantity: '1' })],
      ['extra_line'],
      'VALIDATION_FAILED',
    ],
    [
      'a batch that nobody knows',
      () => [line({ batch: batchId(goods.product, 'NONE') })],
      ['wrong_lot'],
      'INSUFFICIENT_QUANTITY',
    ],
    [
      'a unit twice',
      () => [line({ quantity: '8' }), line({ quantity: '2', units: [goods.codes[0] ?? '', goods.codes[0] ?? ''] })],
      ['unit_counted_twice'],
      'VALIDATION_FAILED',
    ],
    [
      'fewer units than pieces',
      () => [line({ units: goods.codes.slice(0, 9) })],
      ['count_mismatch'],
      'QUANTITY_NOT_BALANCED',
    ],
    [
      'a unit of another batch',
      () => [line({ quantity: '9' }), line({ quantity: '1', units: other.codes.slice(0, 1) })],
      ['unit_of_other_batch'],
      'UNIT_NOT_IN_BATCH',
    ],
    [
      'a code that was never minted',
      () => [line({ quantity: '9' }), line({ quantity: '1', units: ['/s/x/PX/10/L/21/00000000000000000000'] })],
      ['unit_unknown'],
      'UNIT_NOT_IN_BATCH',
    ],
  ]
  test.each(cases)('%s', async (_title, lines, codes, refusedWith) => {
    const { dairy } = trading
    const found = await check(lines())
    expect([found.agreed, found.differences.map(({ code }) => code)]).toEqual([false, codes])
    const body = { place: dairy.place, dispatchedAt: new Date().toISOString(), lines: lines() }
    const error = await refusal(dairy.trader.call(endpoints.dispatchTrade, { params: { no }, body }))
    expect(error.code).toBe(refusedWith)
    expect((await trading.view(dairy, no)).state).toBe('agreed')
  })

  test('a unit that travels under another trade, and one that is the buyer’s by now', async () => {
    const { dairy, distributor, agree, send, receive } = trading
    const [travelling = '', arrived = ''] = goods.codes.slice(10, 12)
    const pieces = [{ product: goods.product, quantity: '1', unit: 'H87' as const }]
    const [first, second] = [
      await agree(dairy, distributor, { lines: pieces }),
      await agree(dairy, distributor, { lines: pieces }),
    ]
    await send(dairy, first, [line({ quantity: '1', units: [travelling] })])
    await send(dairy, second, [line({ quantity: '1', units: [arrived] })])
    await receive(distributor, second)
    const lines = [line({ quantity: '8' }), line({ quantity: '2', units: [travelling, arrived] })]
    expect((await check(lines)).differences).toEqual([
      {
        code: 'unit_not_held',
        disposition: 'mismatch_instance',
        line: 1,
        field: 'holder',
        expected: dairy.id,
        actual: distributor.id,
        unit: arrived,
      },
      {
        code: 'unit_of_other_trade',
        disposition: 'mismatch_instance',
        line: 1,
        field: 'units',
        expected: no,
        actual: first,
        unit: travelling,
      },
    ])
    const body = { place: dairy.place, dispatchedAt: new Date().toISOString(), lines }
    const error = await refusal(dairy.trader.call(endpoints.dispatchTrade, { params: { no }, body }))
    expect(error.code).toBe('UNIT_NOT_HELD')
  })
})

test('is the supplier’s own staff’s to ask', async () => {
  expect((await refusal(check([line()], trading.distributor.warehouse))).code).toBe('WRONG_ORGANISATION')
  expect((await refusal(check([line()], await trading.demo.as('dairy.admin')))).code).toBe('FORBIDDEN')
})
