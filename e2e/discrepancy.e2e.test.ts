// Two phones settle a count that does not agree: the buyer raises a note, the supplier corrects it, the receipt follows by itself.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { verifyProofFile } from '@ectrace/shared/proof/proof-file'
import { loggedIn, refusal } from '@ectrace/bff/test/demo-fixture'
import { notesIn } from '@ectrace/bff/test/note-fixture'
import type { Lot, Notes } from '@ectrace/bff/test/note-fixture'
import { readFileSync } from 'node:fs'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { choose, logIn } from './story/people.ts'

let site: DemoSite
let browser: Browser
let at: Notes
let lot: Lot
let place: string

beforeAll(async () => {
  site = await openDemoSite()
  browser = await openChromium()
  at = await notesIn(site)
  lot = await at.made(24)
  place = (await at.shop.call(endpoints.places, { query: {} })).items[0]?.name ?? ''
}, 90_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

const main = (page: Page): Locator => page.getByRole('main')
const press = (page: Page, word: string | RegExp): Promise<void> =>
  page.getByRole('button', { name: word }).first().click()
const onChain = async (page: Page, sentence: string): Promise<void> => {
  await main(page).getByRole('heading', { name: sentence }).waitFor()
  await main(page).getByText('已上链', { exact: true }).waitFor()
}
const row = (page: Page, numbers: RegExp): Promise<void> =>
  main(page).getByRole('row', { name: numbers }).first().waitFor()

/** Six cups by name on their way; four are counted, and the receipt is refused: its attempt is kept. */
const refusedCount = async (from: number): Promise<string> => {
  const part = { ...lot, codes: lot.codes.slice(from, from + 6) }
  const no = await at.sent(part, 6, 'named')
  const lines = [at.row(lot, { accepted: '4', missing: '2', units: part.codes.slice(0, 4) })]
  await refusal(
    at.shop.call(endpoints.confirmReceipt, { params: { no }, body: { kind: 'final', place: at.store, lines } }),
  )
  return no
}
const stateOf = async (no: string): Promise<TradeView['state']> => (await at.tradeOf(no)).state

const raise = (no: string): Promise<void> =>
  withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'linli.warehouse')
    await page.goto(`/pages/discrepancy/index?no=${no}`)
    await main(page).getByText('短少：应收 6，实收 4').waitFor()
    await press(page, '签名并提出')
    await main(page).getByText('请选择').first().waitFor()
    await page.getByRole('radio', { name: /^没有装车/ }).click()
    await page.getByRole('radio', { name: '供货方', exact: true }).click()
    await choose(page, '货在哪里', place)
    await page.getByLabel('说明').fill('箱内少两杯')
    // What was typed survives a reload.
    await page.reload()
    expect(await page.getByLabel('说明').inputValue()).toBe('箱内少两杯')
    await press(page, '签名并提出')
    await onChain(page, '差异单已提出')
    await press(page, '查看差异单')
    await row(page, /应收|6.*4.*0.*2/)
    await main(page).getByText('待供货方答复').waitFor()
  })

test('the supplier confirms: both see both values, the receipt writes itself, each signature is a proof', async () => {
  const no = await refusedCount(0)
  await raise(no)
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await page.goto('/pages/notices/index')
    await press(page, /提出了差异单/)
    await page.waitForURL('**/pages/discrepancy/index?no=*')
    await main(page).getByText('箱内少两杯').waitFor()
    await press(page, '答复')
    await page.getByRole('radio', { name: /^确认/ }).click()
    await main(page).getByText('两边相符：收货会随答复自动上链').waitFor()
    await main(page).getByText('第 1 行：减 2，没有装车，退回供货方库存').waitFor()
    await page.getByRole('radio', { name: '供货方', exact: true }).click()
    await press(page, '签名并答复')
    await onChain(page, '答复已上链')
    await main(page).getByText('双方一致，第 1 次收货已自动上链').waitFor()
    await press(page, '查看差异单')
    await main(page).getByText('供货方签名确认').waitFor()
    await main(page).getByText('收货方签名提出').waitFor()
    const saving = page.waitForEvent('download')
    await main(page).getByRole('button', { name: '保存签名证明' }).last().click()
    const proof = readFileSync(await (await saving).path(), 'utf8')
    const { verifierKey } = await site.door.deps.ledger.log()
    expect(verifyProofFile(proof, { verifierKey }).values).toMatchObject({ no, answer: 'confirm' })
  })
  expect(await stateOf(no)).toBe('received')
}, 90_000)

