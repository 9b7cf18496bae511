// The scanner on a phone of 390×844: codes one after the other from a camera's video, a hand scanner, and every way on without a camera.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Browser, Page } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { openFilm, picture, withCamera } from './browser/film.ts'
import type { Film } from './browser/film.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'
import { lineNumbers, logIn } from './story/people.ts'

let site: DemoSite
let film: Film
let browser: Browser
let folder: string

beforeAll(async () => {
  site = await openDemoSite()
  film = openFilm()
  await film.show([site.link(site.code('item'))])
  folder = mkdtempSync(path.join(tmpdir(), 'ectrace-camera-'))
  browser = await openChromium(film.file)
}, 60_000)
afterAll(async () => {
  await browser.close()
  film.end()
  await site.end()
  rmSync(folder, { recursive: true, force: true })
})

const openScanner = (page: Page): Promise<unknown> => page.goto('/pages/scan/index')
const says = (page: Page, words: string): Promise<void> => page.getByRole('main').getByText(words).waitFor()
const verified = (page: Page): Promise<void> => says(page, '追溯记录已核验')

/** Until the camera has shown so many seconds. */
const filmed = async (page: Page, seconds: number): Promise<void> => {
  while ((await page.evaluate<number>('document.querySelector("video")?.currentTime ?? 0')) < seconds)
    await page.waitForTimeout(200)
}

/** Types as a hand scanner does: each key within milliseconds, Enter at the end, wherever the focus is. */
const handScan = (page: Page, text: string): Promise<unknown> =>
  page.evaluate(`for (const key of ${JSON.stringify([...Array.from(text), 'Enter'])})
    document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }))`)

/** Chooses the picture of a code where the page asks for one. */
const givePicture = async (page: Page, button: string, text: string): Promise<void> => {
  const file = path.join(folder, 'label.png')
  writeFileSync(file, await picture(text))
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: button }).click()
  await (await chooser).setFiles(file)
}

test('three codes in sequence before the camera are counted once each, however often they come back', async () => {
  const no = tradeNoOf(site.code('trade_accept'))
  const { expectation } = await (await site.as('baiwei.warehouse')).call(endpoints.trade, { params: { no } })
  const units = expectation?.lines[0]?.units ?? []
  const texts = units.slice(0, 3).map(site.link)
  await withCamera(film, { origin: site.origin, texts }, async (page) => {
    await logIn(page, 'baiwei.warehouse')
    await page.goto(`/pages/receive/index?no=${no}`)
    await lineNumbers(page, '应收 6 实收 3 拒收 0 缺少 3')
    // The film goes on: each code is in sight again within two seconds, and counts no more.
    await page.getByText('把二维码放进框内').waitFor()
    await filmed(page, 6)
    await lineNumbers(page, '应收 6 实收 3 拒收 0 缺少 3')
  })
}, 60_000)

test('a camera has only the controls it can do, and its picture is read', async () => {
  // A camera that tells nothing of light, zoom or another side: Chromium's film is one.
  await withCamera(film, { origin: site.origin, texts: ['nothing of ours'] }, async (page) => {
    await openScanner(page)
    await page.getByText('把二维码放进框内').waitFor()
    for (const name of ['开灯', '放大', '前摄']) expect(await page.getByRole('button', { name }).count()).toBe(0)
    expect(await page.getByRole('button', { name: '相册' }).count()).toBe(1)
  })
  await withCamera(film, { origin: site.origin, texts: [site.link(site.code('item'))] }, async (page) => {
    await openScanner(page)
    await verified(page)
  })
}, 60_000)

test('a camera that is refused says how to allow it, and a picture or a hand scanner reads the code all the same', async () => {
  const item = site.link(site.code('item'))
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await openScanner(page)
    await says(page, '没有相机权限')
    await says(page, '把“相机”改为“允许”')
    await page.getByRole('button', { name: '重新打开相机' }).waitFor()
    await givePicture(page, '相册', item)
    await verified(page)
    await openScanner(page)
    await says(page, '没有相机权限')
    await handScan(page, item)
    await verified(page)
  })
}, 60_000)

test('a person’s own typing is no scan, and a wrong check digit is told beside the field', async () => {
  await withPhone(browser, { origin: site.origin }, async (page) => {
    await openScanner(page)
    await says(page, '没有相机权限')
    await page.keyboard.type('/s/t/0123456789', { delay: 90 })
    await page.getByRole('button', { name: '手动输入' }).click()
    const field = page.getByLabel('追溯码或交易码')
    await field.fill('/s/00/123456789012345678')
    await page.getByRole('button', { name: '查询' }).click()
    await page.getByRole('main').getByText('校验', { exact: false }).first().waitFor()
    expect(await field.inputValue()).toBe('/s/00/123456789012345678')
    expect(new URL(page.url()).pathname).toBe('/pages/scan/index')
  })
}, 60_000)

const withoutCamera = 'Object.defineProperty(navigator, "mediaDevices", { value: undefined })'
const failing = (name: string): string =>
  `navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "${name}"))`
const wechat = 'Object.defineProperty(navigator, "userAgent", { value: "Mozilla/5.0 Mobile MicroMessenger/8.0.50" })'

test.each([
  ['no camera', failing('NotFoundError'), '这台设备没有可用的相机', false],
  ['a camera in use', failing('NotReadableError'), '相机正被占用', true],
  ['an app’s browser that gives no camera', `${wechat};${withoutCamera}`, '这个应用里打不开相机', false],
])(
  '%s is said, with another way to the same record',
  async (_case, script, words, again) => {
    await withPhone(browser, { origin: site.origin, camera: true }, async (page) => {
      await page.addInitScript(script)
      await openScanner(page)
      await says(page, words)
      expect(await page.getByRole('button', { name: '重新打开相机' }).count()).toBe(again ? 1 : 0)
      await givePicture(page, '拍照识别', site.link(site.code('item')))
      await verified(page)
    })
  },
  60_000,
)
