// Counting over the real door: together, without a signal, against a signed manifest, and while the trade moves.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { CountConflict } from '@ectrace/shared/api/counting-views'
import type { RefusalDetails, TradeView } from '@ectrace/shared/api/views'
import type { CountAct, CountOperation } from '@ectrace/shared/counting/operation'
import { judgeOffline } from '@ectrace/shared/counting/judge-offline'
import { countOf, operationsOf } from '@ectrace/shared/counting/queue'
import { lineCount } from '@ectrace/shared/counting/reduce-count'
import { verifyManifest } from '@ectrace/shared/proof/manifest'
import type { Client } from '@ectrace/sdk/client'
import { sweepCounts } from '../src/commands/sweep-counts.ts'
import { dispatchToShop, enrolWarehouse, enter, openPhone, personOf, scan } from './counting-fixture.ts'
import type { Person } from './counting-fixture.ts'
import { exactCount, firstPlaceOf, openDemo, refusal, tradeNoOf } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let anna: Person
let ben: Person
let trader: Client
let place: string

beforeAll(async () => {
  demo = await openDemo()
  anna = await personOf(await demo.as('baiwei.warehouse'))
  ben = await enrolWarehouse(demo, 'baiwei.second')
  trader = await demo.as('baiwei.trader')
  place = await firstPlaceOf(anna.client)
}, 60_000)
afterAll(() => demo.end())

/** As it is on chain now, whoever wrote there last. */
const tradeOf = async (client: Client, no: string): Promise<TradeView> => {
  const { ledger, projection } = demo.door.deps
  await projection.waitFor((await ledger.log()).height, 5_000)
  return client.call(endpoints.trade, { params: { no } })
}
const operation = (no: string, sequence: number, act: CountAct, who: Person = anna): CountOperation => ({
  ...{ id: randomUUID(), trade: no, device: '00000000-0000-4000-8000-00000000000a', sequence },
  ...{ at: '2026-11-22T10:00:00+08:00', by: who.user },
  ...act,
})
const count = (client: Client, no: string, operations: unknown[], more: { since?: number; count?: boolean } = {}) =>
  client.call(endpoints.count, { params: { no }, body: { operations, ...more } })

describe('a manifest', () => {
  test('is signed by the log, and a phone without a signal judges codes by it', async () => {
    const no = tradeNoOf(demo.code('trade_accept'))
    const { note, expectation, blind } = await anna.client.call(endpoints.manifest, { params: { no } })
    const { verifierKey, size } = await anna.client.call(endpoints.log, {})
    const manifest = verifyManifest(note, { verifierKey, expectation, at: Date.now() })
    expect([manifest.trade, manifest.size, blind]).toEqual([no, size, false])
    const units = expectation.lines[0]?.units ?? []
    const judged = (path: string, counted = false) => judgeOffline(expectation, { path, isCounted: () => counted })
    expect(units.map((path) => judged(path).verdict)).toEqual(Array(6).fill('hit'))
    expect(judged(units[0] ?? '', true).verdict).toBe('duplicate')
    expect(judged(demo.code('item')).verdict).toBe('not_on_manifest')
    const changed = { ...expectation, lines: expectation.lines.map((line) => ({ ...line, due: '7' })) }
    expect(() => verifyManifest(note, { verifierKey, expectation: changed, at: Date.now() })).toThrow(
      expect.objectContaining({ code: 'MANIFEST_INVALID' }),
    )
  })

  test('is for the buyer’s staff only', async () => {
    const no = tradeNoOf(demo.code('trade_accept'))
    for (const login of ['linli.warehouse', 'shunda.trader'])
      expect((await refusal((await demo.as(login)).call(endpoints.manifest, { params: { no } }))).code).toBe(
        'WRONG_ORGANISATION',
      )
  })
})

