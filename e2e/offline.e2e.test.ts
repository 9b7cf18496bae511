// Receiving in the worst warehouse: the network goes in the middle of a count, the page is loaded again, two phones count together,
// a session ends; what reaches the chain is exactly what was counted.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import type { CountOperation } from '@ectrace/shared/counting/operation'
import { operationId } from '@ectrace/shared/counting/operation-id'
import { dispatchToShop, enrolWarehouse } from '@ectrace/bff/test/counting-fixture'
import { tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { openPhone, withPhone } from './browser/phone.ts'
import type { PhoneOptions } from './browser/phone.ts'
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

const tradeOf = async (no: string): Promise<TradeView> => {
  const { ledger, projection } = site.door.deps
  await projection.waitFor((await ledger.log()).height, 5_000)
  return (await site.as('baiwei.trader')).call(endpoints.trade, { params: { no } })
}
const unitsOf = ({ expectation }: TradeView): string[] => [...(expectation?.lines[0]?.units ?? [])]
const main = (page: Page): Locator => page.getByRole('main')
const strip = (page: Page, words: string | RegExp): Promise<void> =>
  page.getByRole('status').filter({ hasText: words }).waitFor()
/** The number typed for the only line: all of it that is here. */
const accepted = (page: Page): Locator => page.getByRole('textbox', { name: /实收$/ })
const small = { width: 360, height: 640 }
const phone = (more: Partial<PhoneOptions> = {}): PhoneOptions => ({ origin: site.origin, offline: true, ...more })

/** Until the files of this build are on the phone. */
const shellKept = async (page: Page): Promise<void> => {
  const isKept = "caches.match('/index.html').then((kept) => kept !== undefined)"
  while (!(await page.evaluate(isKept))) await page.waitForTimeout(100)
}

test('a trade fetched ahead is opened, counted, loaded again and confirmed without a signal, and received once as counted', async () => {
  const no = tradeNoOf(site.code('trade_accept'))
  const units = unitsOf(await tradeOf(no))
  await withPhone(browser, phone({ viewport: small }), async (page) => {
    const signal = (on: boolean): Promise<void> => page.context().setOffline(!on)
    await logIn(page, 'baiwei.warehouse')
    await page.goto('/pages/trades/index')
    await main(page).getByText('已存本机，断网也能收').first().waitFor()
    await shellKept(page)

    await signal(false)
    await page.getByRole('button', { name: no.slice(0, 6) }).click()
    await main(page).getByText('没有信号，按本机保存的清单清点').waitFor()
    await lineNumbers(page, '应收 6 实收 0 拒收 0 缺少 6')
    for (const unit of units.slice(0, 3)) await typeCode(page, unit)
    await strip(page, '3 未上传')
    await page.getByRole('listitem').filter({ hasText: '在本机' }).first().waitFor()

    await page.reload()
    await lineNumbers(page, '应收 6 实收 3 拒收 0 缺少 3')
    await strip(page, '3 未上传')
    await typeCode(page, units[2] ?? '')
    await page.getByRole('listitem').filter({ hasText: '已经扫过，不重复计' }).waitFor()
    for (const unit of units.slice(3)) await typeCode(page, unit)
    await page.getByRole('button', { name: '核对清点结果' }).click()
    await page.getByRole('button', { name: '确认收货' }).click()
    await main(page).getByRole('heading', { name: '收货确认已存在本机' }).waitFor()
    expect((await tradeOf(no)).receipts).toEqual([])

    await signal(true)
    await main(page).getByRole('heading', { name: '收货已上链' }).waitFor()
    await page.getByRole('button', { name: '收下一单' }).click()
  })
  const after = await tradeOf(no)
  expect([after.state, after.receipts.length, after.attempts.length]).toEqual(['received', 1, 0])
  expect(after.expectation?.lines[0]).toMatchObject({ due: '0', receivedUnits: units })
  const counters = await (await site.as('baiwei.trader')).call(endpoints.counters, { params: { no } })
  expect(counters).toContainEqual(expect.objectContaining({ login: 'baiwei.warehouse', scans: 6 }))
}, 90_000)

test('two phones on one trade see each other’s counts, and after a partial receipt both begin anew', async () => {
  await enrolWarehouse(site, 'baiwei.second')
  const no = await dispatchToShop(site, ['7'])
  const one = await openPhone(browser, phone())
  const two = await openPhone(browser, phone())
  try {
    await logIn(one.page, 'baiwei.warehouse')
    await logIn(two.page, 'baiwei.second')
    for (const { page } of [one, two]) {
      await page.goto(`/pages/receive/index?no=${no}`)
      await lineNumbers(page, '应收 7 实收 0 拒收 0 缺少 7')
    }
    await accepted(one.page).fill('3')
    await lineNumbers(two.page, '应收 7 实收 3 拒收 0 缺少 4')
    await two.page.context().setOffline(true)
    await accepted(two.page).fill('4')
    await strip(two.page, /未上传/)
    await two.page.context().setOffline(false)
    await main(one.page).getByText('另有 1 部手机一起清点').waitFor()
    await lineNumbers(one.page, '应收 7 实收 4 拒收 0 缺少 3')

    await review(one.page, '百味南湖店')
    await one.page.getByRole('radio', { name: '部分收货' }).click()
    await one.page.getByRole('button', { name: '确认收货' }).click()
    await main(one.page).getByRole('heading', { name: '收货已上链' }).waitFor()
    await two.page.reload()
    await lineNumbers(two.page, '应收 3 实收 0 拒收 0 缺少 3')
  } finally {
    await one.page.context().setOffline(false)
  }
  await one.close()
  await two.close()
  const after = await tradeOf(no)
  expect([after.state, after.receipts.length, after.expectation?.lines[0]?.due]).toEqual(['partly_received', 1, '3'])
}, 90_000)

/** As an administrator does who shuts somebody out: every session of the account is over. */
const endSessions = async (login: string): Promise<void> => {
  const { vault } = site.door.deps
  const { user } = await vault.selectFrom('account').select('user').where('login', '=', login).executeTakeFirstOrThrow()
  await vault.deleteFrom('session').where('user', '=', user).execute()
}

describe('a session that ends in the middle of a count', () => {
  test('keeps what was counted, asks for the login, and sends it afterwards', async () => {
    const no = await dispatchToShop(site, ['2'])
    await withPhone(browser, phone({ refusals: [401] }), async (page) => {
      await logIn(page, 'baiwei.warehouse')
      // What the page asks beside the count comes back late: a refusal of that leads nobody away from the count.
      let over = (): void => undefined
      const isOver = new Promise<void>((resolve) => (over = resolve))
      await page.route('**/api/v1/places?*', (route) => isOver.then(() => route.continue()))
      await page.goto(`/pages/receive/index?no=${no}`)
      await lineNumbers(page, '应收 2 实收 0 拒收 0 缺少 2')
      await endSessions('baiwei.warehouse')
      const refused = page.waitForResponse('**/api/v1/places?*')
      over()
      expect((await refused).status()).toBe(401)
      await accepted(page).fill('2')
      await strip(page, '登录已过期，重新登录后上传')
      await page.getByRole('button', { name: '去登录' }).click()
      await page.getByLabel('登录名').fill('baiwei.warehouse')
      await page.getByLabel('密码').fill('demo-password')
      await page.getByRole('button', { name: '登录', exact: true }).click()
      await lineNumbers(page, '应收 2 实收 2 拒收 0 缺少 0')
      await strip(page, '已上传')
      await review(page, '百味南湖店')
      await page.getByRole('button', { name: '确认收货' }).click()
      await main(page).getByRole('heading', { name: '收货已上链' }).waitFor()
    })
    expect((await tradeOf(no)).state).toBe('received')
  }, 90_000)
})

test('who counts blind sees no expected number until the chain has judged, and then only which lines differ', async () => {
  const no = await dispatchToShop(site, ['5'])
  const admin = await site.as('baiwei.admin')
  await admin.call(endpoints.setOrganisationSettings, { body: { blindCount: true } })
  await withPhone(browser, phone({ refusals: [409] }), async (page) => {
    await logIn(page, 'baiwei.warehouse')
    await page.goto(`/pages/receive/index?no=${no}`)
    await main(page).getByText('盲点：应收数量在提交前不显示').waitFor()
    await accepted(page).fill('4')
    await lineNumbers(page, '实收 4 拒收 0')
    expect(await main(page).innerText()).not.toMatch(/应收 ?5|缺/)
    await review(page, '百味南湖店')
    await page.getByRole('button', { name: '确认收货' }).click()
    await main(page)
      .getByRole('heading', { name: /^未收货，有 1 处不一致/ })
      .waitFor()
    await main(page).getByText('count_mismatch').waitFor()
    await page.getByRole('button', { name: '修改清点再试' }).click()
    await accepted(page).fill('5')
    await review(page, '百味南湖店')
    await page.getByRole('button', { name: '确认收货' }).click()
    await main(page).getByRole('heading', { name: '收货已上链' }).waitFor()
  })
  await admin.call(endpoints.setOrganisationSettings, { body: { blindCount: false } })
  const { state, attempts } = await tradeOf(no)
  expect([state, attempts.length]).toEqual(['received', 1])
}, 90_000)

/** As many other phones as a trade takes have counted on it. */
const crowd = async (no: string): Promise<void> => {
  const client = await site.as('baiwei.warehouse')
  const { user } = await client.call(endpoints.me, {})
  const at = new Date().toISOString()
  const operations = Array.from({ length: 200 }, (): CountOperation => {
    const device = crypto.randomUUID()
    const id = operationId({ trade: no, device, sequence: 1, at })
    const head = { id, trade: no, device, sequence: 1, at, by: user }
    return { ...head, kind: 'enter', line: 1, field: 'rejected', text: '0', beside: '0' }
  })
  await client.call(endpoints.count, { params: { no }, body: { operations, since: 0 } })
}

test('what the server does not take is shown beside why, tried anew and dropped by a person', async () => {
  const no = await dispatchToShop(site, ['9'])
  await withPhone(browser, phone(), async (page) => {
    await logIn(page, 'baiwei.warehouse')
    await page.goto(`/pages/receive/index?no=${no}`)
    await lineNumbers(page, '应收 9 实收 0 拒收 0 缺少 9')
    await crowd(no)
    await accepted(page).fill('3')
    await main(page).getByText('1 次清点服务器没有收下，请处理').waitFor()
    const card = page.getByRole('listitem').filter({ hasText: '我记的' })
    await card.getByText('VALIDATION_FAILED').waitFor()
    await card.getByRole('button', { name: '重新记一次' }).click()
    await main(page).getByText('1 次清点服务器没有收下，请处理').waitFor()
    await card.getByRole('button', { name: '不要了' }).click()
    await card.waitFor({ state: 'detached' })
    await lineNumbers(page, '应收 9 实收 0 拒收 0 缺少 9')
  })
}, 90_000)
