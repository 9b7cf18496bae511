// Discrepancy notes over HTTP: who reads and writes them, what bad input gets, and what becomes of those that are not answered in time.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { hourMs, notesIn, reply } from './note-fixture.ts'
import type { Notes } from './note-fixture.ts'

let demo: Demo
let at: Notes

beforeAll(async () => {
  demo = await openDemo()
  at = await notesIn(demo)
}, 60_000)
afterAll(() => demo.end())

describe('who sees and does what', () => {
  test('a list has the caller’s own notes, by side and state, in pages', async () => {
    const lot = await at.made(12)
    for (const answered of [false, true, false]) {
      const no = await at.sent(lot, 4)
      await at.raise(no, [at.row(lot, { accepted: '3' })], { missing: 'lost' })
      if (answered) await at.say(no, 'dispute')
    }
    const all = await at.shop.call(endpoints.discrepancies, { query: {} })
    expect([all.total, all.items.map(({ state }) => state)]).toEqual([3, ['open', 'disputed', 'open']])
    expect(new Set(all.items.map(({ side }) => side))).toEqual(new Set(['buyer']))
    expect((await at.shop.call(endpoints.discrepancies, { query: { side: 'supplier' } })).items).toEqual([])
    const mine = await at.dairy.call(endpoints.discrepancies, { query: { side: 'supplier', limit: 2 } })
    expect([mine.items.length, mine.total]).toEqual([2, all.total])
    const next = await at.dairy.call(endpoints.discrepancies, { query: { limit: 2, after: mine.next } })
    expect(next.items.map(({ trade, side }) => [trade, side])).toEqual([[all.items[2]?.trade, 'supplier']])
    const disputed = await at.shop.call(endpoints.discrepancies, { query: { state: 'disputed,escalated' } })
    expect(disputed.items.map(({ state }) => state)).toEqual(['disputed'])
    const stranger = await demo.as('farm.trader')
    expect((await stranger.call(endpoints.discrepancies, { query: {} })).items).toEqual([])
  })

  test('nobody but the two sides reads or writes', async () => {
    const lot = await at.made(3)
    const no = await at.sent(lot, 3)
    const lines = [at.row(lot, { accepted: '2' })]
    const stranger = await demo.as('baiwei.warehouse')
    const codes = [
      await refusal(at.raise(no, lines, { missing: 'lost' }, stranger)),
      await refusal(at.raise(no, lines, { missing: 'lost' }, await demo.as('dairy.warehouse'))),
      await refusal(stranger.call(endpoints.tradeDiscrepancies, { params: { no }, query: {} })),
    ].map(({ code }) => code)
    expect(codes).toEqual(['WRONG_ORGANISATION', 'WRONG_ORGANISATION', 'WRONG_ORGANISATION'])
    await at.raise(no, lines, { missing: 'lost' })
    const own = { params: { no, n: '0' }, body: { answer: 'confirm' as const, ...reply } }
    expect((await refusal(at.trader.act(endpoints.answerDiscrepancy, own))).code).toBe('WRONG_ORGANISATION')
    const escalation = { params: { no, n: '0' }, body: { reason: 'delay' as const } }
    expect(
      (await refusal((await demo.as('dairy.warehouse')).act(endpoints.escalateDiscrepancy, escalation))).code,
    ).toBe('WRONG_ORGANISATION')
  })

  test('bad input is named', async () => {
    const lot = await at.made(3)
    const no = await at.sent(lot, 3)
    const agreed = await refusal(at.raise(no, [at.row(lot, { accepted: '3' })]))
    expect([agreed.code, agreed.details.faults]).toEqual([
      'STATE_CONFLICT',
      [{ field: 'lines', rule: 'count.disagrees' }],
    ])
    const fateless = await refusal(at.raise(no, [at.row(lot, { accepted: '2' })]))
    expect([fateless.code, fateless.details.faults]).toEqual([
      'VALIDATION_FAILED',
      [{ field: 'missing', rule: 'fate.needed' }],
    ])
    const twice = await refusal(
      at.raise(no, [at.row(lot, { accepted: '3', units: [lot.codes[0] ?? '', lot.codes[0] ?? ''] })]),
    )
    expect([twice.code, twice.details.faults?.map(({ value }) => value)]).toEqual([
      'STATE_CONFLICT',
      ['unit_counted_twice'],
    ])
    const unknown = await refusal(at.say(no, 'confirm', {}, '4'))
    expect([unknown.code, unknown.details.faults?.[0]?.field]).toEqual(['NOT_FOUND', 'n'])
    const path = { params: { no, n: 'x' }, body: { answer: 'confirm' as const, ...reply } }
    expect((await refusal(at.dairy.act(endpoints.answerDiscrepancy, path))).details.faults?.[0]).toMatchObject({
      field: 'n',
      rule: 'whole-number',
    })
    const nothing = { params: { no, n: '0' }, body: { answer: 'correct' as const, amendments: [], ...reply } }
    expect((await refusal(at.dairy.act(endpoints.answerDiscrepancy, nothing))).details.faults?.[0]).toMatchObject({
      field: 'amendments',
      rule: 'min.1',
    })
  })

  test('a receipt of the buyer withdraws its note: an answer comes too late', async () => {
    const lot = await at.made(4)
    const no = await at.sent(lot, 4)
    await at.raise(no, [at.row(lot, { accepted: '3' })], { missing: 'lost' })
    await at.shop.act(endpoints.confirmReceipt, {
      params: { no },
      body: { kind: 'final', place: at.store, lines: [at.row(lot, { accepted: '4' })] },
    })
    const late = await refusal(at.say(no, 'confirm'))
    expect([late.code, late.details['state']]).toEqual(['STATE_CONFLICT', 'withdrawn'])
    expect(await at.notesOf(no)).toMatchObject([{ state: 'withdrawn', overdue: false }])
    const trade = await at.tradeOf(no)
    expect(trade.receipts).toHaveLength(1)
  })

  test('a repeated answer gets the first outcome', async () => {
    const lot = await at.made(4)
    const no = await at.sent(lot, 4)
    await at.raise(no, [at.row(lot, { accepted: '3' })], { missing: 'lost' })
    const call = { params: { no, n: '0' }, body: { answer: 'confirm' as const, ...reply }, key: `answer-${no}` }
    const first = await at.dairy.act(endpoints.answerDiscrepancy, call)
    const second = await at.dairy.act(endpoints.answerDiscrepancy, call)
    expect([second.transaction, second.receipt]).toEqual([first.transaction, 0])
    expect((await at.tradeOf(no)).receipts).toHaveLength(1)
  })
})

