// Reports of consumers over HTTP: taken with a receipt number, told to brand and regulator, answered, and shown to nobody else.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { ReportStatus, ReportView } from '@ectrace/shared/api/scan-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { loggedIn, refusal } from './demo-fixture.ts'
import { codeOf, errorOf } from './door-fixture.ts'
import { openTrading } from './trading-fixture.ts'
import type { Goods, Trading } from './trading-fixture.ts'

const hour = 3_600_000
const visitorA = `f${'a'.repeat(32)}`
const visitorB = `f${'b'.repeat(32)}`
type Report = NonNullable<BodyOf<typeof endpoints.report>>

let story: Trading
let goods: Goods
let regulator: Client
let pretender: Client
let operator: Client
/** Their organisations. */
const ids = { regulator: '', pretender: '', operator: '' }

/** Registers an organisation of a type that anybody may claim. */
const claims = async (login: string, value: string): Promise<{ client: Client; id: string }> => {
  const client = createClient({ url: story.demo.door.url })
  const { organisation } = await client.call(endpoints.registerOrganisation, {
    body: {
      ...{ scheme: 'gln' as const, value, name: `市场监管 ${login}`, type: 'regulator' as const, named: true },
      administrator: { login: `${login}.admin`, password: 'demo-password' },
    },
  })
  return { client: await loggedIn(story.demo.door, `${login}.admin`), id: organisation }
}

beforeAll(async () => {
  story = await openTrading()
  goods = await story.makeGoods(5)
  operator = await story.demo.as('platform.admin')
  const real = await claims('samr', '6901234000009')
  const false_ = await claims('fake', '6901234000016')
  await operator.act(endpoints.verifyOrganisation, {
    params: { id: real.id },
    body: { level: 'verified', basis: '抄件 2026-1' },
  })
  ids.regulator = real.id
  ids.pretender = false_.id
  ids.operator = (await operator.call(endpoints.me, {})).organisation.id
  regulator = real.client
  pretender = false_.client
}, 240_000)
afterAll(() => story.demo.end())

const anybody = (): Client => createClient({ url: story.demo.door.url })
const report = (given: Partial<Report> = {}, key: string = randomUUID()): Promise<ReportStatus> =>
  anybody().call(endpoints.report, {
    body: { c: goods.codes[0] ?? '', kind: 'quality', text: '开封后有异味', ...given },
    key,
  })
const listed = async (client: Client, receipt: string): Promise<ReportView | undefined> =>
  (await client.call(endpoints.reports, { query: { limit: 200 } })).items.find((one) => one.receipt === receipt)
const status = (receipt: string): Promise<ReportStatus> =>
  anybody().call(endpoints.reportStatus, { params: { receipt } })
const noticesOf = async (receipt: string): Promise<{ organisation: string; roles: string | null; details: string }[]> =>
  story.demo.door.deps.vault
    .selectFrom('notice')
    .select(['organisation', 'roles', 'details'])
    .where('subject', '=', receipt)
    .where('kind', '=', 'report_received')
    .orderBy('id')
    .execute()
const forgedOf = (path: string): string => path.slice(0, -1) + (path.endsWith('0') ? '1' : '0')

