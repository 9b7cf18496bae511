// The mini-program opens every page against the running platform, in the states that people meet it in, and obeys what they press.
import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { addressIn, cityFile } from '@ectrace/bff/test/scan-fixture'
import { openDemo } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { makeSituation } from './pages/situation.ts'
import type { Situation } from './pages/situation.ts'
import { addressOf, views } from './pages/views.ts'
import { demoPassword } from './story/demo-site.ts'
import { settled } from './weapp-host/settled.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, textOf } from './weapp-host/wxml-node.ts'

const dist =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
if (!existsSync(path.join(dist, 'app.json'))) throw new Error(`no weapp build at ${dist}: build it first`)

/** Of `wx` by the runtime of Taro, which goes without. */
const asked = ['webpackJsonp', 'cloud']

let demo: Demo
let situation: Situation
const sessions = new Map<string, string>()
const hosts: WeappHost[] = []

beforeAll(async () => {
  demo = await openDemo({ CITY_DATABASE: cityFile(), TRUST_PROXY: 'on', DEMO: 'on' })
  await writeFile(path.join(demo.door.deps.config.dataDir, 'demo.json'), JSON.stringify(demo.note))
  situation = await makeSituation(demo, [addressIn('杭州'), addressIn('北京'), addressIn('成都')])
}, 90_000)
afterAll(() => demo.end())
afterEach(() => {
  for (const host of hosts.splice(0)) host.close()
})

/** What the device keeps of a login. */
const sessionOf = async (login: string): Promise<string> => {
  const known = sessions.get(login)
  if (known !== undefined) return known
  const reply = await demo.door.post('sessions', { login, password: demoPassword })
  sessions.set(login, reply.text)
  return reply.text
}

const started = async (login?: string): Promise<WeappHost> => {
  const host = new WeappHost({ dist, server: demo.door.url, wx: { onNeedPrivacyAuthorization: () => undefined } })
  hosts.push(host)
  if (login !== undefined) host.storage.set('ec:session', await sessionOf(login))
  return host.boot()
}

/** Words stand there and nothing is still being read. */
const says = (host: WeappHost, words: string): Promise<void> =>
  settled(
    () => textOf(host.tree()).includes(words) && byClass(host.tree(), 'ec-skeleton').length === 0,
    () => `${textOf(host.tree()).slice(0, 1_500)} ${host.errors.join('; ')}`,
    20_000,
  )

const press = (host: WeappHost, words: string): void => {
  const [found] = host.find(
    (element) =>
      typeof element.attr['bindtap'] === 'string' &&
      [textOf(element), element.attr['ariaLabel']].some((said) => typeof said === 'string' && said.startsWith(words)),
  )
  if (found === undefined) throw new Error(`nothing to press says ${words}`)
  host.fire(found, 'tap')
}

test('no page is forgotten', async () => {
  const opened = new Set(views.map(({ page }) => `pages/${page}/index`))
  expect((await started()).routes.filter((route) => !opened.has(route))).toEqual([])
})

test.each(views.map((view) => [view.name, view] as const))(
  '%s',
  async (_name, view) => {
    const host = await started(view.as)
    host.open(addressOf(view, situation))
    await says(host, view.sees)
    if (view.press !== undefined) {
      press(host, view.press)
      await says(host, view.then ?? '')
    }
    expect(host.errors).toEqual([])
    expect([...host.unknown].filter((name) => !asked.includes(name))).toEqual([])
  },
  40_000,
)
