// The two-sided discrepancy note over HTTP: the shop raises it, the dairy answers, and what then agrees is received by itself.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { RefusalDetails } from '@ectrace/shared/api/views'
import { keys } from '@ectrace/shared/ledger/keys'
import { verifyProofFile } from '@ectrace/shared/proof/proof-file'
import { openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { hourMs, notesIn, reply } from './note-fixture.ts'
import type { Lot, Notes } from './note-fixture.ts'

let demo: Demo
let dairy: Notes['dairy']
let shop: Notes['shop']
let store: string
let at: Notes

beforeAll(async () => {
  demo = await openDemo()
  at = await notesIn(demo)
  ;({ dairy, shop, store } = at)
}, 60_000)
afterAll(() => demo.end())

const dueOf = async (no: string): Promise<string[]> =>
  ((await at.tradeOf(no)).expectation?.lines ?? []).map(({ due }) => due)

describe('goods that were never shipped', () => {
  let lot: Lot
  let no: string

  beforeAll(async () => {
    lot = await at.made(12)
    no = await at.sent(lot, 6, 'named')
  })

  test('are noted by the buyer; both sides see the note, its words and the time that is left', async () => {
    const units = lot.codes.slice(0, 4)
    const raised = await at.raise(no, [at.row(lot, { accepted: '4', missing: '2', units })], { missing: 'not_shipped' })
    expect(raised).toMatchObject({ n: 0, state: 'committed' })
    expect(raised.differences.map(({ code }) => code)).toEqual(['short', 'units_not_counted'])
    const [seen] = await at.notesOf(no, dairy)
    expect(seen).toMatchObject({
      trade: no,
      n: 0,
      side: 'supplier',
      state: 'open',
      reason: 'quantity',
      party: 'supplier',
      missing: 'not_shipped',
      overdue: false,
      note: '到货少了',
      answerBy: raised.answerBy,
      raised: { transaction: raised.transaction },
    })
    expect(seen?.graceLeft).toBeGreaterThan(71 * hourMs)
    expect(seen?.graceLeft).toBeLessThanOrEqual(72 * hourMs)
    expect((await at.tradeOf(no)).state).toBe('dispatched')
  })

  test('are seen before the answer: what would be due, and that the receipt would follow; nothing is written', async () => {
    const { size } = await demo.door.deps.ledger.log()
    const preview = await dairy.call(endpoints.previewAnswer, {
      params: { no, n: '0' },
      body: { answer: 'confirm', ...reply },
    })
    expect(preview).toMatchObject({
      amendments: [{ change: 'less', line: 1, quantity: '2', fate: 'not_shipped', units: lot.codes.slice(4, 6) }],
      due: [{ line: 1, lot: lot.lot, due: '4' }],
      result: { agreed: true, complete: true },
      receipt: true,
    })
    expect((await demo.door.deps.ledger.log()).size).toBe(size)
  })

  test('are back on hand once the supplier confirms, and the receipt appears by itself', async () => {
    const answered = await at.say(no, 'confirm')
    expect(answered).toMatchObject({ state: 'committed', receipt: 0, differences: [] })
    const trade = await at.tradeOf(no)
    expect([trade.state, trade.receipts.map(({ n, transaction }) => [n, transaction])]).toEqual([
      'received',
      [[0, answered.transaction]],
    ])
    await at.tradeOf(no, dairy)
    expect([await at.onHand(dairy, lot), await at.onHand(shop, lot)]).toEqual(['8', '4'])
    for (const path of lot.codes.slice(4, 6))
      expect(await at.stateAt('unit', keys.unit(path))).toMatchObject({ state: 'on_hand' })
    const [seen] = await at.notesOf(no)
    expect(seen).toMatchObject({
      side: 'buyer',
      state: 'confirmed',
      receipt: 0,
      answered: { answer: 'confirm', transaction: answered.transaction },
      answer: { reason: 'quantity', party: 'supplier', differences: [] },
    })
    expect(seen).not.toHaveProperty('graceLeft')
  })

  test('are proven by two signatures: each side finds the other’s word in a proof file that holds', async () => {
    const [seen] = await at.notesOf(no)
    const { raised, answered } = seen ?? {}
    expect(raised?.by).not.toBe(answered?.by)
    const { verifierKey } = await demo.door.deps.ledger.log()
    for (const [reader, act, name] of [
      [dairy, raised, 'raiseDiscrepancy'],
      [shop, answered, 'answerDiscrepancy'],
    ] as const) {
      const file = await reader.call(endpoints.proof, { params: { id: act?.transaction ?? '' }, query: {} })
      const proven = verifyProofFile(JSON.stringify(file), { verifierKey })
      expect(proven.proof.leaf.envelope).toMatchObject({ caller: act?.by, operations: [{ name }] })
      expect(proven.values).toMatchObject({ no, reason: 'quantity', party: 'supplier' })
    }
  })
})

describe('a refused receipt', () => {
  test('becomes a note of that very attempt; rejected goods travel back on their own', async () => {
    const lot = await at.made(6)
    const no = await at.sent(lot, 6, 'named')
    const lines = [
      at.row(lot, { accepted: '5', rejected: '1', reason: 'damaged', units: lot.codes.slice(0, 5), rejectedUnits: [] }),
    ]
    const refusedReceipt = await refusal(
      shop.call(endpoints.confirmReceipt, { params: { no }, body: { kind: 'final', place: store, lines } }),
    )
    const { attempt } = refusedReceipt.details as unknown as RefusalDetails
    const word = { place: store, reason: 'damaged', party: 'carrier', rejected: 'returning' } as const
    const both = await refusal(
      shop.act(endpoints.raiseDiscrepancy, { params: { no }, body: { ...word, kind: 'final', lines, attempt: 0 } }),
    )
    expect([both.code, both.details.faults]).toEqual([
      'VALIDATION_FAILED',
      [expect.objectContaining({ field: 'attempt', rule: 'count.or-attempt' })],
    ])
    await shop.act(endpoints.raiseDiscrepancy, { params: { no }, body: { ...word, attempt: attempt?.n ?? -1 } })
    const kept = await at.stateAt('attempt', keys.attempt(no, 0))
    expect((await at.stateAt('discrepancy', keys.discrepancy(no, 0)))?.count).toEqual(kept?.count)
    await at.say(no, 'confirm')
    const delivery = await at.stateAt('delivery', keys.delivery(no))
    expect(delivery?.returning).toMatchObject([{ batch: lot.batch, units: lot.codes.slice(5, 6) }])
    const holding = await at.stateAt('holding', keys.holding(delivery?.returning?.[0]?.holding ?? ''))
    expect(holding).toMatchObject({ state: 'in_transit', quantity: '1', trade: no })
    expect((await at.tradeOf(no)).state).toBe('received')
    expect(await at.onHand(shop, lot)).toBe('5')
  })
})

describe('goods that came unannounced', () => {
  test('beyond what was dispatched go out of the supplier’s stock into the receipt, each unit by name', async () => {
    const lot = await at.made(8)
    const no = await at.sent(lot, 5, 'named')
    await at.raise(no, [at.row(lot, { accepted: '6', units: [...lot.codes.slice(0, 5), lot.codes[6] ?? ''] })])
    expect(await at.say(no, 'confirm')).toMatchObject({ receipt: 0 })
    await at.tradeOf(no, dairy)
    expect([await at.onHand(dairy, lot), await at.onHand(shop, lot)]).toEqual(['2', '6'])
    expect(await at.stateAt('unit', keys.unit(lot.codes[6] ?? ''))).toMatchObject({ state: 'on_hand', trade: no })
  })

  test('of another lot come on a line of their own, what they stood in for is on hand again', async () => {
    const [right, wrong] = [await at.made(5), await at.made(5)]
    const no = await at.sent(right, 5, 'named')
    const lines = [
      at.row(right, { accepted: '3', units: right.codes.slice(0, 3) }),
      at.row(wrong, { line: 1, accepted: '2', units: wrong.codes.slice(0, 2) }),
    ]
    const raised = await at.raise(no, lines, { missing: 'not_shipped', reason: 'wrong_goods' })
    expect(raised.differences.map(({ code }) => code)).toContain('wrong_lot')
    await at.say(no, 'confirm', { reason: 'wrong_goods' })
    expect((await at.tradeOf(no)).state).toBe('received')
    await at.tradeOf(no, dairy)
    expect([await at.onHand(dairy, right), await at.onHand(shop, right)]).toEqual(['2', '3'])
    expect([await at.onHand(dairy, wrong), await at.onHand(shop, wrong)]).toEqual(['3', '2'])
  })

  test('that the supplier does not have are not confirmed: the answer says which amendment', async () => {
    const lot = await at.made(5)
    const no = await at.sent(lot, 5)
    await at.raise(no, [at.row(lot, { accepted: '6' })])
    const error = await refusal(at.say(no, 'confirm'))
    expect([error.code, error.details.faults]).toEqual([
      'INSUFFICIENT_QUANTITY',
      [expect.objectContaining({ field: 'amendments.0.quantity', rule: 'on-hand' })],
    ])
    expect((await at.notesOf(no))[0]?.state).toBe('open')
  })
})

describe('a correction', () => {
  test('that still differs leaves the trade open with the new due; the buyer sees what differs and may receive that', async () => {
    const lot = await at.made(10)
    const no = await at.sent(lot, 10)
    await at.raise(no, [at.row(lot, { accepted: '7', missing: '3' })], { missing: 'not_shipped' })
    const amendments = [{ change: 'less', line: 1, quantity: '2', fate: 'not_shipped' }] as const
    const answered = await at.say(no, 'correct', { amendments: [...amendments] })
    expect(answered).not.toHaveProperty('receipt')
    const differences = [
      { code: 'short', disposition: 'mismatch_quantity', line: 1, field: 'quantity', expected: '8', actual: '7' },
    ]
    expect(answered.differences).toEqual(differences)
    const [seen] = await at.notesOf(no)
    expect([seen?.state, seen?.answer?.differences]).toEqual(['corrected', differences])
    expect([(await at.tradeOf(no)).state, await dueOf(no)]).toEqual(['dispatched', ['8']])
    await shop.act(endpoints.confirmReceipt, {
      params: { no },
      body: { kind: 'final', place: store, lines: [at.row(lot, { accepted: '8' })] },
    })
    expect((await at.tradeOf(no)).state).toBe('received')
  })

  test('names the units that the buyer did not accept by itself where there is no doubt', async () => {
    const lot = await at.made(4)
    const no = await at.sent(lot, 4, 'named')
    await at.raise(no, [at.row(lot, { accepted: '3', units: lot.codes.slice(0, 3) })], { missing: 'not_shipped' })
    const amendments = [{ change: 'less', line: 1, quantity: '1', fate: 'lost' }] as const
    await at.say(no, 'correct', { amendments: [...amendments], party: 'carrier' })
    expect(await at.stateAt('unit', keys.unit(lot.codes[3] ?? ''))).toMatchObject({ state: 'retired' })
    expect(await at.notesOf(no)).toMatchObject([{ state: 'corrected', receipt: 0, answer: { party: 'carrier' } }])
  })

  test('with a new line is numbered by the server', async () => {
    const [right, other] = [await at.made(4), await at.made(4)]
    const no = await at.sent(right, 4)
    await at.raise(no, [at.row(right, { accepted: '3' }), at.row(other, { accepted: '1' })], { missing: 'not_shipped' })
    const amendments = [
      { change: 'less', line: 1, quantity: '1', fate: 'not_shipped' },
      { change: 'more', fills: 1, batch: other.batch, quantity: '1' },
    ]
    expect(await at.say(no, 'correct', { amendments })).toMatchObject({ receipt: 0 })
    expect((await at.stateAt('delivery', keys.delivery(no)))?.lines.map(({ line, lot }) => [line, lot])).toEqual([
      [1, right.lot],
      [2, other.lot],
    ])
  })
})

describe('a dispute', () => {
  test('moves nothing; the buyer refuses in the end', async () => {
    const lot = await at.made(4)
    const no = await at.sent(lot, 4)
    await at.raise(no, [at.row(lot, { accepted: '3' })], { missing: 'lost' })
    expect(await at.say(no, 'dispute', { reason: 'other', party: 'buyer', note: '装车时四杯齐全' })).toMatchObject({
      differences: [{ code: 'short' }],
    })
    expect(await at.notesOf(no)).toMatchObject([
      { state: 'disputed', answered: { answer: 'dispute' }, answer: { party: 'buyer', note: '装车时四杯齐全' } },
    ])
    expect(await dueOf(no)).toEqual(['4'])
    await shop.act(endpoints.refuseReceipt, { params: { no }, body: { reason: 'quantity', party: 'supplier' } })
    expect((await at.tradeOf(no)).state).toBe('refused')
  })
})
