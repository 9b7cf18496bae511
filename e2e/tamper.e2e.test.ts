// Whoever changes a record, in the database or on its way to the phone, is found out by the phone, which names record, field and code.
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { openDoor } from '@ectrace/bff/test/door-fixture'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { ChannelView, TraceView } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import { messageOf } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { openPhone, withPhone } from './browser/phone.ts'
import type { Phone } from './browser/phone.ts'
import { keepScreenshot } from './browser/screenshot.ts'
import { ofTheLog, paintedFields, structural } from './story/alterations.ts'
import { openAlteringProxy } from './story/altering-proxy.ts'
import type { AlteringProxy, Alteration } from './story/altering-proxy.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'

let site: DemoSite
let proxy: AlteringProxy
let browser: Browser
let honest: TraceView
let address: string

beforeAll(async () => {
  site = await openDemoSite()
  proxy = await openAlteringProxy(site.origin)
  browser = await openChromium()
  const code = site.code('item')
  address = `/pages/trace/index?c=${encodeURIComponent(code)}`
  honest = await createClient({ url: site.origin }).call(endpoints.trace, { query: { c: code } })
}, 60_000)
afterAll(async () => {
  await browser.close()
  await proxy.end()
  await site.end()
})

const green = '追溯记录已核验'
const red = '记录与链上不一致'
const redLog = '账本证明不成立'

const verdict = (page: Page, sentence: string): Promise<void> =>
  page.getByRole('main').getByRole('heading', { name: sentence }).waitFor()
const faults = (page: Page): Locator => page.getByRole('main').locator('.ec-trace-fault')
const codesOn = (page: Page): Promise<string[]> => faults(page).locator('.ec-trace-fault__code').allInnerTexts()
const shownAs = (code: ErrorCode): string => `错误代码 ${code}`

describe('a column of the read model edited by hand', () => {
  /** [table, column, new value, the record that is marked, the field that is named] */
  const edits: [string, string, string, string, string][] = [
    ['product', 'name', '云岭特级酸奶', '商品资料', '名称'],
    ['product', 'specification', '250 克/杯', '商品资料', '规格'],
    ['batch', 'expiresOn', '2031-01-01', '加工批次', '保质期至'],
    ['batch', 'producedOn', '2031-01-01', '加工批次', '生产日期'],
    ['event', 'result', 'fail', '事件', '检验结果'],
    ['event', 'reportNo', 'PJ-0', '事件', '报告编号'],
    ['place', 'city', '拉萨', '地点', '城市'],
    ['place', 'name', '别处', '地点', '名称'],
    ['organisation', 'name', '冒名企业', '机构注册', '名称'],
    ['dispatch', 'temperature', '39.0', '发货', '温度'],
    ['receipt', 'receivedAt', '2031-01-01T00:00:00.000Z', '收货', '收货时间'],
  ]

  /** Puts `value` into the newest row on the item's way; answers what was there, and what puts it back. */
  const edit = (db: DatabaseSync, table: string, column: string, value: string) => {
    const written = Object.values(honest.records).map(({ transaction }) => transaction)
    const row = db
      .prepare(
        `select "key", "${column}" as before from "${table}" where "${column}" is not null
         and "transaction" in (select value from json_each(?)) order by leaf_index desc limit 1`,
      )
      .get(JSON.stringify(written))
    if (row === undefined) throw new Error(`no ${table} on the way of the item`)
    const put = (text: string) =>
      db.prepare(`update "${table}" set "${column}" = ? where "key" = ?`).run(text, row['key'] ?? '')
    const before = String(row['before'])
    put(value)
    return { before, putBack: () => put(before) }
  }

  test('is marked with its record and field, beside what the chain has; put back, the page is green again', async () => {
    const db = new DatabaseSync(path.join(site.door.folder, 'data', 'read-model.db'))
    const edited = edits.map(([table, column, value]) => edit(db, table, column, value))
    try {
      await withPhone(browser, { origin: site.origin }, async (page) => {
        await page.goto(address)
        await verdict(page, red)
        for (const [index, [table, column, value, record, field]] of edits.entries()) {
          const told = await faults(page).filter({ hasText: record }).filter({ hasText: field }).allInnerTexts()
          const own = told.find((text) => text.includes(value)) ?? ''
          expect([table, column, own]).toEqual([
            table,
            column,
            expect.stringContaining(shownAs('FIELD_DIGEST_MISMATCH')),
          ])
          // A name that stands on chain as a digest cannot be shown again.
          if (table !== 'organisation') expect(own).toContain(edited[index]!.before)
        }
        await keepScreenshot(page, 'tampered')
        for (const { putBack } of edited) putBack()
        await page.goto(address)
        await verdict(page, green)
        expect(await codesOn(page)).toEqual([])
      })
    } finally {
      db.close()
    }
  }, 60_000)
})

/** Opens the item's page through the proxy, which alters answers as told, and waits for its verdict. Answers the codes it shows. */
const opened = async (page: Page, how: Alteration, sentence: string): Promise<string[]> => {
  proxy.alter(how)
  await page.goto(address)
  await verdict(page, sentence)
  return codesOn(page)
}

