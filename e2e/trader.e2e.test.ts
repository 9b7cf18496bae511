// A new supplier does its whole work on the pages: registers, enrols staff, makes a coded batch, records a step with a picture, sells and dispatches.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { organisationCodeCheckCharacter, usccCheckCharacter } from '@ectrace/shared/codes/uscc'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { blankPicture } from './browser/film.ts'
import { withPhone } from './browser/phone.ts'
import { demoPassword, openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { choose, logIn } from './story/people.ts'

let site: DemoSite
let browser: Browser
let folder: string

beforeAll(async () => {
  site = await openDemoSite()
  browser = await openChromium()
  folder = mkdtempSync(path.join(tmpdir(), 'ectrace-photos-'))
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
  rmSync(folder, { recursive: true, force: true })
})

const name = '新野茶场'
const creditCode = (): string => {
  const body = 'MA0E2E01'
  const first17 = `91330100${body}${organisationCodeCheckCharacter(body)}`
  return first17 + usccCheckCharacter(first17)
}

const main = (page: Page): Locator => page.getByRole('main')
const press = (page: Page, word: string): Promise<void> => page.getByRole('button', { name: word, exact: true }).click()
const fill = (page: Page, label: string, text: string): Promise<void> => page.getByLabel(label).fill(text)
/** The act is on chain: its outcome says so, with block and transaction. */
const onChain = async (page: Page, sentence: string): Promise<void> => {
  await main(page).getByRole('heading', { name: sentence }).waitFor()
  await main(page).getByText('已上链', { exact: true }).waitFor()
  await main(page)
    .getByText(/^区块高度 \d+$/)
    .waitFor()
}

const register = async (page: Page): Promise<void> => {
  await page.goto('/pages/register/index')
  await fill(page, '统一社会信用代码', '91330100MA0E2E0100')
  await main(page).getByText('校验位不对').or(main(page).getByText('校验不对')).first().waitFor()
  await fill(page, '统一社会信用代码', creditCode())
  await main(page).getByText('校验位正确').waitFor()
  await fill(page, '机构名称', name)
  await page.getByRole('radio', { name: '供货商' }).click()
  await page.getByRole('radio', { name: '同意公开' }).click()
  await fill(page, '登录名', 'xinye.admin')
  await page.getByLabel('密码', { exact: true }).fill(demoPassword)
  await fill(page, '再输一次密码', demoPassword)
  await press(page, '注册并登录')
  await main(page).getByText('注册已上链').waitFor()
  // Leaving earlier would cut the log-in off.
  await main(page).getByText('已用管理员账号登录').waitFor()
  await main(page).getByText('当前状态：未实名').waitFor()
}

const enrol = async (page: Page): Promise<void> => {
  await page.goto('/pages/organisation/index?view=enrol')
  await fill(page, '登录名', 'xinye.trader')
  await fill(page, '初始密码', demoPassword)
  await page.getByRole('checkbox', { name: '业务员' }).click()
  await press(page, '添加用户')
  await onChain(page, '用户已添加')
}

const createPlace = async (page: Page): Promise<void> => {
  await page.goto('/pages/organisation/index?view=place')
  await fill(page, '地点名称', '新野一号茶园')
  await fill(page, '所在城市', '信阳')
  await press(page, '登记地点')
  await onChain(page, '地点已登记')
}

const verify = async (): Promise<void> => {
  const operator = await site.as('platform.admin')
  const { items } = await operator.call(endpoints.organisations, { query: { search: name } })
  expect(items.map(({ level }) => level)).toEqual(['trial'])
  const body = { level: 'verified' as const, basis: '营业执照核对一致' }
  await operator.call(endpoints.verifyOrganisation, { params: { id: items[0]?.id ?? '' }, body })
}

const makeGoods = async (page: Page): Promise<void> => {
  await page.goto('/pages/products/index?new=1')
  await fill(page, '产品名称', '信阳毛尖')
  await choose(page, '计量单位', '件')
  await press(page, '登记产品')
  await onChain(page, '产品已登记')
  await press(page, '为它新建批次')
  await fill(page, '批号', 'XY-1')
  await fill(page, '生产日期', new Date(Date.now() - 86_400_000).toISOString().slice(0, 10))
  await choose(page, '生产地点', '新野一号茶园')
  await fill(page, '数量', '12')
  await press(page, '新建批次')
  await onChain(page, '批次已建立')
  await press(page, '给它赋码')
  await fill(page, '要多少个码', '12')
  await press(page, '生成件码')
  await onChain(page, '已生成 12 个件码')
  await press(page, '查看件码')
  await main(page).getByText('已赋 12 个，未发出 12 个').waitFor()
}

/** The ledger is slow: the first answer is that the outcome is open, and the first question after it finds the server busy. */
const beSlow = async (page: Page): Promise<void> => {
  await page.route('**/api/v1/events', async (asked) => {
    const reply = await asked.fetch()
    const { height: _height, ...rest } = (await reply.json()) as Record<string, unknown>
    await asked.fulfill({ response: reply, status: 202, json: { ...rest, state: 'pending', proof: 'pending' } })
  })
  const error = { code: 'SERVER_BUSY', message: '', details: {}, requestId: '' }
  await page.route('**/api/v1/transactions/*', (asked) => asked.fulfill({ status: 503, json: { error } }), { times: 1 })
}

const recordPacking = async (page: Page): Promise<void> => {
  const photo = path.join(folder, 'packing.png')
  writeFileSync(photo, await blankPicture())
  await page.getByRole('button', { name: /记录过程/ }).click()
  await choose(page, '做了什么', '包装')
  await choose(page, '在哪里', '新野一号茶园')
  const chooser = page.waitForEvent('filechooser')
  await press(page, '添加照片')
  await (await chooser).setFiles(photo)
  await fill(page, '第 1 张照片的说明', '装盒现场')
  await beSlow(page)
  await press(page, '签名并记录')
  await main(page).getByRole('heading', { name: '正在上链' }).waitFor()
  await onChain(page, '已记录')
}

/** Answers the trade's number. */
const offer = async (page: Page): Promise<string> => {
  await page.goto('/pages/offer/index')
  await page.getByRole('button', { name: /^买方/ }).click()
  await fill(page, '搜索', '邻里')
  await page.getByRole('radio', { name: '邻里鲜超市' }).click()
  await choose(page, '产品', '信阳毛尖')
  await fill(page, '数量', '6')
  await press(page, '签名并发给买方')
  await onChain(page, '交易单已发给买方')
  await press(page, '查看交易单')
  await main(page).getByText('等待收货方确认').waitFor()
  return new URL(page.url()).searchParams.get('no') ?? ''
}

const accept = (no: string): Promise<void> =>
  withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'linli.trader')
    await page.goto(`/s/t/${no}`)
    await press(page, '确认交易')
    await onChain(page, '交易已确认')
    await main(page).getByText('双方已签名，等待发货').waitFor()
  })