describe('two people who count one trade', () => {
  test('on two phones with a bad line end in one count, and it is received once', async () => {
    const no = await dispatchToShop(demo, ['7'])
    const expectation = (await tradeOf(anna.client, no)).expectation
    if (expectation === undefined) throw new Error('it was dispatched')
    const [one, two] = [openPhone(anna, no, expectation, place), openPhone(ben, no, expectation, place)]
    one.make(enter('3'))
    two.make(enter('4'))
    one.cutNext('after')
    two.cutNext('before')
    one.take({ type: 'online' })
    two.take({ type: 'online' })
    await Promise.all([one.quiet(), two.quiet()])
    // The first was heard though its phone does not know it; then both programs end and begin again.
    one.restart()
    two.restart()
    for (let round = 0; round < 2; round++) {
      for (const phone of [one, two]) {
        phone.take({ type: 'online' })
        phone.take({ type: 'send_due', trade: no })
        await phone.quiet()
      }
    }
    for (const phone of [one, two]) expect(lineCount(countOf(phone.now(), no), 1).accepted).toBe('7')
    expect(operationsOf(one.now(), no)).toHaveLength(2)

    one.cutNext('after')
    one.take({ type: 'receipt_made', trade: no, key: 'receipt-of-both', kind: 'final', place })
    one.take({ type: 'send_due' })
    await one.quiet()
    expect(one.now().receipts).toMatchObject([{ state: 'on_phone' }])
    one.restart()
    one.take({ type: 'online' })
    await one.quiet()
    expect(one.now().receipts).toMatchObject([{ state: 'on_chain' }])
    const trade = await tradeOf(anna.client, no)
    expect([trade.state, trade.receipts.length, trade.attempts.length]).toEqual(['received', 1, 0])
  })

  test('are told who was first with a unit, and get what the server makes of all operations', async () => {
    const no = await dispatchToShop(demo, ['2'])
    const unit = `${(await trader.call(endpoints.batch, { params: { id: (await tradeOf(trader, no)).expectation?.lines[0]?.batch ?? '' } })).path}/21/00000000000000000001`
    const first = operation(no, 1, scan(unit))
    await count(anna.client, no, [first])
    const again = {
      ...operation(no, 1, scan(unit), ben),
      device: '00000000-0000-4000-8000-00000000000b',
      at: '2026-11-22T10:00:01+08:00',
    }
    const reply = await count(ben.client, no, [again], { count: true })
    expect(reply.answers).toEqual([{ id: again.id, outcome: 'kept' }])
    expect(reply.operations).toEqual([first])
    expect(reply.count?.duplicates).toMatchObject([{ unit, first: { by: anna.user }, again: { by: ben.user } }])
    expect(reply.count?.lines).toMatchObject([{ line: 1, accepted: '1', units: [unit] }])
    const later = await ben.client.call(endpoints.counting, { params: { no }, query: { since: reply.cursor } })
    expect(later).toEqual({ answers: [], operations: [], cursor: reply.cursor, more: false })
  })
})

