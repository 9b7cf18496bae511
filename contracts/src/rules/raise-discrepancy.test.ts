import { describe, expect, test } from '@jest/globals'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import { arg, refused } from '../../test/harness.ts'
import type { Fields } from '../../test/harness.ts'
import { answer, byName, confirming, counted, hoursAhead, inBulk, plain, raise } from '../../test/noting.ts'
import type { Noted, Row } from '../../test/noting.ts'
import { agreedTrade } from '../../test/world.ts'
import type { World } from '../../test/world.ts'

const short: Row = { accepted: '8', missing: '2' }
const receive = (w: World, no: string, row: Row, kind: 'partial' | 'final'): Promise<unknown> =>
  w.chain.act(w.shopA.warehouse, 'confirmReceipt', {
    no,
    place: w.shopA.place,
    receivedAt: w.chain.now(),
    batches: [w.batch.id],
    count: plain(counted(w, [row], kind)),
  })
const refuse = (w: World, no: string): Promise<unknown> =>
  w.chain.act(w.shopA.warehouse, 'refuseReceipt', { no, reason: 'quantity', party: 'supplier' })
const escalate = (w: World, no: string, who = w.shopA.trader, n = 0): ReturnType<World['chain']['act']> =>
  w.chain.act(who, 'escalateDiscrepancy', { no, n, reason: 'delay' })

describe('a discrepancy note', () => {
  test('keeps the buyer’s signed count with its differences and leaves the trade as it is', async () => {
    const { w, no } = await inBulk()
    const count = counted(w, [short])
    const { events } = await raise(w, no, count)
    expect(w.chain.get(keys.discrepancy(no, 0))).toEqual({
      v: 1,
      trade: no,
      n: 0,
      place: w.shopA.place,
      count,
      differences: [
        { code: 'short', disposition: 'mismatch_quantity', line: 1, field: 'quantity', expected: '10', actual: '8' },
      ],
      reason: 'quantity',
      party: 'supplier',
      missing: 'not_shipped',
      rejected: 'returning',
      answerBy: hoursAhead(w, 72),
      note: { digest: expect.any(String) },
      raisedBy: w.shopA.warehouse.user,
      receipts: 0,
      state: 'open',
    })
    expect(w.chain.get(keys.trade(no))).toMatchObject({ state: 'dispatched', discrepancies: 1, attempts: 0 })
    expect(events).toEqual([{ name: 'discrepancyChanged', payload: { v: 1, trade: no, n: 0, state: 'open' } }])
  })

  test('may speak of a kept attempt: its very count, days later', async () => {
    const { w, no } = await inBulk()
    const count = counted(w, [short])
    const differences = [
      { code: 'short', disposition: 'mismatch_quantity', line: 1, field: 'quantity', expected: '10', actual: '8' },
    ]
    await w.chain.act(w.shopA.warehouse, 'recordReceiptAttempt', { no, count: plain(count), differences })
    w.chain.at('2025-11-24T02:00:00.000Z')
    expect(await refused(w.chain, () => raise(w, no, count))).toMatchObject({
      code: 'VALIDATION_FAILED',
      field: arg('count.at'),
    })
    const other = counted(w, [{ accepted: '9', missing: '1' }])
    expect(await refused(w.chain, () => raise(w, no, other, { attempt: 0 }))).toMatchObject({
      code: 'VALIDATION_FAILED',
      rule: 'count.of-attempt',
    })
    expect(await refused(w.chain, () => raise(w, no, count, { attempt: 1 }))).toMatchObject({
      code: 'NOT_FOUND',
      field: arg('attempt'),
    })
    await raise(w, no, count, { attempt: 0 })
    expect(w.chain.get(keys.discrepancy(no, 0))).toMatchObject({ attempt: 0, count: { at: count.at } })
  })
})

