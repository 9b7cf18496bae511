// Whoever changes a record, in the database or on its way to the phone, is found out by the phone, which names record, field and code.
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TraceView } from '@ectrace/shared/api/views'
import { createClient } from '@ectrace/sdk/client'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { keepScreenshot } from './browser/screenshot.ts'
import { ofTheLog, paintedFields, structural } from './story/alterations.ts'
import { openAlteringProxy } from './story/altering-proxy.ts'
import type { AlteringProxy } from './story/altering-proxy.ts'
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

const trace = (page: Page, origin = proxy.origin) => page.goto(origin + address)
const verdict = (page: Page, sentence: string) =>
  page.getByRole('main').getByRole('heading', { name: sentence }).waitFor()
const codesOn = (page: Page): Promise<string[]> => page.getByRole('main').locator('.ec-trace-fault__code').allInnerTexts()

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

  const withEdit = async (table: string, column: string, value: string, visit: () => Promise<void>) => {
    const transactions = Object.values(honest.records).map(({ transaction }) => `'${transaction}'`).join(',')
    const db = new DatabaseSync(path.join(site.door.folder, 'data', 'read-model.db'))
    try {
      const set = `update "${table}" set "${column}" = ?`
      const row = db
        .prepare(`select "key", "${column}" as before from "${table}" where "transaction" in (${transactions}) and "${column}" is not null order by leaf_index desc limit 1`)
        .get()
      db.prepare(`${set} where "key" = ?`).run(value, row?.['key'] ?? '')
      try {
        await visit()
      } finally {
        db.prepare(`${set} where "key" = ?`).run(row?.['before'] ?? null, row?.['key'] ?? '')
      }
    } finally {
      db.close()
    }
  }

  test.each(edits)('%s.%s turns the page red and is shown beside what the chain has', async (table, column, value, record, field) => {
    await withPhone(browser, { origin: site.origin }, async (page) => {
      await withEdit(table, column, value, async () => {
        await trace(page, site.origin)
        await verdict(page, red)
        const fault = page.locator('.ec-trace-fault').filter({ hasText: record }).filter({ hasText: field }).first()
        await fault.waitFor()
        console.log(table, column, await fault.innerText(), await codesOn(page))
      })
      await trace(page, site.origin)
      await verdict(page, green)
    })
  })
})
