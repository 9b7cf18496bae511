// What must be refused is refused on the page, each for its own reason, in words and with a code.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { messageOf } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import { tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { lineNumbers, logIn, review, typeCode } from './story/people.ts'

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

const tradeOf = async (path: string): Promise<TradeView> =>
  (await site.as('baiwei.warehouse')).call(endpoints.trade, { params: { no: tradeNoOf(path) } })
const asReceiver = (visit: (page: Page) => Promise<void>): Promise<void> =>
  withPhone(browser, { origin: site.origin, refusals: [400, 403, 404, 409] }, async (page) => {
    await logIn(page, 'baiwei.warehouse')
    await visit(page)
  })
const refused = (page: Page): Promise<void> =>
  page
    .getByRole('main')
    .getByRole('heading', { name: /^未收货，有 \d+ 处不一致/ })
    .waitFor()

describe('goods that must not be received', () => {
  test('of an expired lot are refused although every unit is there', async () => {
    const path = site.code('trade_refuse')
    await asReceiver(async (page) => {
      await page.goto(path)
      await lineNumbers(page, '应收 6 实收 0 拒收 0 缺少 6')
      for (const unit of (await tradeOf(path)).expectation?.lines[0]?.units ?? []) await typeCode(page, unit)
      await lineNumbers(page, '应收 6 实收 6 拒收 0 缺少 0')
      await review(page, '百味南湖店')
      await page.getByRole('button', { name: '仍按此提交' }).click()
      await refused(page)
      const differences = page.getByRole('main').getByRole('listitem')
      expect(await differences.allInnerTexts()).toEqual([expect.stringMatching(/已过保质期[^]*expired/)])
    })
    const after = await tradeOf(path)
    expect([after.state, after.receipts.length, after.attempts.length]).toEqual(['dispatched', 0, 1])
  }, 60_000)

  test('that were sent to another shop are told apart while counting, and refuse the receipt', async () => {
    const path = site.code('trade_accept')
    await asReceiver(async (page) => {
      await page.goto(path)
      const [own = ''] = (await tradeOf(path)).expectation?.lines[0]?.units ?? []
      await typeCode(page, own)
      await typeCode(page, site.code('item'))
      await page.getByRole('listitem').filter({ hasText: '这件属于另一笔交易' }).waitFor()
      await page.getByRole('listitem').filter({ hasText: '第 1 行 +1' }).waitFor()
      await review(page, '百味南湖店')
      await page.getByRole('button', { name: '仍按此提交' }).click()
      await refused(page)
      await page.getByRole('main').getByRole('listitem').filter({ hasText: 'unit_of_other_trade' }).waitFor()
    })
    expect((await tradeOf(path)).receipts).toEqual([])
  }, 60_000)
})

describe('people who may not', () => {
  test('staff of another shop learn that the trade is not theirs, and see nothing of it', async () => {
    await withPhone(browser, { origin: site.origin, refusals: [403, 404] }, async (page) => {
      await logIn(page, 'linli.warehouse')
      await page.goto(site.code('trade_accept'))
      await page.getByRole('main').getByText('这张交易单不在您企业名下').waitFor()
      await page.goto(`/pages/receive/index?no=${tradeNoOf(site.code('trade_accept'))}`)
      const alert = page.getByRole('main').getByRole('alert')
      await alert.getByText(messageOf('WRONG_ORGANISATION', 'zh')).waitFor()
      await alert.getByText('WRONG_ORGANISATION').waitFor()
      expect(await page.getByRole('main').innerText()).not.toContain('顺达商贸')
    })
  }, 60_000)

  test('a stranger who opens a trade code is told what it is and asked to log in', async () => {
    await withPhone(browser, { origin: site.origin }, async (page) => {
      await page.goto(site.code('trade_accept'))
      const main = page.getByRole('main')
      await main.getByText('这是一张交易码').waitFor()
      await main.getByRole('button', { name: '企业登录' }).waitFor()
    })
  })

  test('a wrong password is said at the field, and nobody is logged in', async () => {
    await withPhone(browser, { origin: site.origin, refusals: [401] }, async (page) => {
      await page.goto('/pages/login/index')
      await page.getByLabel('登录名').fill('baiwei.warehouse')
      await page.getByLabel('密码').fill('not the password')
      await page.getByRole('button', { name: '登录', exact: true }).click()
      await page.getByRole('main').getByText('登录名或密码不正确').waitFor()
    })
  })
})

describe('a code that is not genuine has a red page of its own', () => {
  const codes: [string, () => string, ErrorCode, string][] = [
    ['forged', () => site.code('forged'), 'CODE_FORGED', '很可能是伪造的'],
    ['unknown', () => '/s/01/06901234567892/10/NOPE', 'CODE_UNKNOWN', '可能印错'],
    [
      'of a look-alike host',
      () => `https://ectrace.example.evil.com${site.code('item')}`,
      'CODE_FOREIGN_HOST',
      '请不要打开那个网址',
    ],
    ['with a wrong check digit', () => '/s/01/06901234567893/10/YL-A0121', 'CODE_CHECK_DIGIT', '逐位核对'],
    ['with its keys in another order', () => '/s/10/YL-A0121/01/06901234567892', 'CODE_KEY_ORDER', '顺序不对'],
  ]
  test.each(codes)('%s', async (_what, text, code, advice) => {
    await withPhone(browser, { origin: site.origin, refusals: [400, 404] }, async (page) => {
      await page.goto(`/pages/trace/index?c=${encodeURIComponent(text())}`)
      const main = page.getByRole('main')
      await main.getByRole('heading', { name: messageOf(code, 'zh') }).waitFor()
      await main.locator('.ec-flood--bad').waitFor()
      await main.getByText(advice).waitFor()
      await main.getByText(code).waitFor()
      expect(await main.getByText('追溯记录已核验').count()).toBe(0)
    })
  })
})
