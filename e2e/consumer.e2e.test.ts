// A shopper's phone: every situation behind a code is told with a way on, also offline, by keyboard and by voice.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { addressIn, cityFile } from '@ectrace/bff/test/scan-fixture'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { sizeFaults } from './browser/page-faults.ts'
import { withPhone } from './browser/phone.ts'
import { makeSituation } from './pages/situation.ts'
import type { CodeName } from './pages/situation.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { typeCode } from './story/people.ts'

let site: DemoSite
let browser: Browser
let codes: Record<CodeName, string>

beforeAll(async () => {
  site = await openDemoSite({ CITY_DATABASE: cityFile(), TRUST_PROXY: 'on' })
  browser = await openChromium()
  codes = (await makeSituation(site, [addressIn('杭州'), addressIn('北京'), addressIn('成都')])).codes
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

const main = (page: Page): Locator => page.getByRole('main')
const verdict = (page: Page, sentence: string): Promise<void> =>
  main(page).getByRole('heading', { name: sentence, exact: true }).waitFor()
const opened = (page: Page, code: string): Promise<unknown> =>
  page.goto(`/pages/trace/index?c=${encodeURIComponent(code)}`)
const button = (page: Page, name: string | RegExp): Locator => main(page).getByRole('button', { name })

/** What each situation is called, and what a shopper can do about it. */
const told: Record<Exclude<CodeName, 'hidden'>, [sentence: string, wayOn: RegExp]> = {
  verified: ['追溯记录已核验', /^举报这个码/],
  forged: ['这个码不是本平台签发的', /^重新扫码/],
  unknown: ['没有找到这个码的记录', /^重新扫码/],
  foreign: ['这个码的网址不是本平台，请当心假冒查询网站', /^重新扫码/],
  malformed: ['这不是本平台的追溯码，只是一段文字', /^手动输入/],
  mistyped: ['校验位不正确，可能输错或印错', /^手动输入/],
  recalled: ['这批商品正在召回', /^举报这个码/],
  frozen: ['这个码已被冻结', /^举报这个码/],
  voided: ['这个码已作废', /^举报这个码/],
  expired: ['已过保质期', /^举报这个码/],
  inactive: ['这个码还没有启用', /^举报这个码/],
  used: ['暗码已被使用过', /^举报这个码/],
  copied: ['这个码可能被复制', /^举报这个码/],
  unnamed: ['生产企业未实名', /^举报这个码/],
}

test('every situation is one sentence with a way on, and fits a small phone', async () => {
  await withPhone(browser, { origin: site.origin, refusals: [400, 404] }, async (page) => {
    await page.setViewportSize({ width: 360, height: 640 })
    for (const [situation, [sentence, wayOn]] of Object.entries(told)) {
      await opened(page, codes[situation as CodeName])
      await verdict(page, sentence)
      await button(page, wayOn).waitFor()
      expect([situation, await sizeFaults(page, { tap: 44 })]).toEqual([situation, []])
    }
  })
}, 90_000)

test('the page names who held the goods, opens a document that was checked here, and gives link and proof away', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await opened(page, codes.verified)
    await verdict(page, '追溯记录已核验')
    const holders = main(page).locator('.ec-timeline__title')
    expect(await holders.allInnerTexts()).toEqual(['青原牧场', '云岭乳业', '顺达商贸', '邻里鲜超市'])
    await main(page).getByText('条记录的内容和签名没有被改动').waitFor()

    await button(page, '放大查看：酸奶出厂检验报告').click()
    const document = page.getByRole('dialog', { name: '酸奶出厂检验报告' })
    await document.getByText('图片与上链时的一致').waitFor()
    await document.getByRole('button', { name: '关闭' }).click()

    const licence = main(page).getByRole('listitem').filter({ hasText: '食品生产许可证' })
    await licence.getByText('有效', { exact: true }).waitFor()
    await licence.getByRole('button', { name: '放大查看：食品生产许可证' }).waitFor()

    await button(page, '分享').click()
    await page.getByText('网址已复制').first().waitFor()
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(site.link(codes.verified))

    const saving = page.waitForEvent('download')
    await button(page, '保存证明').first().click()
    const file: unknown = JSON.parse(readFileSync(await (await saving).path(), 'utf8'))
    expect(file).toMatchObject({ kind: 'ectrace-proof', fields: { lot: { value: 'YL-A0121' } } })

    await button(page, /^全部 \d+ 条记录/).click()
    await main(page).getByText('第三方检验').last().waitFor()
    expect(await holders.allInnerTexts()).toContain('加工成品')
  })
}, 60_000)

test('without a network the reader sees the code, the old result as an old one, and goes on when it is back', async () => {
  await withPhone(browser, { origin: site.origin, offline: true }, async (page) => {
    await page.goto('/pages/index/index')
    await page.getByRole('button', { name: '手动输入' }).click()
    await page.getByLabel('追溯码或交易码').waitFor()
    await typeCode(page, codes.verified)
    await verdict(page, '追溯记录已核验')
    await page.getByRole('button', { name: '返回' }).click()
    await page.getByLabel('追溯码或交易码').waitFor()
    await page.context().setOffline(true)
    await typeCode(page, codes.verified)
    await verdict(page, '现在查不到这个码')
    await main(page).getByText('上次在这台设备上的结果（刚刚）').waitFor()
    await main(page).getByText('这是旧结果', { exact: false }).waitFor()
    await main(page).getByText(codes.verified).waitFor()
    // What is not known is not green.
    expect(await main(page).locator('.ec-flood--good').count()).toBe(0)
    await page.context().setOffline(false)
    await button(page, '重试').click()
    await verdict(page, '追溯记录已核验')
  })
}, 60_000)

/** The tag and the words of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate('document.activeElement.tagName + " " + document.activeElement.textContent.trim()')

test('a keyboard comes everywhere: Tab and Enter, the title of the next page, and back to where it was', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.goto('/pages/index/index')
    const demo = page.getByRole('button', { name: '演示码' })
    await demo.waitFor()
    for (let step = 0; step < 20 && !(await focused(page)).startsWith('BUTTON 演示码'); step++)
      await page.keyboard.press('Tab')
    const ring = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')
    expect(ring).toBe('solid')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '演示码' }).waitFor()
    expect(await focused(page)).toBe('H1 演示码')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await demo.waitFor()
    expect(await focused(page)).toMatch(/^BUTTON 演示码/)
  })
}, 60_000)

/** Runs in the page: what stood in the live region, in `said`. */
const noteTheVoice = `
  globalThis.said = []
  new MutationObserver(() => {
    const now = document.querySelector('[aria-live]')?.textContent ?? ''
    if (now !== '' && said.at(-1) !== now) said.push(now)
  }).observe(document, { childList: true, characterData: true, subtree: true })
`

test('a voice says the verdict once', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.addInitScript({ content: noteTheVoice })
    await opened(page, codes.verified)
    await main(page).getByText('查询人数').waitFor()
    await page.locator('[aria-live]', { hasText: '追溯记录已核验' }).waitFor({ state: 'attached' })
    expect(await page.evaluate('said')).toEqual(['追溯记录已核验'])
  })
}, 60_000)
