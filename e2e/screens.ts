// `pnpm screens [NAME …]`: pictures of every page and state into docs/screens, as they are built, from the seeded demo on a real server.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { addressIn, cityFile } from '@ectrace/bff/test/scan-fixture'
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core'
import sharp from 'sharp'
import { openChromium } from './browser/chromium.ts'
import { makeSituation } from './pages/situation.ts'
import type { Situation } from './pages/situation.ts'
import { addressOf, views } from './pages/views.ts'
import type { View } from './pages/views.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { logIn } from './story/people.ts'

const folder = fileURLToPath(new URL('../docs/screens/', import.meta.url))

/** What is different on the phone, or on its network. */
type Look = {
  name: '' | 'en' | 'desk' | 'small' | 'dark' | 'large' | 'loading' | 'offline' | 'nobody'
  context?: BrowserContextOptions
  prepare?: (page: Page) => Promise<unknown>
  /** The words of the view are not there then. */
  without?: boolean
}

const largeText = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    localStorage.setItem('ec:large-text', JSON.stringify({ data: true }))
  })
const api = '**/api/v1/**'

const looks: readonly Look[] = [
  { name: '' },
  { name: 'en', context: { locale: 'en-US' }, without: true },
  { name: 'desk', context: { viewport: { width: 1280, height: 900 }, hasTouch: false } },
  { name: 'small', context: { viewport: { width: 360, height: 640 } } },
  { name: 'dark', context: { colorScheme: 'dark' } },
  { name: 'large', context: { viewport: { width: 360, height: 640 } }, prepare: largeText },
  // An answer that never comes, and one that cannot: what a slow and a lost network do to the page.
  { name: 'loading', prepare: (page) => page.route(api, () => undefined), without: true },
  {
    name: 'offline',
    prepare: (page) => page.route(api, (route) => route.abort('internetdisconnected')),
    without: true,
  },
  { name: 'nobody', without: true },
]

/** Each is seen in every look; of all others the usual ones and how they wait and fail. */
const telling = new Set([
  'home',
  'trace-verified',
  'trace-recalled',
  'receive-count',
  'trade-refused',
  'batch',
  'login',
])

const isShown = ({ name: view, as }: View, { name }: Look, firstOfPage: boolean): boolean => {
  if (name === '' || name === 'en') return true
  if (name === 'nobody') return as !== undefined && firstOfPage
  if (name === 'desk' || name === 'loading' || name === 'offline') return firstOfPage
  return telling.has(view)
}

type Phones = { contextOf: (as: string | undefined, look: Look) => Promise<BrowserContext> }

const phonesOf = (browser: Browser, origin: string): Phones => {
  const phone = { baseURL: origin, viewport: { width: 390, height: 844 }, locale: 'zh-CN', hasTouch: true }
  const sessions = new Map<string, Promise<NonNullable<BrowserContextOptions['storageState']>>>()
  const logInOnce = async (login: string): Promise<NonNullable<BrowserContextOptions['storageState']>> => {
    const context = await browser.newContext(phone)
    await logIn(await context.newPage(), login)
    const state = await context.storageState()
    await context.close()
    return state
  }
  return {
    contextOf: async (as, { name, context }) => {
      const options = { ...phone, permissions: [], ...context }
      if (as === undefined || name === 'nobody') return browser.newContext(options)
      const session = sessions.get(as) ?? logInOnce(as)
      sessions.set(as, session)
      return browser.newContext({ ...options, storageState: await session })
    },
  }
}

const tallest = 2_400

/** Makes the phone as long as its page, so that the picture shows all of it. */
const unroll = async (page: Page): Promise<void> => {
  const { width, height } = page.viewportSize() ?? { width: 390, height: 844 }
  const whole = await page.evaluate<number>(
    'Math.max(...Array.from(document.querySelectorAll("body *"), (element) => element.scrollHeight))',
  )
  await page.setViewportSize({ width, height: Math.min(Math.max(height, whole), tallest) })
  await page.waitForTimeout(200)
}

const fileOf = (view: View, look: Look): string => `${view.name}${look.name === '' ? '' : `.${look.name}`}.webp`

const take = async (phones: Phones, situation: Situation, view: View, look: Look): Promise<void> => {
  const context = await phones.contextOf(view.as, look)
  try {
    const page = await context.newPage()
    await look.prepare?.(page)
    await page.goto(`/${addressOf(view, situation)}`)
    const main = page.getByRole('main')
    await main.first().waitFor({ timeout: 20_000 })
    // Bars above and below belong to what a person sees.
    if (look.without !== true)
      await page.getByText(view.sees).locator('visible=true').first().waitFor({ timeout: 20_000 })
    if (look.name !== 'loading' && look.name !== 'offline')
      await page.locator('.ec-flood--wait').waitFor({ state: 'hidden' })
    if (look.name !== 'loading') await page.locator('.ec-skeleton').first().waitFor({ state: 'hidden' })
    await page.waitForTimeout(700)
    // On a small phone what is seen first is what matters.
    if (look.name !== 'small' && look.name !== 'desk') await unroll(page)
    const picture = await page.screenshot({ animations: 'disabled' })
    await sharp(picture)
      .webp({ quality: 70, effort: 5 })
      .toFile(path.join(folder, fileOf(view, look)))
  } finally {
    await context.close()
  }
}

const index = (): string => {
  const pages = [...new Set(views.map(({ page }) => page))]
  const parts = pages.map((page) => {
    const pictures = shots
      .filter(({ view }) => view.page === page)
      .map(({ view, look }) => `<img src="${fileOf(view, look)}" width="195" alt="${fileOf(view, look)}">`)
    return `## ${page}\n\n${pictures.join('\n')}\n`
  })
  return `# Screens\n\nMade by \`pnpm screens\`: never edited by hand.\n\n${parts.join('\n')}`
}

const isFirst = (view: View): boolean => views.find(({ page }) => page === view.page) === view
const shots = views.flatMap((view) =>
  looks.filter((look) => isShown(view, look, isFirst(view))).map((look) => ({ view, look })),
)

const takeAll = async (site: DemoSite, browser: Browser, wanted: readonly string[]): Promise<string[]> => {
  const addresses = [addressIn('杭州'), addressIn('北京'), addressIn('成都')]
  const situation = await makeSituation(site, addresses)
  const phones = phonesOf(browser, site.origin)
  const waiting = shots.filter(({ view }) => wanted.length === 0 || wanted.some((name) => view.name.startsWith(name)))
  const failed: string[] = []
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { view, look } = next
      await take(phones, situation, view, look).catch((error: unknown) => {
        failed.push(`${fileOf(view, look)}: ${String(error).split('\n')[0] ?? ''}`)
      })
    }
  }
  await Promise.all([work(), work()])
  return failed
}

const wanted = process.argv.slice(2)
if (wanted.length === 0) rmSync(folder, { recursive: true, force: true })
mkdirSync(folder, { recursive: true })
const site = await openDemoSite({ CITY_DATABASE: cityFile(), TRUST_PROXY: 'on' })
const browser = await openChromium()
try {
  const failed = await takeAll(site, browser, wanted)
  writeFileSync(path.join(folder, 'README.md'), index())
  for (const line of failed) console.error(line)
  console.log(`${String(shots.length - failed.length)} pictures in docs/screens`)
  process.exitCode = failed.length === 0 ? 0 : 1
} finally {
  await browser.close()
  await site.end()
}
