// The built WeChat bundle against the running platform: it renders a real trace, verifies it there, and shows real refusals.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { exactCount, firstPlaceOf, openDemo, refusal, tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { createClient } from '@ectrace/sdk/client'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { openAlteringProxy } from './story/altering-proxy.ts'
import type { AlteringProxy } from './story/altering-proxy.ts'
import { structural } from './story/alterations.ts'
import { settled } from './weapp-host/settled.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, textOf } from './weapp-host/wxml-node.ts'

const dist =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
if (!fs.existsSync(path.join(dist, 'app.json'))) throw new Error(`no weapp build at ${dist}: build it first`)

let demo: Demo
let proxy: AlteringProxy
beforeAll(async () => {
  demo = await openDemo()
  proxy = await openAlteringProxy(demo.door.url)
}, 60_000)
afterAll(async () => {
  await proxy.end()
  await demo.end()
})

const hosts: WeappHost[] = []
afterEach(() => {
  for (const host of hosts.splice(0)) host.close()
})

/** The app, opened on the page of a code, as soon as it shows `words`. */
const opened = async (parameter: string, words: string): Promise<WeappHost> => {
  const host = new WeappHost({ dist, server: proxy.origin }).boot()
  hosts.push(host)
  host.open(`pages/trace/index?${parameter}`)
  await settled(
    () => textOf(host.tree()).includes(words),
    () => `${textOf(host.tree())} ${host.errors.join('; ')}`,
    20_000,
  )
  return host
}
/** One cup short of what the chain expects on the waiting trade: refused, and kept as an attempt. */
const attemptOneShort = async (): Promise<string> => {
  const warehouse = await demo.as('baiwei.warehouse')
  const no = tradeNoOf(demo.code('trade_accept'))
  const trade = await warehouse.call(endpoints.trade, { params: { no } })
  const lines = exactCount(trade).map((row) => ({
    ...row,
    accepted: '5',
    missing: '1',
    units: row.units?.slice(1) ?? [],
  }))
  const body = { kind: 'final' as const, place: await firstPlaceOf(warehouse), lines }
  expect((await refusal(warehouse.call(endpoints.confirmReceipt, { params: { no }, body }))).code).toBe(
    'RECEIPT_REFUSED',
  )
  return no
}

const asked = (code: string): string => `c=${encodeURIComponent(code)}`

describe('the mini-program', () => {
  test('renders a real trace and verifies every record on its own engine', async () => {
    proxy.alter({})
    const host = await opened(asked(demo.code('item')), '追溯记录已核验')
    const text = textOf(host.tree())
    for (const word of ['云岭原味酸奶', 'YL-A0121', '青原牧场', '邻里鲜超市', '第三方检验', '检验与证书'])
      expect(text).toContain(word)
    expect(text).not.toContain('百味便利店')
    expect(byClass(host.tree(), 'ec-flood--good')).toHaveLength(1)
    await settled(
      () => textOf(host.tree()).includes('这是第一次'),
      () => textOf(host.tree()),
      20_000,
    )
    expect(host.storage.get('ec:visitor')).toMatch(/^"f[0-9a-f]{32}"$/)
    expect(host.errors).toEqual([])
  }, 60_000)

  test('opens the same trace from the link that WeChat hands over in q', async () => {
    proxy.alter({})
    const host = await opened(`q=${encodeURIComponent(demo.door.url + demo.code('item'))}`, '追溯记录已核验')
    expect(host.errors).toEqual([])
  }, 60_000)

  test('finds out an answer that was altered, and names the code', async () => {
    const [, trace] = structural.find(([what]) => what === 'a signature') ?? []
    if (trace === undefined) throw new Error('no such alteration')
    proxy.alter({ trace })
    const host = await opened(asked(demo.code('item')), '记录与链上不一致')
    expect(textOf(host.tree())).toContain('SIGNATURE_INVALID')
    expect(byClass(host.tree(), 'ec-flood--good')).toEqual([])
    expect(host.errors).toEqual([])
  }, 60_000)

  test('renders a real refused receipt to the staff of the buyer, both numbers in words', async () => {
    proxy.alter({})
    const no = await attemptOneShort()
    const session = await createClient({ url: demo.door.url }).login('baiwei.warehouse', 'demo-password')
    const host = new WeappHost({ dist, server: proxy.origin })
    hosts.push(host)
    host.storage.set('ec:session', JSON.stringify(session))
    host.boot()
    host.open(`pages/trade/index?no=${no}`)
    await settled(
      () => textOf(host.tree()).includes('应收 6，实收 5'),
      () => `${textOf(host.tree())} ${host.errors.join('; ')}`,
      20_000,
    )
    expect(textOf(host.tree())).toContain('短少')
    expect(host.errors).toEqual([])
  }, 60_000)

  test('renders the refusal of a forged code in red', async () => {
    proxy.alter({})
    const host = await opened(asked(demo.code('forged')), '这个码不是本平台签发的')
    expect(textOf(host.tree())).toContain('CODE_FORGED')
    expect(byClass(host.tree(), 'ec-flood--bad')).toHaveLength(1)
    expect(host.errors).toEqual([])
  }, 60_000)
})
