import { describe, expect, test } from '@jest/globals'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { MatchResult } from '@ectrace/shared/matching/match'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import {
  agreedTrade,
  batchFields,
  countOf,
  dispatchFields,
  membershipOf,
  organisation,
  product,
  tradeNumber,
  verify,
  world,
} from '../../test/world.ts'
import type { CountRow, DispatchLine, Organisation, World } from '../../test/world.ts'

const row = (w: World, accepted: string, units?: string[]): CountRow => ({
  product: w.milk,
  lot: 'M1',
  unit: 'H87',
  accepted,
  ...(units !== undefined && { units }),
})
const dispatched = async (
  w: World,
  shop: Organisation,
  label: string,
  quantity: string,
  holding: string,
  units?: string[],
): Promise<string> => {
  const no = await agreedTrade(w, shop, label, { quantity })
  const line: DispatchLine = {
    line: 1,
    fills: 1,
    batch: w.batch.id,
    quantity,
    unit: 'H87',
    holdings: [{ id: holding, quantity }],
    ...(units !== undefined && { units, membership: membershipOf(w.batch.paths, units) }),
  }
  await w.chain.act(w.dairy.trader, 'dispatchTrade', dispatchFields(no, w.dairy.place, w.chain.now(), [line]))
  return no
}
const confirm = (
  w: World,
  shop: Organisation,
  no: string,
  kind: 'partial' | 'final',
  rows: CountRow[],
  change: Fields = {},
  who = shop.warehouse,
) =>
  w.chain.act(who, 'confirmReceipt', {
    no,
    place: shop.place,
    receivedAt: w.chain.now(),
    batches: [w.batch.id],
    count: countOf(shop.id, w.chain.now(), kind, rows),
    ...change,
  })
const differences = (details: Fields | Record<string, unknown>): string[] =>
  (details.result as MatchResult).differences.map(({ code }) => code)

describe('a final receipt', () => {
  test('moves the goods into the buyer’s hands', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    const { events } = await confirm(w, w.shopA, no, 'final', [row(w, '10')])
    const { chain } = w
    expect(chain.get(keys.trade(no))).toMatchObject({ state: 'received', receipts: 1 })
    expect(chain.get(keys.holding(holdingId(no, 0)))).toMatchObject({ state: 'spent', quantity: '10' })
    const holding = holdingId(`${no}/0`, 0)
    expect(chain.get(keys.holding(holding))).toEqual({
      v: 1,
      id: holding,
      owner: w.shopA.id,
      place: w.shopA.place,
      batch: w.batch.id,
      quantity: '10',
      state: 'on_hand',
    })
    expect(chain.get(keys.delivery(no))?.lines[0]?.received).toBe('10')
    expect(chain.get(keys.receipt(no, 0))).toEqual({
      v: 1,
      trade: no,
      n: 0,
      place: w.shopA.place,
      receivedAt: chain.now(),
      batches: [w.batch.id],
      count: countOf(w.shopA.id, chain.now(), 'final', [row(w, '10')]),
    })
    expect(events.map(({ name }) => name)).toEqual(['tradeChanged', 'receiptConfirmed'])
  })

  test('hands named units over', async () => {
    const w = await world()
    const units = w.batch.paths.slice(0, 3)
    const no = await dispatched(w, w.shopA, 'T', '3', w.batch.holding, units)
    await confirm(w, w.shopA, no, 'final', [row(w, '3', units)])
    for (const path of units)
      expect(w.chain.get(keys.unit(path))).toMatchObject({ holder: w.shopA.id, state: 'on_hand' })
    expect(w.chain.get(keys.delivery(no))?.lines[0]).toMatchObject({ units: [], receivedUnits: units })
  })

  test('within the stated tolerance moves what was dispatched: goods are neither made nor lost', async () => {
    const w = await world()
    const flour = await product(w.chain, w.dairy, 'flour', 'KGM')
    const batch = batchId(flour, 'F1')
    await w.chain.act(w.dairy.trader, 'createBatch', batchFields(flour, 'F1', w.dairy.place, '300'))
    const no = await agreedTrade(w, w.shopA, 'T', { product: flour, unit: 'KGM', quantity: '100', tolerance: '0.5' })
    const line = {
      line: 1,
      fills: 1,
      batch,
      quantity: '100.2',
      unit: 'KGM',
      holdings: [{ id: holdingId(batch, 0), quantity: '100.2' }],
    }
    await w.chain.act(w.dairy.trader, 'dispatchTrade', dispatchFields(no, w.dairy.place, w.chain.now(), [line]))
    const weighed = (accepted: string) => [{ product: flour, lot: 'F1', unit: 'KGM', accepted }]
    const over = await refused(w.chain, () =>
      confirm(w, w.shopA, no, 'final', weighed('100.701'), { batches: [batch] }),
    )
    expect(differences(over.details)).toEqual(['over'])
    await confirm(w, w.shopA, no, 'final', weighed('100.7'), { batches: [batch] })
    expect(w.chain.get(keys.holding(holdingId(`${no}/0`, 0)))?.quantity).toBe('100.2')
    expect(w.chain.get(keys.receipt(no, 0))?.count.lines[0]?.accepted).toBe('100.7')
  })
})