describe('an operation', () => {
  let no: string
  beforeAll(async () => {
    no = await dispatchToShop(demo, ['1'])
  })

  test('is kept once; the same id with other content is told with both, and stops nothing else', async () => {
    const first = operation(no, 1, enter('1'))
    const changed = { ...first, text: '2' }
    const second = operation(no, 2, enter('1'))
    expect((await count(anna.client, no, [first])).answers).toEqual([{ id: first.id, outcome: 'kept' }])
    const { answers } = await count(anna.client, no, [first, second, changed])
    expect(answers).toEqual([
      { id: first.id, outcome: 'duplicate' },
      { id: changed.id, outcome: 'conflict', code: 'IDEMPOTENCY_MISMATCH', details: { yours: changed, theirs: first } },
      { id: second.id, outcome: 'kept' },
    ])
  })

  test('that is none, of another organisation’s person or of another trade is answered by itself', async () => {
    const good = operation(no, 3, enter('1'))
    const stranger = await personOf(await demo.as('linli.warehouse'))
    const foreign = operation(no, 4, enter('1'), stranger)
    const elsewhere = operation('ZZZZZZZZZZZZZZZZZZZZ', 5, enter('1'))
    const lot = { product: `P${'A'.repeat(19)}`, name: 'x', lot: 'ＡＢ１２', unit: 'H87' }
    const wide = { ...operation(no, 6, enter('1')), line: undefined, goods: lot }
    const { answers } = await count(anna.client, no, [7, foreign, wide, elsewhere, good])
    const said = new Map(answers.map((answer) => [answer.id, answer]))
    expect(said.get('')).toMatchObject({ outcome: 'conflict', code: 'VALIDATION_FAILED' })
    expect(said.get(foreign.id)).toMatchObject({ code: 'FORBIDDEN', details: { faults: [{ field: 'by' }] } })
    expect(said.get(elsewhere.id)).toMatchObject({ details: { faults: [{ field: 'trade', rule: 'trade.of-path' }] } })
    expect(said.get(wide.id)).toMatchObject({
      details: { faults: [{ field: 'goods.lot', rule: 'half-width-characters', instead: 'AB12' }] },
    })
    expect(said.get(good.id)).toEqual({ id: good.id, outcome: 'kept' })
  })

  test('of a colleague comes from a device that both share, keeps its operator, and who sent it stands in the audit', async () => {
    const colleagues = operation(no, 8, enter('1'), ben)
    expect((await count(anna.client, no, [colleagues])).answers).toEqual([{ id: colleagues.id, outcome: 'kept' }])
    const admin = await personOf(await demo.as('baiwei.admin'))
    const idle = operation(no, 9, enter('1'), admin)
    expect((await count(anna.client, no, [idle])).answers).toMatchObject([{ outcome: 'conflict', code: 'FORBIDDEN' }])
    const heard = await ben.client.call(endpoints.counting, { params: { no }, query: {} })
    expect(heard.operations).toContainEqual(colleagues)
    const rows = await demo.door.deps.vault
      .selectFrom('audit')
      .select(['user', 'details'])
      .where('action', '=', 'count.for')
      .execute()
    expect(rows.map(({ user, details }) => [user, JSON.parse(details ?? '') as unknown])).toEqual([
      [anna.user, { operations: { [ben.user]: 1 } }],
    ])
    const counters = await trader.call(endpoints.counters, { params: { no } })
    expect(counters.map(({ login }) => login)).toEqual(
      expect.arrayContaining(['baiwei.warehouse', 'baiwei.second', 'baiwei.trader']),
    )
    const other = await demo.as('shunda.trader')
    expect((await refusal(other.call(endpoints.counters, { params: { no } }))).code).toBe('WRONG_ORGANISATION')
  })

  test('is not counted on a trade that was never dispatched, and one of another organisation is refused', async () => {
    const supplier = await demo.as('shunda.trader')
    const { lines, buyer } = await tradeOf(supplier, no)
    const offered = [{ product: lines[0]?.product ?? '', quantity: '1', unit: 'H87' as const }]
    const made = await supplier.call(endpoints.offerTrade, { body: { buyer: buyer.id, lines: offered } })
    const { answers } = await count(anna.client, made.no, [operation(made.no, 1, enter('1'))])
    expect(answers).toMatchObject([{ outcome: 'conflict', code: 'STATE_CONFLICT', details: { state: 'offered' } }])
    expect((await refusal(count(await demo.as('linli.warehouse'), no, []))).code).toBe('WRONG_ORGANISATION')
  })

  test('comes with at most 999 others', async () => {
    const error = await refusal(count(anna.client, no, Array(1_001).fill(7)))
    expect(error).toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { faults: [{ field: 'operations', rule: 'max.1000' }] },
    })
  })

  test('of one phone too many is refused, those of known phones go on', async () => {
    const many = Array.from({ length: 210 }, (_, n) => ({
      ...operation(no, 1, enter('0')),
      device: `00000000-0000-4000-9000-${String(n).padStart(12, '0')}`,
    }))
    const kept = (await count(anna.client, no, many.slice(0, 190))).answers
    expect(new Set(kept.map(({ outcome }) => outcome))).toEqual(new Set(['kept']))
    const { answers } = await count(anna.client, no, many.slice(190))
    expect(answers[0]).toMatchObject({
      outcome: 'conflict',
      code: 'VALIDATION_FAILED',
      details: { faults: [{ field: 'device', rule: 'at-most-200-of-a-trade' }] },
    })
    const known = { ...operation(no, 2, enter('0')), device: many[0]?.device ?? '' }
    expect((await count(anna.client, no, [known])).answers).toEqual([{ id: known.id, outcome: 'kept' }])
  })

  test('of a late phone is kept after the trade ended, and all go some days later', async () => {
    await anna.client.call(endpoints.refuseReceipt, { params: { no }, body: { reason: 'quality', party: 'supplier' } })
    const late = operation(no, 9, enter('1'))
    expect((await count(anna.client, no, [late])).answers).toEqual([{ id: late.id, outcome: 'kept' }])
    const { deps } = demo.door
    const left = async (): Promise<number> =>
      (await deps.vault.selectFrom('count_operation').select('n').where('trade', '=', no).execute()).length
    const after = (days: number) => ({
      ...deps,
      clock: () => deps.clock() + days * 86_400_000,
      fast: { ...deps.fast, hit: () => Promise.resolve({ allowed: true, retryAfter: 0 }) },
    })
    await sweepCounts(after(6))
    expect(await left()).toBeGreaterThan(0)
    await sweepCounts(after(8))
    expect(await left()).toBe(0)
  })
})