describe('a report', () => {
  test('gets a receipt number, whose holder sees its state and nothing that was written', async () => {
    const given = await report({ contact: '13800001111', place: '城西市场' })
    expect(given).toMatchObject({ kind: 'quality', state: 'open' })
    expect(given.receipt).toMatch(/^R[0-9A-HJKMNP-TV-Z]{12}$/)
    expect(await status(given.receipt)).toEqual(given)
    expect(Object.keys(given).sort()).toEqual(['at', 'kind', 'receipt', 'state'])
    const typed = `${given.receipt.slice(0, 5)}-${given.receipt.slice(5)}`.toLowerCase()
    expect(await status(typed)).toEqual(given)
    for (const receipt of ['R000000000000', 'nonsense', given.receipt.slice(0, -1)])
      expect((await refusal(status(receipt))).code).toBe('NOT_FOUND')
  })

  test('is read by its brand and by verified regulators, and by nobody else', async () => {
    const { receipt } = await report({ contact: 'a@b.example', place: '城西市场', text: '第一行\r\n第二行 👨‍👩‍👧' })
    const seen = await listed(story.dairy.trader, receipt)
    expect(seen).toMatchObject({
      ...{ receipt, path: goods.codes[0], batch: goods.batch, lot: goods.lot, organisation: story.dairy.id },
      ...{ text: '第一行\n第二行 👨‍👩‍👧', contact: 'a@b.example', place: '城西市场' },
    })
    expect(seen?.productName).toContain('奶酪')
    expect(seen).not.toHaveProperty('pathFault')
    expect(await listed(regulator, receipt)).toEqual(seen)
    const { contact: _contact, ...withoutContact } = seen ?? {}
    expect(await listed(story.dairy.warehouse, receipt)).toEqual(withoutContact)
    for (const outsider of [story.shop.trader, pretender, operator]) {
      expect(await listed(outsider, receipt)).toBeUndefined()
      const body = { state: 'answered' as const, answer: '好的' }
      const tried = outsider.call(endpoints.answerReport, { params: { receipt }, body })
      expect((await refusal(tried)).code).toBe('NOT_FOUND')
    }
    expect((await refusal(anybody().call(endpoints.reports, { query: {} }))).code).toBe('UNAUTHENTICATED')
  })

  test('leaves a notice for the brand and each verified regulator, with nothing of the reporter in it', async () => {
    const { receipt } = await report({ text: '味道不对', contact: '13900002222', place: '东门店' })
    const notices = await noticesOf(receipt)
    expect(notices.map(({ organisation, roles }) => [organisation, roles])).toEqual([
      [story.dairy.id, JSON.stringify(['trader', 'administrator'])],
      [ids.regulator, null],
    ])
    for (const secret of ['味道不对', '13900002222', '东门店']) {
      expect(JSON.stringify(notices)).not.toContain(secret)
      expect(story.demo.door.logged()).not.toContain(secret)
    }
  })

  test('read by a regulator leaves in the audit who read which', async () => {
    const { receipt } = await report()
    const reads = async (): Promise<string[]> =>
      (
        await story.demo.door.deps.vault
          .selectFrom('audit')
          .select('details')
          .where('action', '=', 'reports.read')
          .where('organisation', '=', ids.regulator)
          .orderBy('id')
          .execute()
      ).map(({ details }) => details ?? '')
    const before = (await reads()).length
    await listed(story.dairy.trader, receipt)
    expect(await reads()).toHaveLength(before)
    await listed(regulator, receipt)
    const after = await reads()
    expect(after).toHaveLength(before + 1)
    expect(after.at(-1)).toContain(receipt)
  })

  test('sent again, with its key or as a double tap within an hour, is the first one', async () => {
    const body = { c: goods.codes[1] ?? '', visitor: visitorA, kind: 'suspected_copy' as const }
    const first = await report(body, 'tap')
    expect(await report(body, 'tap')).toEqual(first)
    expect(await report(body)).toEqual(first)
    expect((await refusal(report({ ...body, text: '别的' }, 'tap'))).code).toBe('IDEMPOTENCY_MISMATCH')
    const others = [
      await report({ ...body, kind: 'other' }),
      await report({ ...body, visitor: visitorB }),
      await report({ ...body, c: goods.codes[2] ?? '' }),
    ]
    story.demo.door.shift(hour)
    try {
      others.push(await report(body))
    } finally {
      story.demo.door.shift(-hour)
    }
    expect(new Set([first, ...others].map(({ receipt }) => receipt)).size).toBe(5)
  })

  test('sent by one person ten times at once is one', async () => {
    const body = { c: goods.codes[3] ?? '', visitor: visitorA }
    const all = await Promise.all(Array.from({ length: 10 }, () => report(body)))
    expect(new Set(all.map(({ receipt }) => receipt)).size).toBe(1)
    expect(await noticesOf(all[0]?.receipt ?? '')).toHaveLength(2)
  })

  test('of a forged code goes to the brand that it pretends to be of, and says that it is forged', async () => {
    const c = forgedOf(goods.codes[0] ?? '')
    const { receipt } = await report({ c, kind: 'suspected_copy' })
    const seen = await listed(story.dairy.trader, receipt)
    expect(seen).toMatchObject({ path: c, pathFault: 'CODE_FORGED', batch: goods.batch, organisation: story.dairy.id })
  })

  test.each([
    ['of another site', 'https://ec-trace.example.net/s/01/06901234000009/10/A', 'CODE_FOREIGN_HOST'],
    ['of a batch that there is not', '/s/x/P-0/10/NONE', 'CODE_UNKNOWN'],
    ['that is none at all', '扫出来是这样一串字', 'CODE_MALFORMED'],
    ['of a trade', '/s/t/00000000000000000000', 'CODE_UNKNOWN'],
  ])('of a code %s goes to the operator and the regulator, who have what was scanned', async (_what, c, fault) => {
    const { receipt } = await report({ c, kind: 'suspected_copy' })
    expect((await noticesOf(receipt)).map(({ organisation }) => organisation).sort()).toEqual(
      [ids.operator, ids.regulator].sort(),
    )
    const seen = await listed(operator, receipt)
    expect(seen).toMatchObject({ path: c, pathFault: fault, batch: '', organisation: '', lot: '', productName: '' })
    expect(await listed(regulator, receipt)).toEqual(seen)
    expect(await listed(story.dairy.trader, receipt)).toBeUndefined()
    const body = { state: 'closed' as const, answer: '已转交公安机关' }
    await operator.call(endpoints.answerReport, { params: { receipt }, body })
    expect(await status(receipt)).toMatchObject({ state: 'closed', answer: body.answer })
  })
})

