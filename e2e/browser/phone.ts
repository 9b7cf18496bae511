// A phone of 390×844 with a fresh memory, on which nothing may go wrong unnoticed: an error in its console fails the test.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, BrowserContext, ConsoleMessage, Page } from 'playwright-core'

export type PhoneOptions = {
  /** `http://127.0.0.1:8080`: addresses given to `page.goto` may begin with `/`. */
  origin: string
  /** Whether the person lets the page use the camera. */
  camera?: boolean
  /** Where the phone is on the network, for a server that believes its proxy: `10.1.0.7`. */
  address?: string
  /** HTTP statuses that this visit is meant to meet: the browser notes each of them as an error. */
  refusals?: readonly number[]
  /** Whether the visit takes the network away: the browser notes each request that finds none as an error. */
  offline?: boolean
  /** 390×844 unless told. */
  viewport?: { width: number; height: number }
}

const refused = /^Failed to load resource: the server responded with a status of (\d+) /

const lost = /^Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|FAILED|NETWORK_CHANGED|ABORTED)/

type Expected = Pick<PhoneOptions, 'refusals' | 'offline'>

const isExpected = (message: ConsoleMessage, { refusals = [], offline = false }: Expected): boolean => {
  if (offline && lost.test(message.text())) return true
  const status = refused.exec(message.text())?.[1]
  return status !== undefined && refusals.includes(Number(status))
}

const listen = (page: Page, expected: Expected, faults: string[]): void => {
  page.on('pageerror', (error) => void faults.push(`page error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' || isExpected(message, expected)) return
    faults.push(`console error: ${message.text()} (${message.location().url})`)
  })
}

const out = fileURLToPath(new URL('../out/', import.meta.url))

/** What the page looked like when the test failed, for the person who reads the log. */
const keepPicture = async (page: Page): Promise<string> => {
  mkdirSync(out, { recursive: true })
  const file = `${out}${String(Date.now())}.png`
  await page.screenshot({ path: file, fullPage: true }).catch(() => undefined)
  return file
}

/** What the page said: a log shows no picture. */
const textOf = async (page: Page): Promise<string> => {
  const texts = await page
    .getByRole('main')
    .allInnerTexts()
    .catch(() => [])
  return ['--- the page says', ...texts.map((text) => text.slice(0, 2_000)), '---'].join('\n')
}

export type Phone = {
  page: Page
  /** Takes the phone back. Fails with what its console told. */
  close: () => Promise<void>
}

const contextOf = (
  browser: Browser,
  { origin, camera = false, address, viewport }: PhoneOptions,
): Promise<BrowserContext> =>
  browser.newContext({
    baseURL: origin,
    viewport: viewport ?? { width: 390, height: 844 },
    deviceScaleFactor: 2,
    locale: 'zh-CN',
    colorScheme: 'light',
    hasTouch: true,
    permissions: camera ? ['camera'] : [],
    ...(address === undefined ? {} : { extraHTTPHeaders: { 'x-forwarded-for': address } }),
  })

const lend = async (browser: Browser, options: PhoneOptions): Promise<Phone & { faults: string[] }> => {
  const context = await contextOf(browser, options)
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults: string[] = []
  listen(page, options, faults)
  const close = async (): Promise<void> => {
    await context.close()
    if (faults.length > 0) throw new Error(faults.join('\n'))
  }
  return { page, close, faults }
}

/** A phone for several visits that share its memory. */
export const openPhone = (browser: Browser, options: PhoneOptions): Promise<Phone> => lend(browser, options)

/** Lends a phone to `visit` and takes it back. Fails with the visit, or with what its console told. */
export const withPhone = async <T>(
  browser: Browser,
  options: PhoneOptions,
  visit: (page: Page) => Promise<T>,
): Promise<T> => {
  const { page, close, faults } = await lend(browser, options)
  const fail = async (cause: unknown): Promise<never> => {
    const file = await keepPicture(page)
    const where = page.url()
    const told = await textOf(page)
    await close().catch(() => undefined)
    throw new Error([String(cause), `at ${where}, seen in ${file}`, told, ...faults].join('\n'), { cause })
  }
  const found = await visit(page).catch(fail)
  await close()
  return found
}