describe('is no matter of quantity, so that a note is refused, naming it:', () => {
  const codeOf = async ({ w, no }: Noted, rows: Row[], kind: 'partial' | 'final' = 'final'): Promise<unknown> => {
    const { code, rule, details } = await refused(w.chain, () => raise(w, no, counted(w, rows, kind)))
    expect([code, rule]).toEqual(['STATE_CONFLICT', 'difference.settled-by-answer'])
    return (details.faults ?? []).map(({ value }) => value)
  }

  test('an expired batch', async () => {
    const { w, no } = await inBulk()
    w.chain.at('2025-12-21T02:00:00.000Z')
    expect(await codeOf({ w, no }, [short])).toEqual(['expired'])
  })
  test('a recalled batch', async () => {
    const { w, no } = await inBulk()
    w.chain.seed(keys.recall(w.batch.id), { v: 1, batch: w.batch.id, class: 1, reason: 'glass' })
    expect(await codeOf({ w, no }, [short])).toEqual(['recalled'])
  })
  test('a unit counted twice', async () => {
    const { w, no, units } = await byName()
    expect(await codeOf({ w, no }, [{ accepted: '5', units: [...units.slice(1), units[1] ?? ''] }])).toEqual([
      'unit_counted_twice',
      'units_not_counted',
    ])
  })
  test('a count whose numbers do not add up', async () => {
    const { w, no } = await inBulk()
    expect(await codeOf({ w, no }, [{ accepted: '10', missing: '1' }])).toEqual(['count_mismatch'])
  })
  test('named units that nobody scanned', async () => {
    const { w, no } = await byName()
    expect(await codeOf({ w, no }, [{ accepted: '5' }])).toEqual(['units_not_counted'])
  })
  test('a unit of another trade', async () => {
    const { w, no, units } = await byName()
    const stolen = w.batch.paths[7] ?? ''
    w.chain.seed(keys.unit(stolen), {
      v: 1,
      path: stolen,
      batch: w.batch.id,
      holder: w.shopB.id,
      state: 'on_hand',
      trade: 'X',
    })
    expect(await codeOf({ w, no }, [{ accepted: '6', units: [...units, stolen] }])).toEqual([
      'over',
      'unit_of_other_trade',
    ])
  })
  test('a delivery of which nothing would be left: it is refused as a whole', async () => {
    const { w, no } = await inBulk()
    expect(await codeOf({ w, no }, [{ rejected: '10' }])).toEqual(['nothing_counted'])
  })
  test('a count for another organisation', async () => {
    const { w, no } = await inBulk()
    const count = { ...counted(w, [short]), receiver: w.shopB.id }
    const { code, details } = await refused(w.chain, () => raise(w, no, count))
    expect([code, details.faults?.[0]?.value]).toEqual(['STATE_CONFLICT', 'wrong_buyer'])
  })
})

describe('a note is refused', () => {
  test.each<[string, (n: Noted) => Fields, string, string, string]>([
    [
      'when the differences are not those of the count',
      () => ({ differences: [{ code: 'short', disposition: 'mismatch_quantity', field: 'quantity' }] }),
      'VALIDATION_FAILED',
      'differences',
      'differences.as-matched',
    ],
    [
      'without a word on what became of missing goods',
      () => ({ missing: null }),
      'VALIDATION_FAILED',
      'missing',
      'fate.needed',
    ],
    [
      'with less than an hour to answer',
      ({ w }) => ({ answerBy: hoursAhead(w, 0.99) }),
      'VALIDATION_FAILED',
      'answerBy',
      'time.1h-to-30d-ahead',
    ],
    [
      'with more than thirty days to answer',
      ({ w }) => ({ answerBy: hoursAhead(w, 720.1) }),
      'VALIDATION_FAILED',
      'answerBy',
      'time.1h-to-30d-ahead',
    ],
    [
      'with a time to answer in another form',
      () => ({ answerBy: '2025-11-25T10:00:00+08:00' }),
      'VALIDATION_FAILED',
      'answerBy',
      'time.utc-milliseconds',
    ],
    [
      'for a place of another',
      ({ w }) => ({ place: w.shopB.place }),
      'WRONG_ORGANISATION',
      'place',
      'place.of-organisation',
    ],
    ['for an unknown trade', () => ({ no: '0'.repeat(20) }), 'NOT_FOUND', 'no', 'exists'],
  ])('%s', async (_title, change, code, field, rule) => {
    const { w, no } = await inBulk()
    const act = (): Promise<unknown> => raise(w, no, counted(w, [short]), change({ w, no }))
    expect(await refused(w.chain, act)).toMatchObject({ code, field: arg(field), rule })
  })

  test('when the count agrees', async () => {
    const { w, no } = await inBulk()
    const differences = [{ code: 'short', disposition: 'mismatch_quantity', field: 'quantity' }]
    expect(await refused(w.chain, () => raise(w, no, counted(w, [{ accepted: '10' }]), { differences }))).toMatchObject(
      {
        code: 'STATE_CONFLICT',
        rule: 'count.disagrees',
      },
    )
  })

  test('for a lot that nobody made', async () => {
    const { w, no } = await inBulk()
    const count = counted(w, [{ accepted: '8' }, { lot: 'M9', accepted: '2' }])
    expect(await refused(w.chain, () => raise(w, no, count))).toMatchObject({ code: 'NOT_FOUND', rule: 'lot.exists' })
    expect(w.chain.get(keys.batch(batchId(w.milk, 'M9')))).toBeUndefined()
  })

  test('of anybody but staff of the buyer', async () => {
    const { w, no } = await inBulk()
    const count = counted(w, [short])
    for (const [who, code] of [
      [w.dairy.trader, 'WRONG_ORGANISATION'],
      [w.shopB.warehouse, 'WRONG_ORGANISATION'],
      [w.shopA.inspector, 'FORBIDDEN'],
    ] as const)
      expect(await refused(w.chain, () => raise(w, no, count, {}, who))).toMatchObject({ code })
    await raise(w, no, count, {}, w.shopA.trader)
  })

  test('before the dispatch and after the end of the trade', async () => {
    const { w, no } = await inBulk()
    const differences = [{ code: 'not_dispatched', disposition: null, field: 'state' }]
    const agreed = await agreedTrade(w, w.shopA, 'T2')
    const early = await refused(w.chain, () => raise(w, agreed, counted(w, [short]), { differences }))
    expect(early).toMatchObject({ code: 'STATE_CONFLICT', rule: 'trade.underway' })
    await refuse(w, no)
    const late = await refused(w.chain, () => raise(w, no, counted(w, [short])))
    expect(late).toMatchObject({ code: 'STATE_CONFLICT', rule: 'trade.underway' })
  })

  test('while another one is open', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [short]))
    expect(await refused(w.chain, () => raise(w, no, counted(w, [short])))).toMatchObject({
      code: 'STATE_CONFLICT',
      rule: 'discrepancy.none-open',
    })
  })
})