describe('what is not answered in time', () => {
  test('is overdue, is escalated by the buyer, and may be answered all the same', async () => {
    const lot = await at.made(8)
    const [late, calm] = [await at.sent(lot, 3), await at.sent(lot, 3)]
    const inTwoHours = new Date(demo.door.deps.clock() + 2 * hourMs).toISOString()
    await at.raise(late, [at.row(lot, { accepted: '2' })], { missing: 'lost', answerBy: inTwoHours })
    await at.raise(calm, [at.row(lot, { accepted: '2' })], { missing: 'lost' })
    const escalate = () =>
      at.shop.act(endpoints.escalateDiscrepancy, { params: { no: late, n: '0' }, body: { reason: 'delay' } })
    const early = await refusal(escalate())
    expect([early.code, early.details.faults?.[0]?.rule]).toEqual(['STATE_CONFLICT', 'discrepancy.overdue'])
    const listed = async (query: object, who = at.shop): Promise<[string, boolean][]> =>
      (await who.call(endpoints.discrepancies, { query })).items
        .map(({ trade, overdue }): [string, boolean] => [trade, overdue])
        .filter(([trade]) => trade === late || trade === calm)
    expect(await listed({ overdue: 'true' })).toEqual([])
    demo.door.shift(2 * hourMs + 1_000)
    at = await notesIn(demo)
    expect(await listed({ overdue: 'true' })).toEqual([[late, true]])
    expect(await listed({ overdue: 'false', state: 'open' })).toEqual([[calm, false]])
    expect(await listed({ state: 'open' }, at.dairy)).toEqual([
      [calm, false],
      [late, true],
    ])
    await escalate()
    expect(await listed({ state: 'escalated' }, at.dairy)).toEqual([[late, true]])
    expect((await at.notesOf(late, at.dairy))[0]).toMatchObject({ graceLeft: 0, escalated: { reason: 'delay' } })
    await at.say(late, 'confirm')
    expect(await at.notesOf(late)).toMatchObject([{ state: 'confirmed', overdue: false, receipt: 0 }])
    expect(await listed({ overdue: 'true' }, at.dairy)).toEqual([])
  })
})
