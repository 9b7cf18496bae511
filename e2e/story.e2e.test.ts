// The whole story on a phone: the shop's staff scan the trade with the camera, count, are refused, count right, receive; a consumer checks.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { openFilm, withCamera } from './browser/film.ts'
import type { Film } from './browser/film.ts'
import { withPhone } from './browser/phone.ts'
import { keepScreenshot } from './browser/screenshot.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { lineNumbers, logIn, review, typeCode } from './story/people.ts'

let site: DemoSite
let film: Film
let browser: Browser

beforeAll(async () => {
  film = openFilm()
  site = await openDemoSite()
  browser = await openChromium(film.file)
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
  film.end()
})

const trade = async (): Promise<TradeView> =>
  (await site.as('baiwei.warehouse')).call(endpoints.trade, { params: { no: tradeNoOf(site.code('trade_accept')) } })
const unitsOf = ({ expectation }: TradeView): string[] => [...(expectation?.lines[0]?.units ?? [])]

const scanFromHome = async (page: Page): Promise<void> => {
  await page.goto('/pages/index/index')
  await page.getByRole('button', { name: '扫码查追溯' }).click()
}

const sendWrongCount = async (page: Page): Promise<void> => {
  await review(page, '百味南湖店')
  await page.getByRole('button', { name: '仍按此提交' }).click()
  const main = page.getByRole('main')
  await main.getByRole('heading', { name: /^未收货，有 \d 处不一致/ }).waitFor()
  const short = main.getByRole('listitem').filter({ hasText: '短少：应收 6，实收 5' })
  expect(await short.innerText()).toMatch(/链上\s*6\s*实物\s*5\s*short/)
  await main.getByText('这次核对已作为第 1 次记录上链').waitFor()
  await keepScreenshot(page, 'refused')
}

test('a trade is scanned, counted short, refused with both values, counted right and received on chain', async () => {
  const before = await trade()
  const units = unitsOf(before)
  expect(units).toHaveLength(6)
  await film.show([site.link(site.code('trade_accept'))])
  await withPhone(browser, { origin: site.origin, camera: true, refusals: [409] }, async (page) => {
    await logIn(page, 'baiwei.warehouse')
    await scanFromHome(page)
    await lineNumbers(page, '应收 6 实收 0 拒收 0 缺少 6')

    await page.getByRole('button', { name: '收起相机' }).click()
    await film.show(units.slice(0, 5).map(site.link))
    await page.getByRole('button', { name: '扫码清点' }).click()
    await lineNumbers(page, '应收 6 实收 5 拒收 0 缺少 1')
    await keepScreenshot(page, 'receive')

    await sendWrongCount(page)
    const refused = await trade()
    expect([refused.state, refused.receipts.length, refused.attempts.length]).toEqual(['dispatched', 0, 1])

    await page.getByRole('button', { name: '修改清点再试' }).click()
    await typeCode(page, units[5] ?? '')
    await lineNumbers(page, '应收 6 实收 6 拒收 0 缺少 0')
    await review(page, '百味南湖店')
    await page.getByRole('button', { name: '确认收货' }).click()
    await page.getByRole('main').getByRole('heading', { name: '收货已上链' }).waitFor()
    await page.getByRole('button', { name: '查看交易单' }).click()
    await page.getByRole('main').getByText('全部收货，交易完成').waitFor()
  })
  const after = await trade()
  expect([after.state, after.receipts.length]).toEqual(['received', 1])
  const { items } = await (await site.as('baiwei.warehouse')).call(endpoints.batches, { query: {} })
  expect(items.map(({ lot, onHand }) => [lot, onHand])).toEqual([['YL-A0121', '6']])

  await withCamera(film, { origin: site.origin, texts: [site.link(units[0] ?? '')] }, async (page) => {
    await scanFromHome(page)
    const main = page.getByRole('main')
    await main.getByRole('heading', { name: '追溯记录已核验' }).waitFor()
    await main.getByText('百味便利店').first().waitFor()
    expect(await main.getByText('邻里鲜超市').count()).toBe(0)
    await keepScreenshot(page, 'trace')
  })
}, 120_000)

test('the home page and the demo page offer the codes', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.goto('/pages/index/index')
    await page.getByRole('button', { name: '扫码查追溯' }).waitFor()
    await keepScreenshot(page, 'home')
    await page.goto('/demo')
    const main = page.getByRole('main')
    for (const name of ['真品', '伪造码', '可以收货的交易', '应当拒收的交易'])
      await main.getByText(name, { exact: true }).waitFor()
    await main.getByText('baiwei.warehouse', { exact: true }).waitFor()
    await keepScreenshot(page, 'demo')
  })
}, 60_000)
