// A supplier's day at the desk: giving up a set of codes, freezing a copied one, rules, a load that must not leave, goods traded on, a table.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { notesIn } from '@ectrace/bff/test/note-fixture'
import type { Lot, Notes } from '@ectrace/bff/test/note-fixture'
import { readPicture } from '@ectrace/bff/test/read-labels'
import { addressIn, cityFile, scanned } from '@ectrace/bff/test/scan-fixture'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { choose, logIn, typeCode } from './story/people.ts'

let site: DemoSite
let browser: Browser
let at: Notes
let lot: Lot
let other: Lot
let factory: string

beforeAll(async () => {
  site = await openDemoSite({ CITY_DATABASE: cityFile(), TRUST_PROXY: 'on' })
  browser = await openChromium()
  at = await notesIn(site)
  lot = await at.made(8)
  other = await at.made(2)
  factory = (await at.dairy.call(endpoints.places, { query: {} })).items[0]?.name ?? ''
}, 90_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

const main = (page: Page): Locator => page.getByRole('main')
const press = (page: Page, word: string): Promise<void> => page.getByRole('button', { name: word, exact: true }).click()
const asDairy = <T>(visit: (page: Page) => Promise<T>, refusals: number[] = []): Promise<T> =>
  withPhone(browser, { origin: site.origin, refusals }, async (page) => {
    await logIn(page, 'dairy.trader')
    return visit(page)
  })
const product = async (): Promise<string> =>
  (await at.dairy.call(endpoints.batch, { params: { id: lot.batch } })).product.id

test('a set of a million codes shows how far it is, and is given up with nothing written', async () => {
  await asDairy(async (page) => {
    await page.goto(`/pages/batch/index?id=${lot.batch}&view=mint`)
    await page.getByLabel('要多少个码').fill('1000000')
    await press(page, '开始制作')
    const bar = main(page).getByRole('progressbar')
    await bar.waitFor()
    await main(page)
      .getByText(/^[\d\u2009]+ \/ 1\u2009000\u2009000$/)
      .waitFor()
    await press(page, '取消制作')
    await main(page).getByText('已取消，什么也没有写入').waitFor()
    await bar.waitFor({ state: 'detached' })
  })
  const { sets } = await at.dairy.call(endpoints.codeSets, { params: { id: lot.batch } })
  expect(sets.map(({ count }) => count)).toEqual([8])
}, 90_000)

test('a code seen in three cities is frozen and its alert closed with what was found; new rules are kept', async () => {
  const [, , , , , , , code = ''] = lot.codes
  for (const [who, city] of (['杭州', '北京', '成都'] as const).entries())
    await scanned(site, code, { who: who + 1, from: addressIn(city) })
  await asDairy(async (page) => {
    await page.goto('/pages/alerts/index')
    await main(page).getByText(code).first().waitFor()
    await page.getByRole('button', { name: '冻结这个码' }).first().click()
    await main(page).getByText('手里拿着真品的人也会看到警告', { exact: false }).waitFor()
    await press(page, '确定冻结')
    await main(page).getByRole('heading', { name: '已冻结' }).waitFor()
    // Too many cities, and too fast from one to the next: two findings at the same code.
    for (const [outcome, word] of [
      ['码被复制', '三地同时出现'],
      ['查不清', ''],
    ] as const) {
      await page.getByRole('radio', { name: outcome }).first().click()
      await page.getByLabel('说明').fill(word)
      await press(page, '记下并关闭')
      await page.getByLabel('说明').waitFor({ state: 'detached' })
    }
    await main(page).getByText('没有异常查询').waitFor()
    await page.getByRole('tab', { name: '已处理' }).click()
    await main(page).getByText('码被复制').waitFor()
    await press(page, '判断规则')
    await page.getByLabel('达到多少个城市', { exact: true }).fill('1')
    await press(page, '保存规则')
    await page.getByText('请先改正标红的 1 处').waitFor()
    await page.getByLabel('达到多少个城市', { exact: true }).fill('4')
    await press(page, '保存规则')
    await page.locator('.ec-toast').getByText('规则已保存').last().waitFor()
    await page.reload()
    const cities = page.getByLabel('达到多少个城市', { exact: true })
    await cities.waitFor()
    expect(await cities.inputValue()).toBe('4')
  })
  expect((await at.dairy.call(endpoints.code, { query: { c: code } })).frozen).toBe(true)
  expect((await at.dairy.call(endpoints.scanRules, {})).cities).toBe(4)
  const { items } = await at.dairy.call(endpoints.scanAlerts, { query: { open: 'false' } })
  expect(items.map(({ path, outcome }) => [path, outcome]).sort()).toEqual([
    [code, 'copied'],
    [code, 'unclear'],
  ])
}, 90_000)

/** An agreed trade of so many cups. */
const agreed = async (quantity: string): Promise<string> => {
  const buyer = (await at.shop.call(endpoints.me, {})).organisation.id
  const lines = [{ product: await product(), quantity, unit: 'H87' as const }]
  const { no } = await at.dairy.act(endpoints.offerTrade, { body: { buyer, lines, deliverTo: at.store } })
  await at.trader.act(endpoints.acceptTrade, { params: { no }, body: {} })
  return no
}

test('what must not leave is told at the truck, by code, and by the chain before the button', async () => {
  const gone = await at.sent({ ...lot, codes: lot.codes.slice(0, 2) }, 2, 'named')
  const no = await agreed('2')
  await asDairy(async (page) => {
    await page.goto(`/pages/dispatch/index?no=${no}`)
    await choose(page, '发货地点', factory)
    await press(page, '开始扫码装车')
    await typeCode(page, (lot.codes[0] ?? '').replace(`/10/${lot.lot}/`, '/10/NOPE/'))
    await main(page).getByText('unit_not_held').waitFor()
    // Sent before under another trade: only the chain knows.
    await typeCode(page, lot.codes[0] ?? '')
    await main(page).getByText('第 1 行加上了', { exact: false }).first().waitFor()
    await typeCode(page, lot.codes[3] ?? '')
    await main(page)
      .getByText(/^有 \d 处不一致，还不能发货$/)
      .first()
      .waitFor()
    await main(page).getByText('unit_of_other_trade').waitFor()
    expect(await page.getByRole('button', { name: '签名并发货' }).isDisabled()).toBe(true)
    await press(page, '取下不该装的 1 件')
    await typeCode(page, lot.codes[4] ?? '')
    await main(page).getByText('与约定相符，可以发货').waitFor()
    await typeCode(page, lot.codes[5] ?? '')
    await main(page).getByText('第 1 行已装够 2，这件不能再装').waitFor()
    await press(page, '签名并发货')
    await main(page).getByRole('heading', { name: '已发货' }).waitFor()
    await main(page).getByText('已上链', { exact: true }).waitFor()
    await press(page, '查看交易单')
    const note = page.waitForEvent('download')
    await press(page, '下载送货单（PDF）')
    expect(
      readFileSync(await (await note).path())
        .subarray(0, 5)
        .toString('latin1'),
    ).toBe('%PDF-')
    // What was sent is watched from here on: the receipt shows itself.
    await page.goto('/pages/shipments/index')
    await main(page).getByText(no.slice(0, 6)).waitFor()
    await at.shop.act(endpoints.refuseReceipt, { params: { no: gone }, body: { reason: 'damaged', party: 'carrier' } })
    await main(page).getByText(gone.slice(0, 6)).waitFor({ state: 'detached' })
    await page.getByRole('tab', { name: '被拒收' }).click()
    await main(page)
      .getByRole('button', { name: new RegExp(gone.slice(0, 6)) })
      .click()
    await main(page).getByText('破损 · 承运方').waitFor()
  })
  const units = (await at.tradeOf(no)).expectation?.lines[0]?.units
  expect([...(units ?? [])].sort()).toEqual([lot.codes[3], lot.codes[4]].sort())
}, 90_000)

test('a carton is loaded by its own code with all that is in it, also when an item comes right behind it', async () => {
  const goods = await at.made(4)
  const [loose = '', ...packed] = goods.codes
  const place = (await at.dairy.call(endpoints.places, { query: {} })).items[0]?.id ?? ''
  const body = {
    level: 'carton' as const,
    batch: goods.batch,
    place,
    children: packed,
    packedAt: new Date().toISOString(),
  }
  const { path: carton } = await (await site.as('dairy.warehouse')).act(endpoints.createPack, { body })
  const no = await agreed('4')
  await asDairy(async (page) => {
    await page.goto(`/pages/dispatch/index?no=${no}`)
    await choose(page, '发货地点', factory)
    await press(page, '开始扫码装车')
    await page.route('**/packs/**', async (route) => {
      await main(page).getByText(loose.slice(-6), { exact: false }).first().waitFor()
      await route.continue()
    })
    await typeCode(page, carton)
    await typeCode(page, loose)
    await main(page).getByText('与约定相符，可以发货').waitFor()
    await typeCode(page, packed[0] ?? '')
    await main(page).getByText('第 1 行已装够 4，这件不能再装').waitFor()
    await press(page, '签名并发货')
    await main(page).getByRole('heading', { name: '已发货' }).waitFor()
  })
  const units = (await at.tradeOf(no)).expectation?.lines[0]?.units ?? []
  expect([...units].sort()).toEqual([carton, loose].sort())
}, 90_000)

test('goods in hand become an offer with their lot, and its dispatch is filled in with the very units', async () => {
  const no = await asDairy(async (page) => {
    await page.goto('/pages/onward/index')
    for (const code of other.codes) await typeCode(page, code)
    await main(page).getByText(`批号 ${other.lot}`, { exact: false }).waitFor()
    await main(page).getByText('逐件 2 个码', { exact: false }).waitFor()
    await page.getByRole('button', { name: /^买方/ }).click()
    await page.getByLabel('搜索').fill('邻里')
    await page.getByRole('radio', { name: '邻里鲜超市' }).click()
    await press(page, '签名并发给买方')
    await main(page).getByRole('heading', { name: '交易单已发给买方' }).waitFor()
    await press(page, '查看交易单')
    await main(page).getByText('等待收货方确认').waitFor()
    const offered = new URL(page.url()).searchParams.get('no') ?? ''
    await at.trader.act(endpoints.acceptTrade, { params: { no: offered }, body: {} })
    // The open page sees by itself that the buyer agreed.
    await press(page, '发货')
    await main(page).getByText('与约定相符，可以发货').waitFor()
    await press(page, '签名并发货')
    await main(page).getByRole('heading', { name: '已发货' }).waitFor()
    return offered
  })
  const units = (await at.tradeOf(no)).expectation?.lines[0]?.units ?? []
  expect([...units].sort()).toEqual([...other.codes].sort())
}, 90_000)

test('the table of trades comes whole as a file', async () => {
  await asDairy(async (page) => {
    await page.goto('/pages/exports/index')
    await page.getByRole('radio', { name: /^CSV/ }).click()
    const coming = page.waitForEvent('download')
    await press(page, '下载交易表')
    const file = await coming
    const { total } = await at.dairy.call(endpoints.trades, { query: { limit: 1 } })
    const rows = readFileSync(await file.path(), 'utf8')
      .trimEnd()
      .split('\r\n')
    expect(file.suggestedFilename()).toBe('trades.csv')
    expect(rows.length).toBeGreaterThan(total)
    await choose(page, '导出什么', '未发出的码')
    await press(page, '下载未发出的码表')
    await main(page).getByText('请选择').first().waitFor()
  })
}, 60_000)

test('a table that takes too long is given up: nothing is saved, and it can be asked for again', async () => {
  await asDairy(async (page) => {
    let letGo = (): void => undefined
    const held = new Promise<void>((resolve) => {
      letGo = resolve
    })
    await page.route('**/api/v1/exports/**', async (asked) => {
      await held
      await asked.continue().catch(() => undefined)
    })
    const saved: string[] = []
    page.on('download', (file) => saved.push(file.suggestedFilename()))
    await page.goto('/pages/exports/index')
    await press(page, '下载交易表')
    await main(page).getByText('正在制作文件…').waitFor()
    await press(page, '取消')
    letGo()
    await page.getByRole('button', { name: '下载交易表', exact: true }).waitFor()
    expect([saved, await main(page).locator('.ec-error').count()]).toEqual([[], 0])
    await page.unroute('**/api/v1/exports/**')
    const coming = page.waitForEvent('download')
    await press(page, '下载交易表')
    await coming
  })
}, 60_000)

test('the code of a trade is handed on as a picture that reads back as its link', async () => {
  const { items } = await at.dairy.call(endpoints.trades, { query: { limit: 1 } })
  const trade = items[0]!
  await asDairy(async (page) => {
    await page.goto(`/pages/trade/index?no=${trade.no}`)
    const saving = page.waitForEvent('download')
    await press(page, '分享交易码图片')
    const file = await saving
    expect(file.suggestedFilename()).toBe(`trade-${trade.no}.png`)
    await page.getByText('交易码图片已保存').first().waitFor()
    expect(await readPicture(readFileSync(await file.path()))).toBe(site.link(`/s/t/${trade.no}`))
  })
}, 60_000)
