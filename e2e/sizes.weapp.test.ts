// What WeChat has to load before the app starts, and what each page hands to it first.
import fs from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { openDemo, tradeNoOf } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { createClient } from '@ectrace/sdk/client'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { demoPassword } from './story/demo-site.ts'
import { settled } from './weapp-host/settled.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, textOf } from './weapp-host/wxml-node.ts'

const dist =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
if (!fs.existsSync(path.join(dist, 'app.json'))) throw new Error(`no weapp build at ${dist}: build it first`)

type AppJson = { pages: string[]; subPackages: { root: string; pages: string[] }[] }
const app = JSON.parse(fs.readFileSync(path.join(dist, 'app.json'), 'utf8')) as AppJson
const kilobyte = 1024

const files = fs
  .readdirSync(dist, { withFileTypes: true, recursive: true })
  .filter((entry) => entry.isFile())
  .map((entry) => path.join(entry.parentPath, entry.name))
const bytesOf = (chosen: readonly string[]): number => chosen.reduce((sum, file) => sum + fs.statSync(file).size, 0)
const below = (root: string) => (file: string) => file.startsWith(path.join(dist, root) + path.sep)

test('the main package is under 1.5 MB, and the pages of traders come in packages of their own', () => {
  const roots = app.subPackages.map(({ root }) => root)
  expect(roots).toEqual(expect.arrayContaining(['pages/products', 'pages/batches', 'pages/offer', 'pages/dispatch']))
  expect(app.pages).toEqual(expect.arrayContaining(['pages/index/index', 'pages/trace/index', 'pages/receive/index']))
  const main = bytesOf(files.filter((file) => !roots.some((root) => below(root)(file))))
  const others = roots.map((root) => bytesOf(files.filter(below(root))))
  console.log(
    `main package ${String(Math.round(main / kilobyte))} KB, largest of ${String(roots.length)} others ${String(Math.round(Math.max(...others) / kilobyte))} KB`,
  )
  expect(main).toBeLessThan(1.5 * kilobyte * kilobyte)
  for (const bytes of others) {
    expect(bytes).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(2 * kilobyte * kilobyte)
  }
})

let demo: Demo
beforeAll(async () => {
  demo = await openDemo()
}, 180_000)
afterAll(() => demo.end())

/** A session as the login page keeps it on the phone. */
const sessionOf = async (login: string): Promise<string> => {
  const client = createClient({ url: demo.door.url })
  return JSON.stringify(await client.call(endpoints.createSession, { body: { login, password: demoPassword } }))
}

const opened = async (url: string, session: string | undefined): Promise<{ first: number; largest: number }> => {
  const host = new WeappHost({ dist, server: demo.door.url })
  if (session !== undefined) host.storage.set('ec:session', session)
  host.boot()
  try {
    host.open(url)
    await settled(
      () => byClass(host.tree(), 'ec-screen').length > 0 && byClass(host.tree(), 'ec-skeleton').length === 0,
      () => `${url}: ${textOf(host.tree())} ${host.errors.join('; ')}`,
      15_000,
    )
    expect(host.errors).toEqual([])
    return host.setData
  } finally {
    host.close()
  }
}

test('the first thing that a page hands to WeChat is under 64 KB; what it adds with the data of the demo stays under 256 KB', async () => {
  const trader = await sessionOf('dairy.trader')
  const warehouse = await sessionOf('baiwei.warehouse')
  const [batch] = (await (await demo.as('dairy.trader')).call(endpoints.batches, { query: {} })).items
  const no = tradeNoOf(demo.code('trade_accept'))
  const parameters: Record<string, string> = {
    trace: `c=${encodeURIComponent(demo.code('item'))}`,
    report: `c=${encodeURIComponent(demo.code('item'))}`,
    receive: `no=${no}`,
    trade: `no=${no}`,
    batch: `id=${batch?.id ?? ''}`,
    product: `id=${batch?.product.id ?? ''}`,
  }
  const anonymous = ['index', 'scan', 'login', 'register', 'trace', 'report', 'proof', 'missing', 'demo']
  const host = new WeappHost({ dist })
  const heavy: string[] = []
  for (const route of host.routes) {
    const name = route.split('/')[1] ?? ''
    const session = anonymous.includes(name) ? undefined : ['receive', 'trade'].includes(name) ? warehouse : trader
    const { first, largest } = await opened(`${route}?${parameters[name] ?? ''}`, session)
    expect(first).toBeGreaterThan(0)
    if (first >= 64 * kilobyte || largest >= 256 * kilobyte) heavy.push(`${name}: ${String(first)}, ${String(largest)}`)
  }
  host.close()
  expect(heavy).toEqual([])
}, 120_000)
