// The ways into the WeChat bundle lead to the code, and its card leads back to it.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { openDemo } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { settled } from './weapp-host/settled.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { textOf } from './weapp-host/wxml-node.ts'

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
  await settled(
    () => textOf(host.tree()).includes(words),
    () => `${textOf(host.tree())} ${host.errors.join('; ')}`,
    20_000,
  )
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