describe('an answer altered on its way', () => {
  let phone: Phone
  beforeAll(async () => {
    // An altered digest of a picture names a picture that nobody has.
    phone = await openPhone(browser, { origin: proxy.origin, refusals: [404] })
  })
  afterAll(() => phone.close())

  test('is green when nothing is altered', async () => {
    expect(await opened(phone.page, {}, green)).toEqual([])
  })

  test('turns red for the value of every field that is shown, and for its salt, and marks each of them', async () => {
    const fields = paintedFields(honest)
    expect(fields.length).toBeGreaterThan(60)
    // One alone is verify-trace.test.ts of the mini-program; here one of each kind of record at once, and none may be lost.
    const kindOf = ({ what }: (typeof fields)[number]): string => what.slice(0, what.indexOf('.'))
    const kinds = [...new Set(fields.map(kindOf))].map((kind) => fields.filter((field) => kindOf(field) === kind))
    for (let nth = 0; kinds.some((kind) => nth < kind.length); nth += 1) {
      const altered = kinds.flatMap((kind) => kind[nth] ?? [])
      const trace = (view: TraceView): unknown => altered.reduce((so, { change }) => change(so) as TraceView, view)
      const codes = await opened(phone.page, { trace }, red)
      // A field that is a key makes what was signed with it wrong as well.
      const mismatches = codes.filter((code) => code === shownAs('FIELD_DIGEST_MISMATCH')).length
      expect([mismatches, altered.map(({ what }) => what)]).toEqual([altered.length, expect.anything()])
    }
  }, 180_000)

  test.each(structural)('%s: red, with its own code', async (_what, trace, code) => {
    expect(await opened(phone.page, { trace }, red)).toContain(shownAs(code))
  })

  test.each(ofTheLog)('%s: red, with its own code', async (_what, trace, code) => {
    expect(await opened(phone.page, { trace }, redLog)).toEqual([shownAs(code)])
  })

  test('records that are none: a red page of its own', async () => {
    proxy.alter({ trace: (view) => ({ ...view, records: 'none' }) })
    await phone.page.goto(address)
    await phone.page.getByRole('main').getByText(messageOf('PROOF_MALFORMED', 'zh')).waitFor()
  })

  test('is green again when the platform is honest again', async () => {
    expect(await opened(phone.page, {}, green)).toEqual([])
  })
})

describe('a log that this phone has seen before', () => {
  const grow = async (): Promise<void> => {
    const trader = await site.as('linli.trader')
    await trader.call(endpoints.createPlace, { body: { name: '后仓', city: '杭州' } })
  }
  const pinned = (visit: (page: Page) => Promise<void>): Promise<void> =>
    withPhone(browser, { origin: proxy.origin }, async (page) => {
      expect(await opened(page, {}, green)).toEqual([])
      await visit(page)
    })

  test('may grow: the phone checks that it is the same one and stays green', async () => {
    await pinned(async (page) => {
      await grow()
      expect(await opened(page, {}, green)).toEqual([])
    })
  })

  test('is not believed when it is shorter than before', async () => {
    const before = honest
    await grow()
    await pinned(async (page) => {
      expect(await opened(page, { trace: () => before }, redLog)).toEqual([shownAs('CHECKPOINT_ROLLED_BACK')])
    })
  })

  test('is not believed when its growth is not proven', async () => {
    const trace = ({ consistency: _dropped, ...view }: TraceView): unknown => view
    const none = { trace, consistency: () => ({ path: [] }) }
    const other = {
      trace: (view: TraceView) => ({ ...view, consistency: view.consistency?.map(() => 'ab'.repeat(32)) }),
    }
    await pinned(async (page) => {
      await grow()
      expect(await opened(page, none, redLog)).toEqual([shownAs('CONSISTENCY_INVALID')])
      expect(await opened(page, other, redLog)).toEqual([shownAs('CONSISTENCY_INVALID')])
    })
  })

  test('cannot be replaced by another one, nor can its key', async () => {
    const other = await openDoor()
    try {
      const { checkpoint, verifierKey } = await createClient({ url: other.url }).call(endpoints.log, {})
      const channels = (views: ChannelView[]): ChannelView[] => views.map((view) => ({ ...view, verifierKey }))
      await pinned(async (page) => {
        const replaced = { channels, trace: (view: TraceView) => ({ ...view, checkpoint }) }
        expect(await opened(page, replaced, redLog)).toEqual([shownAs('CHECKPOINT_WRONG_LOG')])
        // The key was learnt on the first visit: what is offered now is not even asked for.
        expect(await opened(page, { channels }, green)).toEqual([])
      })
      await withPhone(browser, { origin: proxy.origin }, async (page) => {
        expect(await opened(page, { channels }, redLog)).toEqual([shownAs('CHECKPOINT_WRONG_LOG')])
      })
    } finally {
      await other.end()
    }
  })
})
