// Notices over HTTP: who is told of which act, in which words' values, how many are unread, and that nobody is told twice or too much.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { NoticeView } from '@ectrace/shared/api/file-views'
import type { Client } from '@ectrace/sdk/client'
import { noticeQuery } from '../src/commands/notify.ts'
import type { NewNotice } from '../src/commands/notify.ts'
import { loggedIn, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { notesIn } from './note-fixture.ts'
import type { Lot, Notes } from './note-fixture.ts'

let demo: Demo
let at: Notes
let lot: Lot
beforeAll(async () => {
  demo = await openDemo()
  at = await notesIn(demo)
  lot = await at.made(40)
}, 60_000)
afterAll(() => demo.end())

const listed = async (client: Client, query: { unread?: 'true'; limit?: number; after?: string | undefined } = {}) =>
  client.call(endpoints.notices, { query })
const about = async (client: Client, subject: string): Promise<NoticeView[]> =>
  (await listed(client, { limit: 200 })).items.filter((one) => one.subject === subject).reverse()
const kinds = async (client: Client, subject: string): Promise<string[]> =>
  (await about(client, subject)).map(({ kind }) => kind)

describe('a trade', () => {
  test('tells each side what the other did, and nobody what the own side did', async () => {
    const no = await at.sent(lot, 4)
    expect(await kinds(at.trader, no)).toEqual(['trade_offered', 'trade_dispatched'])
    expect(await kinds(at.dairy, no)).toEqual(['trade_agreed'])
    expect(await kinds(await demo.as('farm.trader'), no)).toEqual([])
    const [offered] = await about(at.trader, no)
    expect(offered).toMatchObject({ level: 'caution', values: { trade: no, party: '云岭乳业' }, read: false })
    const [agreed] = await about(at.dairy, no)
    expect(agreed).toMatchObject({ level: 'info', values: { trade: no, party: '邻里鲜超市' } })
  })

  test('tells the warehouse what comes, and not what is haggled over', async () => {
    const no = await at.sent(lot, 1)
    expect(await kinds(at.shop, no)).toEqual(['trade_dispatched'])
    expect(await kinds(await demo.as('linli.admin'), no)).toEqual([])
  })

  test('says no quantity to anybody: the warehouse may be counting blind', async () => {
    const no = await at.sent(lot, 17)
    // The trade's own number is drawn and may hold any digits.
    const told = [...(await about(at.shop, no)), ...(await about(at.trader, no))].map(({ values }) =>
      JSON.stringify(values).replaceAll(no, ''),
    )
    expect(told.length).toBeGreaterThan(0)
    expect(told.filter((values) => values.includes('17'))).toEqual([])
  })

  test('of which a count does not agree: the supplier hears of attempt, note and receipt, the buyer of the answer', async () => {
    const no = await at.sent(lot, 4)
    const short = at.row(lot, { accepted: '3' })
    const body = { kind: 'final' as const, place: at.store, lines: [short] }
    expect((await refusal(at.shop.act(endpoints.confirmReceipt, { params: { no }, body }))).code).toBe(
      'RECEIPT_REFUSED',
    )
    await at.raise(no, [short], { missing: 'lost' })
    await at.say(no, 'confirm')
    expect(await kinds(at.dairy, no)).toEqual(['trade_agreed', 'receipt_attempted', 'discrepancy_raised'])
    // The buyer's traders settle what their warehouse found; the warehouse itself knows.
    expect(await kinds(at.trader, no)).toEqual([
      'trade_offered',
      'trade_dispatched',
      'receipt_attempted',
      'discrepancy_answered',
    ])
    expect(await kinds(at.shop, no)).toEqual(['trade_dispatched', 'discrepancy_answered'])
    const answered = (await about(at.shop, no)).at(-1)
    expect(answered).toMatchObject({ level: 'info', values: { n: '0', answer: 'confirm' } })
  })

  test('that ends without a receipt says why', async () => {
    const no = await at.sent(lot, 1)
    const body = { reason: 'damaged', party: 'supplier' } as const
    await at.shop.act(endpoints.refuseReceipt, { params: { no }, body })
    const told = (await about(at.dairy, no)).at(-1)
    expect(told).toMatchObject({ kind: 'trade_refused', level: 'caution', values: { reason: 'damaged' } })
  })
})

describe('a recall', () => {
  test('reaches the makers and the holders, and of the recaller’s own people the warehouse alone', async () => {
    const farm = await demo.as('farm.trader')
    const { items } = await farm.call(endpoints.batches, { query: {} })
    const raw = items.find((one) => one.lot === 'RM-A1')?.id ?? ''
    const body = { batches: [raw], class: 2 as const, reason: 'safety' as const, note: '留样不合格' }
    const { recall } = await farm.call(endpoints.openRecall, { body })
    expect(await kinds(at.dairy, recall)).toEqual(['batch_recalled'])
    expect(await kinds(await demo.as('shunda.warehouse'), recall)).toEqual(['batch_recalled'])
    expect(await kinds(await demo.as('baiwei.warehouse'), recall)).toEqual(['batch_recalled'])
    expect(await kinds(farm, recall)).toEqual([])
    expect(await kinds(await demo.as('farm.warehouse'), recall)).toEqual(['batch_recalled'])
    expect(await kinds(await demo.as('platform.admin'), recall)).toEqual([])
    const [told] = await about(await demo.as('shunda.trader'), recall)
    expect(told).toMatchObject({
      level: 'caution',
      values: { recall, class: '2', reason: 'safety', party: '青原牧场', batches: '1' },
    })
  })
})

describe('reading', () => {
  test('is each person’s own: one by one, and all up to one', async () => {
    const [shop, trader] = [await loggedIn(demo.door, 'linli.warehouse'), await loggedIn(demo.door, 'linli.trader')]
    const before = await listed(shop, { limit: 200 })
    expect(before.unread).toBe(before.total)
    const [newest, second] = before.items
    const one = await shop.call(endpoints.readNotices, { body: { ids: [second?.id ?? 0] } })
    expect(one.unread).toBe(before.unread - 1)
    expect((await shop.call(endpoints.readNotices, { body: { ids: [second?.id ?? 0] } })).unread).toBe(one.unread)
    const after = await listed(shop, { limit: 2 })
    expect(after.items.map(({ read }) => read)).toEqual([false, true])
    expect((await listed(shop, { unread: 'true' })).total).toBe(one.unread)
    const upTo = newest?.id ?? 0
    expect(await shop.call(endpoints.readNotices, { body: { upTo } })).toEqual({ unread: 0 })
    expect(await shop.call(endpoints.unreadNotices, {})).toEqual({ unread: 0 })
    expect((await trader.call(endpoints.unreadNotices, {})).unread).toBeGreaterThan(0)
    await at.sent(lot, 1)
    expect(await shop.call(endpoints.unreadNotices, {})).toEqual({ unread: 1 })
    // A mark never goes back.
    await shop.call(endpoints.readNotices, { body: { upTo: second?.id ?? 0 } })
    expect(await shop.call(endpoints.unreadNotices, {})).toEqual({ unread: 1 })
  })

  test('marks nothing that is still to come, and nothing of others', async () => {
    const shop = await loggedIn(demo.door, 'linli.warehouse')
    expect(await shop.call(endpoints.readNotices, { body: { upTo: 999_999_999 } })).toEqual({ unread: 0 })
    await at.sent(lot, 1)
    expect(await shop.call(endpoints.unreadNotices, {})).toEqual({ unread: 1 })
    const foreign = (await listed(at.dairy)).items[0]?.id ?? 0
    await shop.call(endpoints.readNotices, { body: { ids: [foreign] } })
    const rows = await demo.door.deps.vault
      .selectFrom('notice_read')
      .where('notice', '=', foreign)
      .selectAll()
      .execute()
    expect(rows).toEqual([])
  })

  test('goes in pages, newest first', async () => {
    const all = (await listed(at.trader, { limit: 200 })).items.map(({ id }) => id)
    expect(all).toEqual(all.toSorted((a, b) => b - a))
    const paged: number[] = []
    for (let after: string | undefined; ;) {
      const page = await listed(at.trader, { limit: 3, after })
      paged.push(...page.items.map(({ id }) => id))
      after = page.next
      if (after === undefined) break
    }
    expect(paged).toEqual(all)
    const wrong = await refusal(listed(at.trader, { after: "1' or 1=1" }))
    expect([wrong.code, wrong.details.faults?.[0]?.field]).toEqual(['VALIDATION_FAILED', 'after'])
    const both = await refusal(at.trader.call(endpoints.readNotices, { body: { upTo: 1, ids: [1] } }))
    expect(both.details.faults?.[0]?.rule).toBe('up-to-or-ids')
  })
})

describe('an occasion', () => {
  const notice: Omit<NewNotice, 'organisation'> = {
    ...{ kind: 'scan_alert', level: 'caution', subject: '/s/x/P/10/L', values: {}, ref: 'alert-1', at: 1 },
  }
  test('is told once, whoever tells it how often', async () => {
    const { deps } = demo.door
    const { organisation } = await at.dairy.call(endpoints.me, {})
    const before = await at.dairy.call(endpoints.unreadNotices, {})
    const query = noticeQuery(deps, { ...notice, organisation: organisation.id, at: deps.clock() })
    await deps.vault.batch([query])
    await deps.vault.batch([query])
    expect((await at.dairy.call(endpoints.unreadNotices, {})).unread).toBe(before.unread + 1)
  })

  test('that was three months ago is forgotten', async () => {
    const { vault, clock } = demo.door.deps
    const { organisation } = await at.dairy.call(endpoints.me, {})
    const old = { ...notice, ref: 'old', organisation: organisation.id, at: clock() - 91 * 86_400_000 }
    await vault.batch([noticeQuery(demo.door.deps, old)])
    const kept = async () => vault.selectFrom('notice').select('ref').where('ref', 'in', ['old', 'alert-1']).execute()
    expect(await kept()).toHaveLength(2)
    await demo.door.deps.fast.del('notice-sweep')
    await listed(at.dairy)
    expect(await kept()).toEqual([{ ref: 'alert-1' }])
  })
})

test('nobody reads without a session', async () => {
  for (const path of ['notices', 'notices/unread']) expect((await demo.door.get(path)).status).toBe(401)
})