describe('partial receipts', () => {
  test('move what came, keep the rest due, and the last one completes the trade', async () => {
    const w = await world()
    const units = w.batch.paths.slice(0, 4)
    const no = await dispatched(w, w.shopA, 'T', '4', w.batch.holding, units)
    await confirm(w, w.shopA, no, 'partial', [row(w, '1', units.slice(2, 3))])
    expect(w.chain.get(keys.trade(no))?.state).toBe('partly_received')
    expect(w.chain.get(keys.holding(holdingId(no, 0)))).toMatchObject({ state: 'in_transit', quantity: '3' })
    expect(w.chain.get(keys.unit(units[0] ?? ''))?.state).toBe('in_transit')
    const twice = await refused(w.chain, () => confirm(w, w.shopA, no, 'partial', [row(w, '1', units.slice(2, 3))]))
    expect(differences(twice.details)).toContain('unit_already_received')
    await confirm(w, w.shopA, no, 'partial', [row(w, '3', [units[0] ?? '', units[1] ?? '', units[3] ?? ''])])
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'received', receipts: 2 })
    expect(w.chain.get(keys.holding(holdingId(no, 0)))).toMatchObject({ state: 'spent', quantity: '3' })
    expect(w.chain.get(keys.holding(holdingId(`${no}/1`, 0)))).toMatchObject({ quantity: '3', owner: w.shopA.id })
  })
})

describe('is refused with its differences', () => {
  test.each<[string, (w: World) => CountRow[], string[]]>([
    ['too few', (w) => [row(w, '9')], ['short']],
    ['too many', (w) => [row(w, '11')], ['over']],
    ['a wrong lot', (w) => [{ ...row(w, '10'), lot: 'M2' }], ['wrong_lot', 'missing_line']],
    ['damaged goods', (w) => [{ ...row(w, '9'), rejected: '1' }], ['damaged']],
    ['nothing', () => [], ['missing_line']],
  ])('%s', async (_title, rows, codes) => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    const { code, details } = await refused(w.chain, () => confirm(w, w.shopA, no, 'final', rows(w)))
    expect([code, differences(details)]).toEqual(['RECEIPT_REFUSED', codes])
  })

  test('what was received already, and what was never sent', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    await confirm(w, w.shopA, no, 'final', [row(w, '10')])
    const again = await refused(w.chain, () => confirm(w, w.shopA, no, 'final', [row(w, '10')]))
    expect([again.code, differences(again.details)]).toEqual(['RECEIPT_REFUSED', ['already_received']])
    const agreed = await agreedTrade(w, w.shopA, 'T2')
    const early = await refused(w.chain, () => confirm(w, w.shopA, agreed, 'final', [row(w, '10')]))
    expect(differences(early.details)).toEqual(['not_dispatched'])
  })

  test('a batch that expired on the way, and the count cannot be dated back', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    w.chain.at('2025-12-20T16:00:00.000Z')
    const late = await refused(w.chain, () => confirm(w, w.shopA, no, 'final', [row(w, '10')]))
    expect(differences(late.details)).toEqual(['expired'])
    const count = countOf(w.shopA.id, '2025-12-20T15:54:59.999Z', 'final', [row(w, '10')])
    const back = await refused(w.chain, () => confirm(w, w.shopA, no, 'final', [], { count }))
    expect(back).toMatchObject({ code: 'VALIDATION_FAILED', field: arg('count.at') })
    w.chain.at('2025-12-20T15:59:59.999Z')
    await confirm(w, w.shopA, no, 'final', [row(w, '10')])
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
  })

  test('a recalled batch', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    w.chain.seed(keys.recall(w.batch.id), { v: 1, batch: w.batch.id, class: 1, reason: 'glass' })
    const { details } = await refused(w.chain, () => confirm(w, w.shopA, no, 'final', [row(w, '10')]))
    expect(differences(details)).toEqual(['recalled'])
  })
})

