// What WeChat hands to screen readers: roles, names and the voice arrive in the rendered tree of home and of a real trace.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { openDemo } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { settled } from './weapp-host/settled.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, classesOf, findAll, textOf } from './weapp-host/wxml-node.ts'
import type { WxmlElement } from './weapp-host/wxml-node.ts'

const dist =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
if (!fs.existsSync(path.join(dist, 'app.json'))) throw new Error(`no weapp build at ${dist}: build it first`)

let demo: Demo
beforeAll(async () => {
  demo = await openDemo()
}, 60_000)
afterAll(async () => {
  await demo.end()
})

const hosts: WeappHost[] = []
afterEach(() => {
  for (const host of hosts.splice(0)) host.close()
})

const opened = async (url: string, words: string): Promise<WeappHost> => {
  const host = new WeappHost({ dist, server: demo.door.url }).boot()
  hosts.push(host)
  host.open(url)
  await settled(
    () => textOf(host.tree()).includes(words),
    () => `${textOf(host.tree())} ${host.errors.join('; ')}`,
    20_000,
  )
  return host
}

const ofRole = (host: WeappHost, role: string): WxmlElement[] =>
  findAll(host.tree(), ({ attr }) => attr['ariaRole'] === role)

/** Things to press without a role, or without words that say what they do. */
const nameless = (host: WeappHost): string[] =>
  byClass(host.tree(), 'ec-pressable')
    .filter((element) => {
      const { attr, tag } = element
      const named = textOf(element).trim() !== '' || (attr['ariaLabel'] ?? '') !== ''
      return !named || (attr['ariaRole'] === undefined && tag !== 'wx-button')
    })
    .map((element) => classesOf(element).join(' '))

const readAloud = (host: WeappHost): unknown => byClass(host.tree(), 'ec-voice')[0]?.attr['ariaLive']
const seenIcons = (host: WeappHost): WxmlElement[] =>
  byClass(host.tree(), 'ec-icon').filter(({ attr }) => attr['ariaHidden'] !== true)

test('home: headings, buttons with names, a switch that says how it stands, icons that are silent', async () => {
  const host = await opened('pages/index/index', '扫码查追溯')
  expect(ofRole(host, 'heading').map(textOf)).toEqual(['怎样知道记录可信'])
  const [large] = ofRole(host, 'switch')
  if (large === undefined) throw new Error('no switch')
  expect(large.attr['ariaLabel']).toBe('大字模式')
  expect(large.attr['ariaChecked']).not.toBe(true)
  host.fire(large, 'tap')
  await settled(
    () => ofRole(host, 'switch')[0]?.attr['ariaChecked'] === true,
    () => JSON.stringify(ofRole(host, 'switch')[0]?.attr),
  )
  expect(byClass(host.tree(), 'ec-screen--large')).toHaveLength(1)
  expect([nameless(host), seenIcons(host), readAloud(host)]).toEqual([[], [], 'polite'])
  expect(host.errors).toEqual([])
}, 60_000)

test('trace: the verdict is a heading and is said, the way is a list, and the page can be shared', async () => {
  const host = await opened(`pages/trace/index?c=${encodeURIComponent(demo.code('item'))}`, '追溯记录已核验')
  expect(ofRole(host, 'heading').map(textOf)).toEqual(
    expect.arrayContaining(['追溯记录已核验', '云岭原味酸奶', '从产地到货架', '检验与证书', '这台手机核对了什么']),
  )
  expect(ofRole(host, 'main')).toHaveLength(1)
  const way = byClass(host.tree(), 'ec-timeline').find(({ attr }) => attr['ariaRole'] === 'list')
  if (way === undefined) throw new Error('no list')
  expect(findAll(way, ({ attr }) => attr['ariaRole'] === 'listitem')).toHaveLength(4)
  await settled(
    () => textOf(byClass(host.tree(), 'ec-voice')[0] ?? '').includes('追溯记录已核验'),
    () => JSON.stringify(byClass(host.tree(), 'ec-voice')),
  )
  const [share] = byClass(host.tree(), 'ec-share')
  expect(share?.attr['openType']).toBe('share')
  expect([nameless(host), seenIcons(host), readAloud(host)]).toEqual([[], [], 'polite'])
  expect(host.errors).toEqual([])
}, 60_000)
