// Five thousand lines over HTTP: offered, accepted, dispatched, received in parts, and bounded where a part is too much.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { RefusalDetails } from '@ectrace/shared/api/views'
import { add } from '@ectrace/shared/domain/decimal'
import { exactCount, refusal } from './demo-fixture.ts'
import { openTrading } from './trading-fixture.ts'
import type { Goods, Trading } from './trading-fixture.ts'

const lineCount = 5_000
const perLine = '2'
const total = String(lineCount * Number(perLine))

let trading: Trading
let goods: Goods
let no: string

beforeAll(async () => {
  trading = await openTrading()
  goods = await trading.makeGoods(lineCount * Number(perLine))
}, 60_000)
afterAll(() => trading.demo.end())

const due = async () => exactCount(await trading.view(trading.distributor, no))
const receive = (kind: 'partial' | 'final', lines: Awaited<ReturnType<typeof due>>) => {
  const { warehouse, place } = trading.distributor
  return warehouse.act(endpoints.confirmReceipt, { params: { no }, body: { kind, place, lines } })
}

describe('a manifest of 5,000 lines', () => {
  test('is offered, accepted, checked and dispatched', async () => {
    const { dairy, distributor, agree, send, view } = trading
    const line = { product: goods.product, quantity: perLine, unit: 'H87' as const }
    no = await agree(dairy, distributor, { lines: Array.from({ length: lineCount }, () => line) })
    const lines = Array.from({ length: lineCount }, (_none, i) => ({
      fills: i + 1,
      batch: goods.batch,
      quantity: perLine,
    }))
    const check = await dairy.warehouse.call(endpoints.checkLoad, {
      params: { no },
      body: { place: dairy.place, lines },
    })
    expect([check.agreed, check.lines.length, check.differences]).toEqual([true, lineCount, []])
    await send(dairy, no, lines)
    const trade = await view(distributor, no)
    expect([trade.state, trade.expectation?.lines.length]).toEqual(['dispatched', lineCount])
  }, 60_000)

  test('is received in a part, a second part of more than is due is refused whole, and a final receipt completes it', async () => {
    const { distributor, view, onHand } = trading
    const rows = await due()
    await receive(
      'partial',
      rows.map((row) => ({ ...row, accepted: '1' })),
    )
    expect((await view(distributor, no)).state).toBe('partly_received')
    expect(await onHand(distributor, goods.batch)).toBe(String(lineCount))
    const tooMuch = rows.map((row, i) => ({ ...row, accepted: i === 4_999 ? '2' : '1' }))
    const error = await refusal(receive('partial', tooMuch))
    const { result, attempt } = error.details as unknown as RefusalDetails
    expect([error.code, result.differences.map(({ code, line }) => [code, line]), attempt?.state]).toEqual([
      'RECEIPT_REFUSED',
      [['over', lineCount]],
      'committed',
    ])
    expect(await onHand(distributor, goods.batch)).toBe(String(lineCount))
    await receive('final', await due())
    const trade = await view(distributor, no)
    expect([trade.state, trade.receipts.map(({ kind }) => kind)]).toEqual(['received', ['partial', 'final']])
    expect(await onHand(distributor, goods.batch)).toBe(add(total, '0'))
  }, 60_000)
})

test('one line more is refused by name, before anything is signed', async () => {
  const { dairy, distributor, demo } = trading
  const { size } = await demo.door.deps.ledger.log()
  const line = { product: goods.product, quantity: '1', unit: 'H87' as const }
  const lines = Array.from({ length: lineCount + 1 }, () => line)
  const error = await refusal(dairy.trader.call(endpoints.offerTrade, { body: { buyer: distributor.id, lines } }))
  expect([error.code, error.details.faults?.[0]]).toMatchObject([
    'VALIDATION_FAILED',
    { field: 'lines', rule: 'max.5000' },
  ])
  expect((await demo.door.deps.ledger.log()).size).toBe(size)
})