describe('who, where and when', () => {
  test('only staff of the buyer receive', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    const rows = [row(w, '10')]
    expect(await refused(w.chain, () => confirm(w, w.shopB, no, 'final', rows))).toMatchObject({
      code: 'WRONG_ORGANISATION',
      rule: 'trade.buyer',
    })
    expect(await refused(w.chain, () => confirm(w, w.shopA, no, 'final', rows, {}, w.dairy.trader))).toMatchObject({
      code: 'WRONG_ORGANISATION',
    })
    expect(await refused(w.chain, () => confirm(w, w.shopA, no, 'final', rows, {}, w.shopA.admin))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const count = countOf(w.shopB.id, w.chain.now(), 'final', rows)
    const { details } = await refused(w.chain, () => confirm(w, w.shopA, no, 'final', rows, { count }))
    expect(differences(details)).toEqual(['wrong_buyer'])
    await confirm(w, w.shopA, no, 'final', rows, {}, w.shopA.trader)
  })

  test.each<[string, (w: World) => Fields, string, string]>([
    ['an unknown place', () => ({ place: deriveId('place', 'x') }), 'NOT_FOUND', 'place'],
    ['a place of another', (w) => ({ place: w.shopB.place }), 'WRONG_ORGANISATION', 'place'],
    ['a time ahead', () => ({ receivedAt: '2025-11-22T02:05:00.001Z' }), 'VALIDATION_FAILED', 'receivedAt'],
    [
      'a time before the dispatch',
      () => ({ receivedAt: '2025-11-22T01:59:59.999Z' }),
      'VALIDATION_FAILED',
      'receivedAt',
    ],
    ['another batch in the public list', () => ({ batches: [batchId('x', 'y')] }), 'VALIDATION_FAILED', 'batches'],
    [
      'a batch twice in the public list',
      (w) => ({ batches: [w.batch.id, w.batch.id] }),
      'VALIDATION_FAILED',
      'batches.1',
    ],
    ['an unknown trade', () => ({ no: tradeNumber('none') }), 'NOT_FOUND', 'no'],
  ])('%s is refused', async (_title, change, code, field) => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    expect(await refused(w.chain, () => confirm(w, w.shopA, no, 'final', [row(w, '10')], change(w)))).toMatchObject({
      code,
      field: arg(field),
    })
  })
})