describe('an open note is withdrawn', () => {
  test.each<[string, (w: World, no: string) => Promise<unknown>]>([
    ['a receipt of the buyer', (w, no) => receive(w, no, { accepted: '10' }, 'final')],
    ['a receipt of a part', (w, no) => receive(w, no, { accepted: '3' }, 'partial')],
    ['a refusal', refuse],
  ])('by %s: what was counted before no longer speaks of what is due', async (_title, act) => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [short]))
    const amendments = await confirming(w, no)
    await act(w, no)
    expect(w.chain.get(keys.discrepancy(no, 0))?.state).toBe('withdrawn')
    expect(await refused(w.chain, () => answer(w, no, 'confirm', amendments))).toMatchObject({ code: 'STATE_CONFLICT' })
  })

  test('and where an act has not withdrawn it, a receipt since then refuses the answer all the same', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [short]))
    const [note, amendments] = [w.chain.get(keys.discrepancy(no, 0)), await confirming(w, no)]
    await receive(w, no, { accepted: '3' }, 'partial')
    if (note !== undefined) w.chain.seed(keys.discrepancy(no, 0), note)
    expect(await refused(w.chain, () => answer(w, no, 'confirm', amendments))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('n'),
      rule: 'discrepancy.nothing-received-since',
    })
  })

  test('so that the next one may be raised', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [short]))
    await receive(w, no, { accepted: '3' }, 'partial')
    await raise(w, no, counted(w, [{ accepted: '5' }]))
    expect(w.chain.get(keys.discrepancy(no, 1))).toMatchObject({ state: 'open', receipts: 1 })
  })
})

describe('escalateDiscrepancy', () => {
  test('is for after the time to answer; the supplier may still answer', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [short]))
    w.chain.at(hoursAhead(w, 72))
    expect(await refused(w.chain, () => escalate(w, no))).toMatchObject({
      code: 'STATE_CONFLICT',
      field: arg('n'),
      rule: 'discrepancy.overdue',
    })
    w.chain.at(hoursAhead(w, 0.001))
    const { events } = await escalate(w, no)
    expect(w.chain.get(keys.discrepancy(no, 0))?.state).toBe('escalated')
    expect(w.chain.get(keys.escalation(no, 0))).toEqual({ v: 1, trade: no, n: 0, reason: 'delay' })
    expect(events).toEqual([{ name: 'discrepancyChanged', payload: { v: 1, trade: no, n: 0, state: 'escalated' } }])
    expect(await refused(w.chain, () => escalate(w, no))).toMatchObject({ rule: 'discrepancy.not-escalated' })
    await answer(w, no, 'confirm', await confirming(w, no))
    expect(w.chain.get(keys.trade(no))?.state).toBe('received')
  })

  test('is the buyer’s', async () => {
    const { w, no } = await inBulk()
    await raise(w, no, counted(w, [short]))
    w.chain.at(hoursAhead(w, 73))
    expect(await refused(w.chain, () => escalate(w, no, w.dairy.trader))).toMatchObject({ code: 'WRONG_ORGANISATION' })
    expect(await refused(w.chain, () => escalate(w, no, w.shopA.inspector))).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refused(w.chain, () => escalate(w, no, w.shopA.trader, 3))).toMatchObject({ code: 'NOT_FOUND' })
    await answer(w, no, 'dispute', [])
    expect(await refused(w.chain, () => escalate(w, no))).toMatchObject({ rule: 'discrepancy.open' })
  })
})
