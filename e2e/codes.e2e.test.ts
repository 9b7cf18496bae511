// A trader makes many codes with progress, comes back to them, changes the states of a range, and takes labels and hidden codes home.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Browser, Download, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { logIn } from './story/people.ts'

let site: DemoSite
let browser: Browser
let batch: string

beforeAll(async () => {
  site = await openDemoSite()
  browser = await openChromium()
  const { items } = await (await site.as('dairy.trader')).call(endpoints.batches, { query: {} })
  batch = items.find(({ lot }) => lot === 'YL-A0121')?.id ?? ''
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

const main = (page: Page): Locator => page.getByRole('main')
const press = (page: Page, word: string): Promise<void> => page.getByRole('button', { name: word, exact: true }).click()
const onChain = (page: Page, words: string): Promise<void> =>
  main(page).getByRole('heading', { name: words, exact: true }).waitFor()
const atBatch = (page: Page, more = ''): Promise<unknown> => page.goto(`/pages/batch/index?id=${batch}${more}`)

/** The file that a press brings. */
const downloaded = async (page: Page, act: () => Promise<void>): Promise<{ name: string; bytes: Buffer }> => {
  const coming = page.waitForEvent('download')
  await act()
  const file: Download = await coming
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) }
}

test('20,000 codes are made with progress, found again on the page of the batch, and brought on chain to be used later', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await atBatch(page, '&view=mint')
    await page.getByLabel('要多少个码').fill('20000')
    await main(page).getByText('先制作再上链', { exact: false }).waitFor()
    await press(page, '开始制作')
    await main(page).getByText('20 000 个件码已制作好').waitFor()
    // Whoever leaves finds it again.
    await atBatch(page)
    await main(page)
      .getByRole('button', { name: /20 000 个.*待上链/ })
      .click()
    await page.getByRole('radio', { name: /^贴标后再启用/ }).click()
    await press(page, '上链')
    await onChain(page, '已生成 20 000 个件码')
    await press(page, '查看件码')
    await main(page).getByText('未启用 20 000').waitFor()
  })
}, 120_000)

test('a range is activated after a second look, then frozen with its reason, and each run shows its state', async () => {
  const dairy = await site.as('dairy.trader')
  const minted = await dairy.call(endpoints.mintCodes, {
    params: { id: batch },
    body: { count: 100, activation: 'later' },
  })
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await atBatch(page, `&view=change&set=${String(minted.set)}`)
    await page.getByRole('radio', { name: /^启用/ }).click()
    await press(page, '启用')
    await main(page).getByText('请填写').first().waitFor()
    await page.getByLabel('起始序号').fill('1')
    await page.getByLabel('结束序号').fill('60')
    await press(page, '启用')
    await page.getByText('启用序号 1 至 60，共 60 个', { exact: false }).waitFor()
    await press(page, '确定启用')
    await onChain(page, '已上链：60 个码')
    await atBatch(page, `&view=change&set=${String(minted.set)}`)
    await page.getByRole('radio', { name: /^冻结/ }).click()
    await page.getByLabel('起始序号').fill('11')
    await page.getByLabel('结束序号').fill('20')
    await page.getByRole('radio', { name: '标签遗失' }).click()
    await press(page, '冻结')
    await press(page, '确定冻结')
    await onChain(page, '已上链：10 个码')
    await atBatch(page, `&view=set&set=${String(minted.set)}`)
    await main(page).getByText('序号 11 至 20').waitFor()
    await main(page).getByText('序号 61 至 100').waitFor()
    await main(page).getByText('已冻结').waitFor()
  })
}, 120_000)

test('labels come as a PDF, and hidden codes as a table that holds no trace code and comes only once', async () => {
  const dairy = await site.as('dairy.trader')
  const { set, first } = await dairy.call(endpoints.mintCodes, { params: { id: batch }, body: { count: 42 } })
  await withPhone(browser, { origin: site.origin, refusals: [409] }, async (page) => {
    await logIn(page, 'dairy.trader')
    await atBatch(page, `&view=labels&set=${String(set)}`)
    const labels = await downloaded(page, () => press(page, '下载标签'))
    expect(labels.name).toMatch(/\.pdf$/)
    expect(labels.bytes.subarray(0, 5).toString('latin1')).toBe('%PDF-')
    await main(page).getByText('文件已保存', { exact: false }).waitFor()

    await atBatch(page, `&view=hidden&set=${String(set)}`)
    await main(page).getByText('暗码只能领取这一次').waitFor()
    const hidden = await downloaded(page, () => press(page, '领取暗码文件'))
    const text = hidden.bytes.toString('utf8')
    expect(text.trimEnd().split('\r\n')).toHaveLength(43)
    expect(text).not.toContain(first[0]?.split('/').at(-1) ?? '/s/')
    await main(page).getByText('已核验 0').waitFor()
    await press(page, '领取暗码文件')
    await main(page).getByText('已经存在').first().waitFor()
  })
}, 120_000)