describe('one batch split over two shops', () => {
  const split = async (namedForB: boolean) => {
    const w = await world()
    const [forA, forB] = [w.batch.paths.slice(0, 5), w.batch.paths.slice(5)]
    const a = await dispatched(w, w.shopA, 'A', '5', w.batch.holding, forA)
    const b = await dispatched(w, w.shopB, 'B', '5', holdingId(a, 1), namedForB ? forB : undefined)
    return { w, a, b, forA, forB }
  }

  test.each([true, false])(
    'an item of A counted under B’s trade is refused, on its way and received (B’s units named: %s)',
    async (namedForB) => {
      const { w, a, b, forA, forB } = await split(namedForB)
      const stolen = [forA[0] ?? '', ...forB.slice(1)]
      const attempt = () => refused(w.chain, () => confirm(w, w.shopB, b, 'final', [row(w, '5', stolen)]))
      const before = await attempt()
      expect(before.code).toBe('RECEIPT_REFUSED')
      const expected = expect.objectContaining({ code: 'unit_of_other_trade', unit: forA[0], actual: a })
      expect((before.details.result as MatchResult).differences).toContainEqual(expected)
      await confirm(w, w.shopA, a, 'final', [row(w, '5', forA)])
      const after = await attempt()
      expect((after.details.result as MatchResult).differences).toContainEqual(expected)
      await confirm(w, w.shopB, b, 'final', [row(w, '5', forB)])
      expect(w.chain.get(keys.unit(forA[0] ?? ''))?.holder).toBe(w.shopA.id)
    },
  )

  test('a unit that came back into bulk goes on with it', async () => {
    const w = await world()
    const hub = await organisation(w.chain, 'hub', 'distributor')
    await verify(w.chain, w.operator, hub.id)
    const units = w.batch.paths.slice(0, 2)
    const first = await dispatched(w, hub, 'H', '2', w.batch.holding, units)
    await confirm(w, hub, first, 'final', [row(w, '2', units)])
    const no = tradeNumber('onward')
    await w.chain.act(hub.trader, 'offerTrade', {
      no,
      supplier: hub.id,
      buyer: w.shopA.id,
      lines: [{ line: 1, product: w.milk, quantity: '2', unit: 'H87' }],
      requiredCredentials: [],
      documents: [],
    })
    await w.chain.act(w.shopA.trader, 'acceptTrade', { no })
    const line = {
      line: 1,
      fills: 1,
      batch: w.batch.id,
      quantity: '2',
      unit: 'H87',
      holdings: [{ id: holdingId(`${first}/0`, 0), quantity: '2' }],
    }
    await w.chain.act(hub.trader, 'dispatchTrade', dispatchFields(no, hub.place, w.chain.now(), [line]))
    await confirm(w, w.shopA, no, 'final', [row(w, '2', units)])
    expect(w.chain.get(keys.unit(units[0] ?? ''))).toMatchObject({ holder: w.shopA.id, state: 'on_hand' })
  })
})

describe('recordReceiptAttempt', () => {
  const attempt = (w: World, no: string, accepted: string, found: Fields[], who = w.shopA.warehouse) =>
    w.chain.act(who, 'recordReceiptAttempt', {
      no,
      count: countOf(w.shopA.id, w.chain.now(), 'final', [row(w, accepted)]),
      differences: found,
    })
  const short: Fields = {
    code: 'short',
    disposition: 'mismatch_quantity',
    line: 1,
    field: 'quantity',
    expected: '10',
    actual: '9',
  }

  test('keeps count and differences as evidence and leaves the trade dispatched', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    await attempt(w, no, '9', [short])
    await attempt(w, no, '9', [short])
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'dispatched', attempts: 2, receipts: 0 })
    expect(w.chain.get(keys.attempt(no, 1))).toMatchObject({ trade: no, n: 1, differences: [short] })
    await confirm(w, w.shopA, no, 'final', [row(w, '10')])
  })

  test('is kept under a trade that was received already, too: somebody tried to receive twice', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    await confirm(w, w.shopA, no, 'final', [row(w, '10')])
    const twice = {
      code: 'already_received',
      disposition: null,
      field: 'state',
      expected: 'dispatched',
      actual: 'received',
    }
    await attempt(w, no, '10', [twice])
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'received', attempts: 1, receipts: 1 })
    expect(w.chain.get(keys.attempt(no, 0))?.differences).toEqual([twice])
  })

  test('only differences that are there, all of them, by staff of the buyer', async () => {
    const w = await world()
    const no = await dispatched(w, w.shopA, 'T', '10', w.batch.holding)
    expect(await refused(w.chain, () => attempt(w, no, '10', [short]))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('differences'),
    })
    expect(await refused(w.chain, () => attempt(w, no, '9', [{ ...short, actual: '1' }]))).toMatchObject({
      code: 'VALIDATION_FAILED',
      rule: 'differences.as-matched',
    })
    expect(await refused(w.chain, () => attempt(w, no, '9', [short, short]))).toMatchObject({
      code: 'VALIDATION_FAILED',
    })
    expect(await refused(w.chain, () => attempt(w, no, '9', [short], w.shopB.warehouse))).toMatchObject({
      code: 'WRONG_ORGANISATION',
    })
    expect(await refused(w.chain, () => attempt(w, no, '9', [short], w.shopA.admin))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const agreed = await agreedTrade(w, w.shopA, 'T2')
    expect(await refused(w.chain, () => attempt(w, agreed, '9', [short]))).toMatchObject({
      code: 'STATE_CONFLICT',
      rule: 'trade.dispatched',
    })
  })
})