describe('the answer to a report', () => {
  const answer = (
    client: Client,
    receipt: string,
    state: 'answered' | 'closed',
    text: string,
    key: string = randomUUID(),
  ) => client.call(endpoints.answerReport, { params: { receipt }, body: { state, answer: text }, key })

  test('is the brand’s, shows to whoever holds the receipt number, and only goes forward', async () => {
    const { receipt } = await report({ contact: '13700003333' })
    for (const client of [story.dairy.warehouse, regulator])
      expect(['FORBIDDEN', 'WRONG_ORGANISATION']).toContain(
        (await refusal(answer(client, receipt, 'answered', '好'))).code,
      )
    const answered = await answer(story.dairy.trader, receipt, 'answered', '请联系门店退换', 'answer-1')
    expect(answered).toMatchObject({ receipt, state: 'answered', answer: '请联系门店退换', contact: '13700003333' })
    expect(await answer(story.dairy.trader, receipt, 'answered', '请联系门店退换', 'answer-1')).toEqual(answered)
    expect(await status(receipt)).toMatchObject({ state: 'answered', answer: '请联系门店退换' })
    expect((await refusal(answer(story.dairy.trader, receipt, 'answered', '改口'))).code).toBe('STATE_CONFLICT')
    await answer(story.dairy.trader, receipt, 'closed', '已退款')
    expect((await refusal(answer(story.dairy.trader, receipt, 'closed', '再来'))).code).toBe('STATE_CONFLICT')
    expect(await status(receipt)).toMatchObject({ state: 'closed', answer: '已退款' })
    const kept = await story.demo.door.deps.vault.selectFrom('post_once').select('outcome').execute()
    expect(JSON.stringify(kept)).not.toContain('13700003333')
  })
})

describe('the list of reports', () => {
  test('is paged newest first, without gap or repeat, and filtered by state and batch', async () => {
    const fresh = await story.makeGoods(1)
    const made: string[] = []
    for (let n = 0; n < 5; n += 1) made.push((await report({ c: fresh.codes[0] ?? '', text: `第 ${n} 次` })).receipt)
    const seen: string[] = []
    let after: string | undefined
    do {
      const query = { batch: fresh.batch, limit: 2, ...(after === undefined ? {} : { after }) }
      const page = await story.dairy.trader.call(endpoints.reports, { query })
      expect(page.total).toBe(5)
      seen.push(...page.items.map(({ receipt }) => receipt))
      after = page.next
    } while (after !== undefined)
    expect(new Set(seen)).toEqual(new Set(made))
    expect(seen).toHaveLength(5)
    await story.dairy.trader.call(endpoints.answerReport, {
      params: { receipt: made[0] ?? '' },
      body: { state: 'answered', answer: '收到' },
    })
    const query = { batch: fresh.batch, state: 'answered' as const }
    const { items } = await story.dairy.trader.call(endpoints.reports, { query })
    expect(items.map(({ receipt }) => receipt)).toEqual([made[0]])
    const bad = await refusal(story.dairy.trader.call(endpoints.reports, { query: { after: "1' or 1=1" } }))
    expect([bad.code, bad.details.faults?.[0]?.field]).toEqual(['VALIDATION_FAILED', 'after'])
  })
})

describe('a report is refused', () => {
  test.each([
    ['without a code', { c: undefined }, 'c'],
    ['with a control character in the code', { c: '/s/x\u0000' }, 'c'],
    ['with a code of a thousand characters', { c: 'x'.repeat(1_000) }, 'c'],
    ['of no kind', { kind: 'murder' }, 'kind'],
    ['with no words', { text: ' \n ' }, 'text'],
    ['with too many words', { text: '长'.repeat(1_001) }, 'text'],
    ['with a control character', { text: 'a\u0007b' }, 'text'],
    ['with words that turn round', { text: 'a\u202eb' }, 'text'],
    ['with half a character', { text: 'a\ud800b' }, ''],
    ['with a number for words', { text: 7 }, 'text'],
    ['with a contact of two lines', { contact: 'a\nb' }, 'contact'],
    ['with a contact that is too long', { contact: '1'.repeat(101) }, 'contact'],
    ['with a place that is a list', { place: ['x'] }, 'place'],
    ['by a visitor of another form', { visitor: 'w1' }, 'visitor'],
    ['with an organisation of its own choice', { organisation: 'O1' }, 'organisation'],
  ])('%s, and the field named', async (_what, wrong, field) => {
    const body = { c: goods.codes[0], kind: 'other', text: '内容', ...wrong }
    const reply = await story.demo.door.post('reports', body)
    expect(reply.status).toBe(400)
    if (field === '') return
    expect(codeOf(reply)).toBe('VALIDATION_FAILED')
    const [fault] = errorOf(reply).details['faults'] as { field: string }[]
    expect(fault?.field).toBe(field)
  })

  test('when one address sends more than ten a minute times what the server allows', async () => {
    const { createLimits } = await import('../src/http/limits.ts')
    const limits = createLimits(story.demo.door.deps.fast, 1)
    for (let n = 0; n < 10; n += 1) await limits.take('report', '203.0.113.77')
    expect((await refusal(limits.take('report', '203.0.113.77'))).code).toBe('RATE_LIMITED')
  })
})
