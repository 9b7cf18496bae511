// What a consumer's scan means, on phones in several cities: counted once, staff not at all, copies told in words, a hidden code once.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { addressIn, cityFile } from '@ectrace/bff/test/scan-fixture'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { logIn } from './story/people.ts'

let site: DemoSite
let browser: Browser
let batch: string
let codes: string[]

beforeAll(async () => {
  site = await openDemoSite({ CITY_DATABASE: cityFile(), TRUST_PROXY: 'on' })
  browser = await openChromium()
  const dairy = await site.as('dairy.trader')
  const { items } = await dairy.call(endpoints.batches, { query: {} })
  batch = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
  const { set } = await dairy.call(endpoints.mintCodes, { params: { id: batch }, body: { count: 10 } })
  const found = await dairy.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  codes = found.items.filter((code) => code.set === set).map(({ path }) => path)
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

const main = (page: Page): Locator => page.getByRole('main')
const verdict = (page: Page, sentence: string): Promise<void> =>
  main(page).getByRole('heading', { name: sentence, exact: true }).waitFor()
const opened = async (page: Page, code: string): Promise<void> => {
  await page.goto(`/pages/trace/index?c=${encodeURIComponent(code)}`)
}
const item = (index: number): string => codes[index] ?? ''

test('a page tells of its scan once, also when it is checked again, and the first one is the reader’s own', async () => {
  await withPhone(browser, { origin: site.origin, address: addressIn('杭州') }, async (page) => {
    const posts: string[] = []
    page.on('request', (request) => {
      if (request.method() === 'POST') posts.push(new URL(request.url()).pathname)
    })
    await opened(page, item(0))
    await verdict(page, '追溯记录已核验')
    const scans = main(page)
    await scans.getByText('这是第一次').waitFor()
    await scans.getByText(/· 杭州（您）$/).waitFor()
    await scans.getByText('以上由平台统计，不在链上', { exact: false }).waitFor()
    expect(posts).toEqual(['/api/v1/scans'])
  })
}, 60_000)

test('a scan that cannot be told leaves the verdict as it is, and can be told again', async () => {
  await withPhone(browser, { origin: site.origin, refusals: [503] }, async (page) => {
    const error = { code: 'SERVER_BUSY', message: '', details: {}, requestId: '' }
    await page.route('**/api/v1/scans', (asked) => asked.fulfill({ status: 503, json: { error } }), { times: 1 })
    await opened(page, item(1))
    await verdict(page, '追溯记录已核验')
    await main(page).getByText('没有取到查询记录', { exact: false }).waitFor()
    await main(page).getByRole('button', { name: '重试' }).click()
    await main(page).getByText('这是第一次').waitFor()
    await verdict(page, '追溯记录已核验')
  })
}, 60_000)

test('the same code in three far cities at once is told as a possible copy, with the cities', async () => {
  for (const place of ['杭州', '北京'] as const) {
    await withPhone(browser, { origin: site.origin, address: addressIn(place) }, async (page) => {
      await opened(page, item(2))
      await main(page).getByText('这是第一次').waitFor()
    })
  }
  await withPhone(browser, { origin: site.origin, address: addressIn('成都') }, async (page) => {
    await opened(page, item(2))
    await verdict(page, '这个码可能被复制')
    await main(page)
      .getByText(/分钟内在 3 个城市被查询：杭州、北京、成都。$/)
      .first()
      .waitFor()
    await main(page).getByText('查询情况不寻常，不等于商品是假的', { exact: false }).waitFor()
    expect(await main(page).getByText('正品').count()).toBe(0)
  })
}, 60_000)

test('staff who are logged in are told that they do not count, and do not', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await opened(page, item(3))
    await main(page).getByText('这次查询不计入', { exact: false }).waitFor()
    await main(page).getByText('0 人', { exact: true }).waitFor()
  })
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await opened(page, item(3))
    await main(page).getByText('1 人', { exact: true }).waitFor()
  })
}, 60_000)

/** The hidden code of an item, as the printing house got it. */
const issueHidden = async (path: string): Promise<string> => {
  const dairy = await site.as('dairy.trader')
  const { items } = await dairy.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  const { set, index } = items.find((code) => code.path === path) ?? { set: -1, index: -1 }
  const body = { set, from: index, to: index }
  const file = Buffer.from(await dairy.file(endpoints.issueHiddenCodes, { params: { id: batch }, body }))
  return file.toString('utf8').trimEnd().split('\r\n').at(-1)?.split(',').at(-1) ?? ''
}

const typeHidden = async (page: Page, typed: string): Promise<void> => {
  await page.getByLabel('暗码', { exact: true }).fill(typed)
  await page.getByRole('button', { name: '核验暗码' }).click()
}

test('a hidden code is wrong with its tries left, right and genuine for the first, and used for the next one', async () => {
  const hidden = await issueHidden(item(4))
  expect(hidden).toMatch(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/)
  const other = hidden.startsWith('Z') ? `Y${hidden.slice(1)}` : `Z${hidden.slice(1)}`
  await withPhone(browser, { origin: site.origin, address: addressIn('广州') }, async (page) => {
    await opened(page, item(4))
    await verdict(page, '追溯记录已核验')
    await typeHidden(page, other)
    await main(page).getByText('还可以试 4 次', { exact: false }).waitFor()
    await verdict(page, '追溯记录已核验')
    await typeHidden(page, hidden.toLowerCase().replace('-', ''))
    await verdict(page, '正品 · 暗码核验通过，且为首次')
    await page.reload()
    await main(page)
      .getByText(/^您于 .* 核验过，暗码正确$/)
      .waitFor()
    await verdict(page, '追溯记录已核验')
  })
  await withPhone(browser, { origin: site.origin, address: addressIn('广州', 2) }, async (page) => {
    await opened(page, item(4))
    await verdict(page, '暗码已被使用过')
    await typeHidden(page, hidden)
    await main(page)
      .getByText(/^暗码正确，但已于 .* 被核验过$/)
      .waitFor()
    expect(await main(page).getByText('正品').count()).toBe(0)
  })
}, 90_000)
