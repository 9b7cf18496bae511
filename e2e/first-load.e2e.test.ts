// What a first visit to a trace costs: bytes and requests until the verdict, and until it is checked; the time on a slow line is told.
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page, Response } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'

let site: DemoSite
let browser: Browser
beforeAll(async () => {
  site = await openDemoSite()
  browser = await openChromium()
}, 180_000)
afterAll(async () => {
  await browser.close()
  await site.end()
})

type Loaded = { name: string; gzip: number }

/** Scripts and styles, by what gzip makes of them. */
const collect = (page: Page): (() => Promise<Loaded[]>) => {
  const responses: Response[] = []
  page.on('response', (response) => responses.push(response))
  return async () =>
    Promise.all(
      responses
        .filter((response) => /\.(js|css)$/.test(new URL(response.url()).pathname))
        .map(async (response) => ({
          name: new URL(response.url()).pathname,
          gzip: gzipSync(await response.body(), { level: 6 }).length,
        })),
    )
}
const total = (loaded: readonly Loaded[]): number => loaded.reduce((sum, { gzip }) => sum + gzip, 0)
/** Bytes that are promised (docs/opening.md). */
const limit = 200_000

/** What the check of signatures brings with it, asked for by the page once it is there (features/trace/use-trace.ts). */
const checks = /\/js\/(proof|checks|checking)\./

test('the trace page shows itself with no more than it had, and no decoder, other language or staff text among it', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    const loaded = collect(page)
    await page.goto(site.code('item'))
    await page
      .getByRole('main')
      .getByRole('heading', { name: '追溯记录已核验', exact: true })
      .waitFor({ timeout: 60_000 })
    const files = await loaded()
    const first = files.filter(({ name }) => !checks.test(name))
    console.log(
      `first screen ${String(Math.round(total(first) / 1000))} KB in ${String(first.length)} files, with the check of signatures ${String(Math.round(total(files) / 1000))} KB in ${String(files.length)} (gzip)\n${files.map(({ name, gzip }) => `${name} ${String(gzip)}`).join('\n')}`,
    )
    expect(total(first)).toBeLessThan(limit)
    expect(first.length).toBeLessThanOrEqual(10)
    expect(files.filter(({ name }) => /texts-en|staff/.test(name))).toEqual([])
  })
}, 90_000)

/** Bits per second and milliseconds there and back: WebPageTest's "4G", and the slow one by which Lighthouse judges. */
const lines = [
  ['4G', 9_000_000, 170],
  ['slow 4G', 1_600_000, 150],
] as const

test.each(lines)(
  'on a throttled line (%s) the page comes, and says in how many milliseconds',
  async (name, bits, latency) => {
    await withPhone(browser, { origin: site.origin }, async (page) => {
      const session = await page.context().newCDPSession(page)
      await session.send('Network.enable')
      const throughput = { downloadThroughput: bits / 8, uploadThroughput: bits / 16 }
      await session.send('Network.emulateNetworkConditions', { offline: false, latency, ...throughput })
      const since = Date.now()
      const heading = page.getByRole('main').getByRole('heading').first()
      await page.goto(site.code('item'), { waitUntil: 'commit' })
      await heading.waitFor()
      const usable = Date.now() - since
      await page.getByRole('main').getByRole('heading', { name: '追溯记录已核验', exact: true }).waitFor()
      console.log(`${name}: first words after ${String(usable)} ms, verified after ${String(Date.now() - since)} ms`)
      expect(await heading.textContent()).not.toBe('')
    })
  },
  60_000,
)