const dispatch = async (page: Page, no: string): Promise<void> => {
  await page.goto(`/pages/trade/index?no=${no}`)
  await press(page, '发货')
  await choose(page, '发货地点', '新野一号茶园')
  await choose(page, '批次', 'XY-1')
  await page.getByRole('radio', { name: '逐件' }).click()
  await press(page, '取前 6 个码')
  await main(page).getByText('已选 6 / 6 件').waitFor()
  await press(page, '签名并发货')
  await onChain(page, '已发货')
}

test('from registration to a dispatched trade, all through the pages', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await register(page)
    await enrol(page)
    await createPlace(page)
  })
  await verify()
  const no = await withPhone(browser, { origin: site.origin, refusals: [503] }, async (page) => {
    await logIn(page, 'xinye.trader')
    await makeGoods(page)
    await recordPacking(page)
    const offered = await offer(page)
    await accept(offered)
    await dispatch(page, offered)
    return offered
  })
  const trade = await (await site.as('linli.warehouse')).call(endpoints.trade, { params: { no } })
  expect([trade.state, trade.supplier.name, trade.supplier.level]).toEqual(['dispatched', name, 'verified'])
  const [unit = '', ...others] = trade.expectation?.lines[0]?.units ?? []
  expect(others).toHaveLength(5)
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.goto(unit)
    await main(page).getByRole('heading', { name: '追溯记录已核验' }).waitFor()
    await main(page).getByText('信阳毛尖').first().waitFor()
    await main(page).getByText(name).first().waitFor()
  })
}, 120_000)
