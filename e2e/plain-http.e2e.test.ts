// A phone on the same network opens the page by plain http: no camera for the page, so a photograph is read on the device.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lanAddress } from '@ectrace/bff/config'
import type { Browser } from 'playwright-core'
import { openChromium } from './browser/chromium.ts'
import { blankPicture, picture } from './browser/film.ts'
import { withPhone } from './browser/phone.ts'
import { openDemoSite } from './story/demo-site.ts'
import type { DemoSite } from './story/demo-site.ts'

let site: DemoSite
let browser: Browser
let folder: string
let origin: string

beforeAll(async () => {
  const address = lanAddress()
  if (address === '127.0.0.1') throw new Error('this machine has no address but its loopback: connect it to a network')
  site = await openDemoSite({ HOST: '0.0.0.0', PUBLIC_URL: `http://${address}:0` })
  origin = site.door.deps.config.publicUrl
  folder = mkdtempSync(path.join(tmpdir(), 'ectrace-labels-'))
  browser = await openChromium()
}, 60_000)
afterAll(async () => {
  await browser.close()
  await site.end()
  rmSync(folder, { recursive: true, force: true })
})

const label = async (name: string, text: string): Promise<string> => {
  const file = path.join(folder, name)
  writeFileSync(file, await picture(text))
  return file
}

test('the scanner says why there is no camera, reads a photograph of the item, and the phone checks its records', async () => {
  const file = await label('item.png', origin + site.code('item'))
  await withPhone(browser, { origin }, async (page) => {
    await page.goto('/pages/index/index')
    expect(await page.evaluate<boolean>('isSecureContext')).toBe(false)
    await page.getByRole('button', { name: '扫码查追溯' }).click()
    const main = page.getByRole('main')
    await main.getByText('网址没有加密，用不了相机').waitFor()
    const chooser = page.waitForEvent('filechooser')
    await main.getByRole('button', { name: '拍照识别' }).click()
    await (await chooser).setFiles(file)
    await main.getByText('追溯记录已核验').waitFor()
  })
}, 60_000)

test('a photograph without a code is said to hold none, and no picture is sent anywhere', async () => {
  const file = path.join(folder, 'wall.png')
  writeFileSync(file, await blankPicture())
  await withPhone(browser, { origin }, async (page) => {
    const posts: string[] = []
    page.on('request', (request) => {
      if (request.method() !== 'GET') posts.push(request.url())
    })
    await page.goto('/pages/scan/index')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: '拍照识别' }).click()
    await (await chooser).setFiles(file)
    await page.getByRole('main').getByText('照片里没有找到二维码').waitFor()
    expect(posts).toEqual([])
  })
}, 60_000)
