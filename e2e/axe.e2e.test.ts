// Every page of the H5 build, seen by axe-core: nothing serious, in light and dark, and in large text with its stricter contrast.
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { axeFaults, sizeFaults } from './browser/page-faults.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { logIn } from './story/people.ts'

let site: DemoSite
let browser: Browser
let batch: string
let product: string

beforeAll(async () => {
  site = await openDemoSite()
  browser = await openChromium()
  const { items } = await (await site.as('dairy.trader')).call(endpoints.batches, { query: {} })
  const made = items.find(({ lot }) => lot === 'YL-A0121')
  batch = made?.id ?? ''
  product = made?.product.id ?? ''
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

/** The only list of pages there is: what is added there is looked at here. */
const pageNames = (): string[] => {
  const file = readFileSync(new URL('../miniapp/src/page-names.ts', import.meta.url), 'utf8')
  const list = /pageNames = \[([^\]]*)\]/.exec(file)?.[1] ?? ''
  return [...list.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name ?? '')
}

/** Who opens a page, and with what; the others are opened by a trader and with nothing. */
const anyone = ['index', 'scan', 'login', 'register', 'demo', 'trace', 'proof', 'report', 'missing']
const readers = new Map([
  ...anyone.map((name) => [name, ''] as const),
  ['receive', 'baiwei.warehouse'],
  ['organisation', 'dairy.admin'],
])
const readerOf = (name: string): string => readers.get(name) ?? 'dairy.trader'

const queryOf = (name: string): string => {
  const shop = tradeNoOf(site.code('trade_accept'))
  const ours = tradeNoOf(site.code('trade_refuse'))
  const queries: Record<string, string> = {
    trace: `c=${encodeURIComponent(site.code('item'))}`,
    report: `c=${encodeURIComponent(site.code('item'))}`,
    receive: `no=${shop}`,
    trade: `no=${ours}`,
    dispatch: `no=${ours}`,
    batch: `id=${batch}`,
    product: `id=${product}`,
    scan: 'type=1',
  }
  return queries[name] ?? ''
}

/** Opens a page and waits until it has what it shows. */
const open = async (page: Page, name: string): Promise<void> => {
  await page.goto(`/pages/${name}/index?${queryOf(name)}`)
  await page.locator('.ec-screen').waitFor()
  for (const waiting of ['.ec-skeleton', '.ec-flood--wait']) await page.waitForSelector(waiting, { state: 'detached' })
}

/** The faults of each page in light and dark, by its name. */
const faultsOf = async (page: Page, names: readonly string[]): Promise<Record<string, string[]>> => {
  const found: Record<string, string[]> = {}
  for (const name of names) {
    await page.emulateMedia({ colorScheme: 'light' })
    await open(page, name)
    const light = await axeFaults(page)
    await page.emulateMedia({ colorScheme: 'dark' })
    const dark = (await axeFaults(page, { coloursOnly: true })).map((fault) => `dark: ${fault}`)
    const faults = [...light, ...dark]
    if (faults.length > 0) found[name] = faults
  }
  return found
}

const pages = pageNames()
const groups = [...new Set(pages.map(readerOf))].map(
  (reader) => [reader, pages.filter((name) => readerOf(name) === reader)] as const,
)

test('the list of pages is the whole app', () => {
  expect(pages).toEqual(expect.arrayContaining(['index', 'trace', 'receive', 'trade', 'batches', 'missing']))
})

test.each(groups)(
  'what %s sees on %j has no serious fault in light and dark',
  async (reader, names) => {
    await withPhone(browser, { origin: site.origin }, async (page) => {
      if (reader !== '') await logIn(page, reader)
      expect(await faultsOf(page, names)).toEqual({})
    })
  },
  90_000,
)

const largest = ['index', 'trace', 'demo', 'report', 'proof', 'login'] as const

test('in large text nothing is cut at 360×640, targets are 64 px and contrast is 7:1', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await page.setViewportSize({ width: 360, height: 640 })
    await page.goto('/pages/index/index')
    await page.getByRole('switch', { name: '大字模式' }).click()
    const found: Record<string, string[]> = {}
    for (const name of largest) {
      await open(page, name)
      await page.locator('.ec-screen--large').waitFor()
      const light = [...(await sizeFaults(page, { tap: 64 })), ...(await axeFaults(page, { strict: true }))]
      await page.emulateMedia({ colorScheme: 'dark' })
      const dark = (await axeFaults(page, { strict: true, coloursOnly: true })).map((fault) => `dark: ${fault}`)
      await page.emulateMedia({ colorScheme: 'light' })
      if (light.length + dark.length > 0) found[name] = [...light, ...dark]
    }
    expect(found).toEqual({})
  })
}, 90_000)
