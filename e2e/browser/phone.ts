// A phone of 390×844 with a fresh memory, on which nothing may go wrong unnoticed: an error in its console fails the test.
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Browser, ConsoleMessage, Page } from 'playwright-core'

export type PhoneOptions = {
  /** `http://127.0.0.1:8080`: addresses given to `page.goto` may begin with `/`. */
  origin: string
  /** Whether the person lets the page use the camera. */
  camera?: boolean
  /** HTTP statuses that this visit is meant to meet: the browser notes each of them as an error. */
  refusals?: readonly number[]
}

const refused = /^Failed to load resource: the server responded with a status of (\d+) /

const isExpected = (message: ConsoleMessage, refusals: readonly number[]): boolean => {
  const status = refused.exec(message.text())?.[1]
  return status !== undefined && refusals.includes(Number(status))
}

const listen = (page: Page, refusals: readonly number[], faults: string[]): void => {
  page.on('pageerror', (error) => void faults.push(`page error: ${error.stack ?? error.message}`))
  page.on('console', (message) => {
    if (message.type() !== 'error' || isExpected(message, refusals)) return
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

/** Lends a phone to `visit` and takes it back. Fails with the visit, or with what its console told. */
export const withPhone = async <T>(
  browser: Browser,
  { origin, camera = false, refusals = [] }: PhoneOptions,
  visit: (page: Page) => Promise<T>,
): Promise<T> => {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    locale: 'zh-CN',
    colorScheme: 'light',
    hasTouch: true,
    permissions: camera ? ['camera'] : [],
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  const faults: string[] = []
  listen(page, refusals, faults)
  try {
    const found = await visit(page)
    if (faults.length > 0) throw new Error(faults.join('\n'))
    return found
  } catch (cause) {
    const file = await keepPicture(page)
    throw new Error(`${String(cause)}\nat ${page.url()}, seen in ${file}\n${faults.join('\n')}`, { cause })
  } finally {
    await context.close()
  }
}