describe('a trade that moves while it is counted', () => {
  const basisOf = ({ expectation }: TradeView) => ({
    state: expectation?.state ?? 'dispatched',
    lines: (expectation?.lines ?? []).map(({ line, due }) => ({ line, due })),
  })
  const partly = (trade: TradeView, accepted: string) => exactCount(trade).map((row) => ({ ...row, accepted }))

  test('by another receipt is a conflict with both values: nothing is written, no attempt kept', async () => {
    const no = await dispatchToShop(demo, ['4'])
    const before = await tradeOf(anna.client, no)
    const basis = basisOf(before)
    const body = { kind: 'partial' as const, place, lines: partly(before, '2'), basis }
    await ben.client.call(endpoints.confirmReceipt, { params: { no }, body })
    const { size } = await demo.door.deps.ledger.log()
    const error = await refusal(anna.client.call(endpoints.confirmReceipt, { params: { no }, body }))
    const details: CountConflict = {
      was: { state: 'dispatched', lines: [{ line: 1, due: '4' }] },
      now: { state: 'partly_received', lines: [{ line: 1, due: '2' }] },
    }
    expect([error.code, error.details]).toEqual(['COUNT_CONFLICT', { ...details, status: 409 }])
    expect((await demo.door.deps.ledger.log()).size).toBe(size)
    expect((await tradeOf(anna.client, no)).attempts).toEqual([])
    // Counted on against what stands now, it is received.
    const now = await tradeOf(anna.client, no)
    await anna.client.call(endpoints.confirmReceipt, {
      params: { no },
      body: { kind: 'final', place, lines: exactCount(now), basis: basisOf(now) },
    })
    expect((await tradeOf(anna.client, no)).state).toBe('received')
  })

  test('by a refusal is a conflict too', async () => {
    const no = await dispatchToShop(demo, ['1'])
    const before = await tradeOf(anna.client, no)
    await trader.call(endpoints.refuseReceipt, { params: { no }, body: { reason: 'delay', party: 'carrier' } })
    const body = { kind: 'final' as const, place, lines: exactCount(before), basis: basisOf(before) }
    const error = await refusal(anna.client.call(endpoints.confirmReceipt, { params: { no }, body }))
    expect(error).toMatchObject({ code: 'COUNT_CONFLICT', details: { now: { state: 'refused' } } })
  })

  test('by the supplier who cancels the shipment is a conflict', async () => {
    const no = await dispatchToShop(demo, ['1'])
    const before = await tradeOf(anna.client, no)
    const supplier = await demo.as('shunda.trader')
    await supplier.call(endpoints.cancelTrade, { params: { no }, body: { reason: 'stock' } })
    const body = { kind: 'final' as const, place, lines: exactCount(before), basis: basisOf(before) }
    const error = await refusal(anna.client.call(endpoints.confirmReceipt, { params: { no }, body }))
    expect(error).toMatchObject({
      code: 'COUNT_CONFLICT',
      details: { was: { state: 'dispatched' }, now: { state: 'cancelled' } },
    })
    expect((await tradeOf(anna.client, no)).attempts).toEqual([])
  })

  test('by a settled discrepancy note is a conflict with the lines as they are due now', async () => {
    const no = await dispatchToShop(demo, ['4'])
    const before = await tradeOf(anna.client, no)
    const short = partly(before, '3').map((row) => ({ ...row, missing: '1' }))
    const said = { reason: 'quantity' as const, party: 'supplier' as const }
    const raised = { kind: 'final' as const, lines: short, place, ...said, missing: 'not_shipped' as const }
    const { n } = await trader.call(endpoints.raiseDiscrepancy, { params: { no }, body: raised })
    const supplier = await demo.as('shunda.trader')
    const answer = { params: { no, n: String(n) }, body: { answer: 'confirm' as const, ...said } }
    await supplier.call(endpoints.answerDiscrepancy, answer)
    const body = { kind: 'final' as const, place, lines: exactCount(before), basis: basisOf(before) }
    const error = await refusal(anna.client.call(endpoints.confirmReceipt, { params: { no }, body }))
    expect(error).toMatchObject({
      code: 'COUNT_CONFLICT',
      details: { was: basisOf(before), now: { state: 'received', lines: [{ line: 1, due: '0' }] } },
    })
  })

  test.each(['partial', 'final'] as const)('by two phones at one moment ends in one %s receipt', async (kind) => {
    const no = await dispatchToShop(demo, ['4'])
    const before = await tradeOf(anna.client, no)
    const lines = kind === 'final' ? exactCount(before) : partly(before, '2')
    const body = { kind, place, lines, basis: basisOf(before) }
    const both = await Promise.allSettled(
      [anna, ben].map(({ client }) => client.call(endpoints.confirmReceipt, { params: { no }, body })),
    )
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(both.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { code: 'COUNT_CONFLICT' } })
    const after = await tradeOf(anna.client, no)
    expect([after.receipts.length, after.attempts.length]).toEqual([1, 0])
  })

  test('is judged as before where nobody says what was counted against', async () => {
    const no = await dispatchToShop(demo, ['4'])
    const trade = await tradeOf(anna.client, no)
    const body = { kind: 'partial' as const, place, lines: partly(trade, '3') }
    await anna.client.call(endpoints.confirmReceipt, { params: { no }, body })
    const error = await refusal(ben.client.call(endpoints.confirmReceipt, { params: { no }, body }))
    const { result, attempt } = error.details as unknown as RefusalDetails
    expect([error.code, result.differences.map((one) => one.code)]).toEqual(['RECEIPT_REFUSED', ['over']])
    expect(attempt?.state).toBe('committed')
  })
})

