// A consumer saves the proof of a record from the trace page; whoever gets the file checks it on a page of its own, or without the platform.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createClient } from '@ectrace/sdk/client'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { verifyProofFile } from '@ectrace/shared/proof/proof-file'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'

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

const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('main').getByRole('heading', { name, exact: true }).waitFor()

const save = async (page: Page): Promise<string> => {
  await page.goto(`/pages/trace/index?c=${encodeURIComponent(site.code('item'))}`)
  await heading(page, '追溯记录已核验')
  await page.getByRole('button', { name: '技术证明' }).click()
  await page.getByRole('button', { name: /^\d+ 条记录$/ }).click()
  const saving = page.waitForEvent('download')
  await page.getByRole('button', { name: '保存证明' }).last().click()
  const download = await saving
  expect(download.suggestedFilename()).toMatch(/^ectrace-proof-[0-9a-f]{12}-\d+\.json$/)
  return readFileSync(await download.path(), 'utf8')
}

const choose = async (page: Page, button: string, text: string): Promise<void> => {
  const choosing = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  const chooser = await choosing
  await chooser.setFiles({ name: 'proof.json', mimeType: 'application/json', buffer: Buffer.from(text) })
}

test('a saved proof holds on the page and off line; with one letter changed it does not, and the page says why', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    const file = await save(page)
    const { verifierKey } = await createClient({ url: site.origin }).call(endpoints.log, {})
    expect(verifyProofFile(file, { verifierKey }).withheld).toEqual(expect.any(Array))

    await page.goto('/pages/proof/index')
    await choose(page, '选择证明文件', file)
    await heading(page, '证明成立')
    await page.getByRole('main').getByText('是同一本账，历史未被改写').waitFor()

    const changed = file.replace(/"salt":"(.)/, (_all, first: string) => `"salt":"${first === '0' ? '1' : '0'}`)
    await choose(page, '再核验一份', changed)
    await heading(page, '证明不成立')
    await page.getByRole('main').getByText('错误代码 FIELD_DIGEST_MISMATCH').waitFor()
    await choose(page, '再核验一份', 'hello')
    await page.getByRole('main').getByText('错误代码 PROOF_MALFORMED').waitFor()
  })
}, 60_000)
