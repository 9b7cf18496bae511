// A table of products with a bad row: checked row by row, and only what is in order is written.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Browser, Locator, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
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

const choose = async (page: Page, name: string, text: string): Promise<void> => {
  const chooser = page.waitForEvent('filechooser')
  await press(page, '选择文件')
  await (await chooser).setFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text, 'utf8') })
}

test('a bad row is named with its fault, the good ones are written in one transaction, and nothing before that', async () => {
  const dairy = await site.as('dairy.trader')
  const names = async (): Promise<string[]> =>
    (await dairy.call(endpoints.products, { query: { limit: 200 } })).items.map(({ name }) => name)
  const table = [
    '名称,商品条码,规格,计量单位',
    '导入酸奶,,100 g,件',
    '坏条码酸奶,6901234567890,100 g,件',
    '导入奶酪,,200 g,件',
  ]
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await logIn(page, 'dairy.trader')
    await page.getByRole('button', { name: /^批量导入/ }).click()
    await choose(page, '产品.csv', `${table.join('\r\n')}\r\n`)
    await main(page).getByText('1 行有问题').waitFor()
    await main(page).getByText('第 3 行', { exact: true }).waitFor()
    await main(page).getByText('校验位不正确', { exact: false }).waitFor()
    expect(await names()).not.toContain('导入酸奶')
    await press(page, '只写入 2 行，跳过有问题的')
    await main(page).getByRole('heading', { name: '已写入 2 行' }).waitFor()
    await main(page).getByText('跳过了 1 行').waitFor()
    await press(page, '查看产品')
    await main(page).getByText('导入奶酪').waitFor()
  })
  const after = await names()
  expect([after.includes('导入酸奶'), after.includes('坏条码酸奶')]).toEqual([true, false])
}, 90_000)

test('a file that is no table is refused in words, and a template is there to be taken', async () => {
  await withPhone(browser, { origin: site.origin, refusals: [422] }, async (page) => {
    await logIn(page, 'dairy.trader')
    await page.goto('/pages/imports/index')
    const coming = page.waitForEvent('download')
    await press(page, '下载 CSV 模板')
    expect((await coming).suggestedFilename()).toMatch(/\.csv$/)
    await choose(page, 'products.xlsx', 'not a workbook')
    await main(page).getByText('文件无法读取').first().waitFor()
  })
}, 90_000)
