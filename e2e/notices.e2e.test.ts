// A notice is unread until somebody of the organisation reads it: told on the home page, listed, marked, and leading to its trade.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { logIn } from './story/people.ts'

let site: DemoSite
let browser: Browser

beforeAll(async () => {
  site = await openDemoSite()
  browser = await openChromium()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

const main = (page: Page): Locator => page.getByRole('main')

test('what the other side did is unread on the home page, leads to the trade, and is read for good afterwards', async () => {
  const warehouse = await site.as('baiwei.warehouse')
  const { unread } = await warehouse.call(endpoints.unreadNotices, {})
  expect(unread).toBeGreaterThan(0)
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'baiwei.warehouse')
    await main(page)
      .getByRole('button', { name: new RegExp(`^通知.*${String(unread)}`, 's') })
      .click()
    const told = main(page).getByRole('button', { name: /^未读 .*已发货/ })
    await told.first().waitFor()
    expect(await told.count()).toBeGreaterThan(0)
    await told.first().click()
    await page.waitForURL('**/pages/trade/index?no=*')
    await page.goto(`${site.origin}/pages/notices/index`)
    await main(page).getByRole('button', { name: '全部标为已读' }).click()
    await main(page).getByRole('button', { name: '全部标为已读' }).waitFor({ state: 'detached' })
    await main(page).getByRole('tab', { name: '未读' }).click()
    await main(page).getByText('没有通知').waitFor()
  })
  expect((await warehouse.call(endpoints.unreadNotices, {})).unread).toBe(0)
}, 90_000)
