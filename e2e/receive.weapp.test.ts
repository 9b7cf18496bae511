// The mini-program receives goods against the running server: opens a trade, counts by scanning, is refused, counts right, is on chain.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { dispatchToShop } from '@ectrace/bff/test/counting-fixture'
import { firstPlaceOf, openDemo, tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { createClient } from '@ectrace/sdk/client'
import { shows } from './weapp-host/shows.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, textOf } from './weapp-host/wxml-node.ts'

const dist =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
let demo: Demo
beforeAll(async () => {
  demo = await openDemo()
}, 60_000)
afterAll(() => demo.end())

const hosts: WeappHost[] = []
afterEach(() => {
  for (const host of hosts.splice(0)) host.close()
})

/** The program of the shop's warehouse, started with what a phone had kept, at a page. */
const started = async (url: string, kept?: ReadonlyMap<string, string>, server = demo.door.url): Promise<WeappHost> => {
  const host = new WeappHost({ dist, server })
  hosts.push(host)
  const session = await createClient({ url: demo.door.url }).login('baiwei.warehouse', 'demo-password')
  for (const [key, value] of kept ?? []) host.storage.set(key, value)
  host.storage.set('ec:session', JSON.stringify(session))
  const place = await firstPlaceOf(await demo.as('baiwei.warehouse'))
  host.storage.set(`ec:receive-place:${session.me.organisation.id}`, JSON.stringify(place))
  host.boot()
  host.open(url)
  return host
}
const press = (host: WeappHost, word: string): void => {
  const button = byClass(host.tree(), 'ec-button').find((one) => textOf(one).includes(word))
  if (button === undefined) throw new Error(`no button ${word}: ${textOf(host.tree())}`)
  host.fire(button, 'tap')
}
const scan = (host: WeappHost, text: string): void => {
  const [camera] = byClass(host.tree(), 'ec-camera')
  if (camera === undefined) throw new Error(`no camera: ${textOf(host.tree())}`)
  host.fire(camera, 'scancode', { result: text })
}

test('counts by scanning, is refused while one is missing, and receives what agrees', async () => {
  const no = tradeNoOf(demo.code('trade_accept'))
  const trade = await (await demo.as('baiwei.trader')).call(endpoints.trade, { params: { no } })
  const units = [...(trade.expectation?.lines[0]?.units ?? [])]
  const host = await started(`pages/receive/index?no=${no}`)
  await shows(host, '已齐 0 / 1 行')
  for (const unit of units.slice(0, 5)) scan(host, unit)
  await shows(host, '5 已上传')
  press(host, '核对清点结果')
  await shows(host, '还没有到齐')
  press(host, '仍按此提交')
  await shows(host, '没有写入任何收货，交易仍待收')
  press(host, '修改清点再试')
  await shows(host, '已齐 0 / 1 行')
  scan(host, units[5] ?? '')
  await shows(host, '6 已上传')
  press(host, '核对清点结果')
  await shows(host, '与链上一致')
  press(host, '确认收货')
  await shows(host, '收货已上链')
  expect(host.errors).toEqual([])
}, 90_000)

test('opens a delivery that it has kept while the server is out of reach, and counts on after a restart', async () => {
  const no = await dispatchToShop(demo, ['2'])
  const online = await started(`pages/receive/index?no=${no}`)
  await shows(online, '已齐 0 / 1 行')
  const nowhere = 'http://127.0.0.1:1'
  const offline = await started(`pages/receive/index?no=${no}`, online.storage, nowhere)
  await shows(offline, '按本机保存的清单清点')
  const [field] = byClass(offline.tree(), 'ec-counter__value').flatMap((one) => byClass(one, 'ec-input'))
  if (field === undefined) throw new Error(textOf(offline.tree()))
  offline.fire(field, 'input', { value: '2' })
  await shows(offline, '未上传')
  const again = await started(`pages/receive/index?no=${no}`, offline.storage)
  await shows(again, '已齐 1 / 1 行')
  await shows(again, '已上传')
  expect([online.errors, offline.errors, again.errors]).toEqual([[], [], []])
}, 90_000)
