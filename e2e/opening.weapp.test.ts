// The ways into the WeChat bundle lead to the code, and its card leads back to it.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { openDemo } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { readPicture } from '@ectrace/bff/test/read-labels'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { demoPassword } from './story/demo-site.ts'
import { settled } from './weapp-host/settled.ts'
import { shows } from './weapp-host/shows.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, textOf } from './weapp-host/wxml-node.ts'
import type { WxmlElement } from './weapp-host/wxml-node.ts'

const dist =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
if (!fs.existsSync(path.join(dist, 'app.json'))) throw new Error(`no weapp build at ${dist}: build it first`)

let demo: Demo
beforeAll(async () => {
  demo = await openDemo()
}, 180_000)
afterAll(() => demo.end())

const hosts: WeappHost[] = []
afterEach(() => {
  for (const host of hosts.splice(0)) host.close()
})

const opened = async (query: string, words: string): Promise<WeappHost> => {
  const host = new WeappHost({ dist, server: demo.door.url }).boot()
  hosts.push(host)
  host.open(`pages/trace/index?${query}`)
  await shows(host, words)
  expect(host.errors).toEqual([])
  return host
}

test('the printed link arrives whole and encoded, with the second of the scan', async () => {
  const link = encodeURIComponent(demo.door.url + demo.code('item'))
  await opened(`q=${link}&scancode_time=1795900000`, '追溯记录已核验')
})

test('a mini-program code arrives as its scene', async () => {
  await opened(`scene=${encodeURIComponent(demo.code('trade_accept').slice('/s/'.length))}`, '这是一张交易码')
})

test('a foreign link is named', async () => {
  await opened(`q=${encodeURIComponent('https://qr.alipay.com/fkx1')}`, '这是一个收付款码')
})

test('the card of a trace opens the same trace, with a title and no picture from elsewhere', async () => {
  const host = await opened(`c=${encodeURIComponent(demo.code('item'))}`, '追溯记录已核验')
  const share = host.page['onShareAppMessage']
  if (typeof share !== 'function') throw new Error('the page shares nothing')
  const card = (share as (from: object) => Record<string, string>).call(host.page, { from: 'menu' })
  expect(card).toEqual({
    title: expect.stringMatching(/追溯/),
    path: `/pages/trace/index?c=${encodeURIComponent(demo.code('item'))}`,
  })
})

test('the code of a trade is handed on as a picture by WeChat’s own menu; who closes the menu is told nothing', async () => {
  const written: { path: string; bytes: Uint8Array }[] = []
  const shown: string[] = []
  const host = new WeappHost({
    dist,
    server: demo.door.url,
    wx: {
      getFileSystemManager: () => ({
        writeFileSync: (file: string, bytes: ArrayBuffer) =>
          void written.push({ path: file, bytes: new Uint8Array(bytes) }),
      }),
      // As WeChat does where no callback is given.
      showShareImageMenu: ({ path: file }: { path: string }): Promise<object> => {
        shown.push(file)
        if (shown.length === 1) return Promise.resolve({ errMsg: 'showShareImageMenu:ok' })
        return Promise.reject(Object.assign(new Error('closed'), { errMsg: 'showShareImageMenu:fail cancel' }))
      },
    },
  })
  hosts.push(host)
  const supplier = await demo.as('shunda.trader')
  const { items } = await supplier.call(endpoints.trades, { query: { limit: 1 } })
  const { no = '' } = items[0] ?? {}
  const session = await demo.door.post('sessions', { login: 'shunda.trader', password: demoPassword })
  host.storage.set('ec:session', session.text)
  host.boot().open(`pages/trade/index?no=${no}`)
  await shows(host, '分享交易码图片')
  const button = (): WxmlElement => byClass(host.tree(), 'ec-button').find((one) => textOf(one) === '分享交易码图片')!
  for (const times of [1, 2]) {
    host.fire(button(), 'tap')
    await settled(
      () => shown.length === times,
      () => host.errors.join('; '),
    )
  }
  expect(shown).toEqual(Array(2).fill(`wxfile://usr/trade-${no}.png`))
  expect(written[0]?.path).toBe(shown[0])
  expect(await readPicture(written[0]?.bytes ?? new Uint8Array())).toMatch(new RegExp(`/s/t/${no}$`))
  expect([textOf(host.tree()).includes('没能分享'), host.errors]).toEqual([false, []])
})
