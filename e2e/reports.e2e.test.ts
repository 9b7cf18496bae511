// A consumer reports a code, the brand reads and answers, and the consumer finds the answer by the receipt.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { openPhone, withPhone } from './browser/phone.ts'
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
const press = (page: Page, word: string): Promise<void> => page.getByRole('button', { name: word, exact: true }).click()

const report = async (page: Page, code: string, text: string): Promise<string> => {
  await page.goto(`/pages/trace/index?c=${encodeURIComponent(code)}`)
  await page.getByRole('button', { name: /^举报这个码/ }).click()
  await main(page).getByText('只有生产企业和监管部门能看到', { exact: false }).waitFor()
  await press(page, '提交举报')
  await main(page).getByText('请填写', { exact: true }).waitFor()
  await page.getByRole('radio', { name: '怀疑是假冒或复制的码' }).click()
  await page.getByLabel('说明').fill(text)
  await page.getByLabel('购买地点').fill('杭州 文三路 便民超市')
  await page.getByLabel('联系方式').fill('138 0000 0000')
  await press(page, '提交举报')
  await main(page).getByRole('heading', { name: '举报已收到' }).waitFor()
  return (await main(page).locator('.ec-report-number').innerText()).trim()
}

test('the brand answers a report, and its answer is found by the receipt that the phone kept', async () => {
  const consumer = await openPhone(browser, { origin: site.origin })
  const receipt = await report(consumer.page, site.code('item'), '两盒酸奶印着同一个码')
  expect(receipt).toMatch(/^R[0-9A-Z]{12}$/)

  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await page.getByRole('button', { name: /^消费者举报/ }).click()
    await main(page)
      .getByRole('button', { name: /怀疑是假冒或复制的码/ })
      .click()
    await main(page).getByText('两盒酸奶印着同一个码').waitFor()
    await main(page).getByText('138 0000 0000').waitFor()
    await page.getByLabel('答复内容').fill('已派人到店核查，谢谢您。')
    await press(page, '发送答复')
    // By its place: the field that it was typed into says the same words until it is emptied.
    await main(page).locator('.ec-fact__value', { hasText: '已派人到店核查，谢谢您。' }).waitFor()
    await main(page).getByText('已答复', { exact: true }).waitFor()
    expect(await page.getByLabel('答复内容').inputValue()).toBe('')
  })

  await consumer.page.goto('/pages/index/index')
  await consumer.page.getByRole('button', { name: /^举报的答复/ }).click()
  await main(consumer.page).getByText('已派人到店核查，谢谢您。').waitFor()
  expect(await main(consumer.page).getByText('138 0000 0000').count()).toBe(0)
  await consumer.close()
}, 90_000)

test('a forged code can be reported from the page that says so, and somebody else can look it up by its number', async () => {
  const receipt = await withPhone(browser, { origin: site.origin, refusals: [404] }, (page) =>
    report(page, site.code('forged'), '摊位上的标签扫出来是假的'),
  )
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.goto('/pages/report/index')
    await main(page).getByText('这台设备还没有举报').waitFor()
    await page.getByLabel('回执号').fill(receipt.toLowerCase())
    await press(page, '查看答复')
    await main(page).getByText('企业还没有答复。').waitFor()
    expect(await main(page).getByText('摊位上的标签').count()).toBe(0)
  })
}, 90_000)