test('a correction that still differs says so before it is signed, and leaves the trade open', async () => {
  const no = await refusedCount(6)
  await raise(no)
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await page.goto(`/pages/discrepancy/index?no=${no}&view=answer&n=0`)
    await page.getByRole('radio', { name: /^更正/ }).click()
    await page.getByRole('checkbox').first().click()
    await page.getByRole('radio', { name: /^途中丢失/ }).click()
    await main(page)
      .getByText(/^更正后还有 \d 处差异$/)
      .waitFor()
    await row(page, /6.*5.*4/)
    await page.getByRole('radio', { name: '承运方', exact: true }).click()
    await press(page, '签名并答复')
    await onChain(page, '答复已上链')
    await main(page).getByText('交易保持待收').first().waitFor()
  })
  expect(await stateOf(no)).toBe('dispatched')
  expect((await at.tradeOf(no)).expectation?.lines.map(({ due }) => due)).toEqual(['5'])
  // The buyer's open page says so by itself, and the next count is against the new number.
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'linli.warehouse')
    await page.goto(`/pages/trade/index?no=${no}`)
    await press(page, /第 1 张差异单/)
    await main(page).getByText('更正后仍不一致，交易保持待收').waitFor()
    await main(page).getByText('第 1 行：减 1，途中丢失，核销').waitFor()
  })
}, 90_000)

test('a note that the supplier disputes changes nothing, and says to both what can be done now', async () => {
  const no = await refusedCount(12)
  await raise(no)
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await page.goto(`/pages/discrepancy/index?no=${no}&view=answer&n=0`)
    await page.getByRole('radio', { name: /^有异议/ }).click()
    await press(page, '签名并答复')
    await main(page).getByText('请选择').first().waitFor()
    await page.getByRole('radio', { name: '收货方', exact: true }).click()
    await page.getByLabel('说明').fill('装车照片里有六杯')
    await press(page, '签名并答复')
    await onChain(page, '答复已上链')
    await press(page, '查看差异单')
    await main(page).getByText('供货方有异议，没有改动应收数').waitFor()
    await main(page).getByText('装车照片里有六杯').waitFor()
  })
  const { state, expectation } = await at.tradeOf(no)
  expect([state, expectation?.lines.map(({ due }) => due)]).toEqual(['dispatched', ['6']])
}, 90_000)

test('a note that nobody answers in time is escalated by the buyer, and the supplier may still answer', async () => {
  const no = await refusedCount(18)
  await raise(no)
  const { items } = await at.shop.call(endpoints.tradeDiscrepancies, { params: { no }, query: {} })
  site.door.shift(Date.parse(items[0]?.answerBy ?? '') - Date.now() + 60_000)
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'linli.warehouse')
    await page.goto(`/pages/discrepancy/index?no=${no}&view=notes`)
    await main(page)
      .getByText(/^已过答复期限/)
      .waitFor()
    await press(page, '上报监管方')
    await page.getByRole('radio', { name: '数量差异大' }).click()
    await press(page, '确定上报')
    await page.getByText('已上报，监管方可见').first().waitFor()
    await press(page, '双方签名')
    await main(page).getByText('收货方上报').waitFor()
  })
  // Whoever was logged in before is not any more.
  const shop = await loggedIn(site.door, 'linli.trader')
  const late = await shop.call(endpoints.tradeDiscrepancies, { params: { no }, query: {} })
  expect(late.items.map(({ state }) => state)).toEqual(['escalated'])
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await page.goto(`/pages/discrepancy/index?no=${no}&view=answer&n=0`)
    await page.getByRole('radio', { name: /^确认/ }).click()
    await page.getByRole('radio', { name: '供货方', exact: true }).click()
    await press(page, '签名并答复')
    await onChain(page, '答复已上链')
  })
  expect((await shop.call(endpoints.trade, { params: { no } })).state).toBe('received')
}, 90_000)