describe('a count that cannot be', () => {
  test('names a lot in full-width characters, and offers its half-width form', async () => {
    const no = await dispatchToShop(demo, ['1'])
    const lines = exactCount(await tradeOf(anna.client, no)).map((row) => ({ ...row, lot: 'ＡＢ１２' }))
    const error = await refusal(
      anna.client.call(endpoints.confirmReceipt, { params: { no }, body: { kind: 'final', place, lines } }),
    )
    expect([error.code, error.details.faults]).toEqual([
      'VALIDATION_FAILED',
      [{ field: 'lines.0.lot', rule: 'half-width-characters', value: 'ＡＢ１２', instead: 'AB12' }],
    ])
  })

  test('of 100.002 litres of 100 at no tolerance is over by that much', async () => {
    const [farm, dairy] = [await demo.as('farm.trader'), await demo.as('dairy.warehouse')]
    const product = (await farm.call(endpoints.products, { query: {} })).items[0]?.id ?? ''
    const from = await firstPlaceOf(farm)
    const lot = 'RM-100'
    const made = await farm.call(endpoints.createBatch, {
      body: { product, lot, producedOn: new Date().toISOString().slice(0, 10), place: from, quantity: '100' },
    })
    const buyer = (await dairy.call(endpoints.me, {})).organisation.id
    const offered = [{ product, quantity: '100', unit: 'LTR' as const }]
    const { no } = await farm.call(endpoints.offerTrade, { body: { buyer, lines: offered } })
    await (await demo.as('dairy.trader')).call(endpoints.acceptTrade, { params: { no }, body: {} })
    const loads = [{ fills: 1, batch: made.batch, quantity: '100' }]
    const dispatch = { place: from, dispatchedAt: new Date().toISOString(), lines: loads }
    await farm.call(endpoints.dispatchTrade, { params: { no }, body: dispatch })
    const row = { line: 1, product, lot, unit: 'LTR' as const, accepted: '100.002', rejected: '0', missing: '0' }
    const body = { kind: 'final' as const, place: await firstPlaceOf(dairy), lines: [row] }
    const error = await refusal(dairy.call(endpoints.confirmReceipt, { params: { no }, body }))
    const { result } = error.details as unknown as RefusalDetails
    expect(result.differences).toMatchObject([{ code: 'over', line: 1, expected: '100', actual: '100.002' }])
    expect(result.lines).toMatchObject([{ due: '100', accepted: '100.002', extra: '0.002' }])
  })

  test('with goods of no line, or a second part of more than is due, is refused and nothing moves', async () => {
    const no = await dispatchToShop(demo, ['4'])
    const trade = await tradeOf(anna.client, no)
    const [row] = exactCount(trade)
    if (row === undefined) throw new Error('a line was sent')
    const milk = (await (await demo.as('farm.trader')).call(endpoints.products, { query: {} })).items[0]?.id ?? ''
    const { line: _line, ...loose } = row
    const extra = { ...loose, product: milk, lot: 'RM-A1', accepted: '1' }
    const confirm = (kind: 'partial' | 'final', lines: (typeof extra)[]) =>
      anna.client.call(endpoints.confirmReceipt, { params: { no }, body: { kind, place, lines } })
    const codesOf = async (call: Promise<unknown>): Promise<string[]> =>
      ((await refusal(call)).details as unknown as RefusalDetails).result.differences.map(({ code }) => code)
    expect(await codesOf(confirm('final', [row, extra]))).toEqual(['extra_line'])
    await confirm('partial', [{ ...row, accepted: '3' }])
    expect(await codesOf(confirm('partial', [{ ...row, accepted: '2' }]))).toEqual(['over'])
    expect((await tradeOf(anna.client, no)).expectation?.lines[0]?.due).toBe('1')
  })
})
