// Accounts in the mini-program against a platform that knows WeChat: logging in without a password, the phone number that WeChat
// knows, consent to the privacy guide, and one's own signing key under a PIN.
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { openDemo } from '@ectrace/bff/test/demo-fixture'
import type { Demo } from '@ectrace/bff/test/demo-fixture'
import { appId, appSecret, openWechatDouble } from '@ectrace/bff/test/wechat-double'
import type { WechatDouble } from '@ectrace/bff/test/wechat-double'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { demoPassword } from './story/demo-site.ts'
import { settled } from './weapp-host/settled.ts'
import { shows } from './weapp-host/shows.ts'
import { WeappHost } from './weapp-host/weapp-host.ts'
import { byClass, textOf } from './weapp-host/wxml-node.ts'
import type { WxmlElement } from './weapp-host/wxml-node.ts'

const dist =
  process.env['WEAPP_DIR'] ?? path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../miniapp/dist/weapp')
const openid = 'oWEAPP-person-0123456789'
let wechat: WechatDouble
let demo: Demo

beforeAll(async () => {
  wechat = await openWechatDouble()
  demo = await openDemo({ WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret, WECHAT_API: wechat.url })
}, 60_000)
afterAll(async () => {
  await demo.end()
  await wechat.close()
})
const hosts: WeappHost[] = []
afterEach(() => {
  for (const host of hosts.splice(0)) {
    expect(host.errors).toEqual([])
    host.close()
  }
})

type Decision = { event: string; buttonId?: string }
type Ask = (decide: (decision: Decision) => void) => void

/** A phone with what it had kept; `person`: whose WeChat it is. */
const started = (url: string, { kept = new Map<string, string>(), person = openid, ask = (_: Ask) => {} } = {}) => {
  const login = ({ success }: { success?: (result: object) => void } = {}): void =>
    success?.({ errMsg: 'login:ok', code: wechat.codeOf(person) })
  const host = new WeappHost({
    dist,
    server: demo.door.url,
    wx: { login, onNeedPrivacyAuthorization: ask, openPrivacyContract: () => host.calls.push(['guide', '']) },
  })
  hosts.push(host)
  for (const [key, value] of kept) host.storage.set(key, value)
  host.boot()
  host.open(url)
  return host
}
const found = (host: WeappHost, wanted: (element: WxmlElement) => boolean, what: string): WxmlElement => {
  const [element] = host.find(wanted)
  if (element === undefined) throw new Error(`no ${what}: ${textOf(host.tree())}`)
  return element
}
/** Whole words first: what begins with them may be something else. */
const press = (host: WeappHost, words: string): void => {
  const tappable = host.find(({ attr }) => typeof attr['bindtap'] === 'string')
  const said = tappable.find((one) => textOf(one) === words) ?? tappable.find((one) => textOf(one).startsWith(words))
  if (said === undefined) throw new Error(`nothing to press says ${words}: ${textOf(host.tree())}`)
  host.fire(said, 'tap')
}
const type = async (host: WeappHost, label: string, value: string): Promise<void> => {
  const field = (): WxmlElement =>
    found(host, ({ tag, attr }) => tag.endsWith('input') && attr['ariaLabel'] === label, label)
  host.fire(field(), 'input', { value })
  await settled(
    () => field().attr['value'] === value,
    () => textOf(host.tree()),
  )
}
const inUse = async (host: WeappHost, login: string): Promise<void> => {
  const kept = (): string => host.storage.get('ec:session') ?? ''
  await settled(
    () => kept().includes(`"login":"${login}"`),
    () => `${kept()} ${textOf(host.tree())}`,
    20_000,
  )
}
const sessionOf = async (login: string): Promise<Map<string, string>> => {
  const reply = await demo.door.post('sessions', { login, password: demoPassword })
  return new Map([['ec:session', reply.text]])
}

describe('a person in WeChat', () => {
  test('without an account logs in by password once, and from then on by being there', async () => {
    const first = started('pages/login/index')
    await shows(first, '这个微信还没有绑定账号')
    press(first, '绑定这个微信')
    await type(first, '登录名', 'linli.warehouse')
    await type(first, '密码', demoPassword)
    press(first, '登录')
    await inUse(first, 'linli.warehouse')
    await settled(
      () => first.calls.some(([name, url]) => name === 'request' && String(url).endsWith('/wechat')),
      () => JSON.stringify(first.calls),
    )
    await inUse(started('pages/login/index'), 'linli.warehouse')
  })

  test('who has logged out is not logged in again unasked', async () => {
    const host = started('pages/account/index', { kept: await sessionOf('linli.warehouse') })
    await shows(host, 'linli.warehouse')
    press(host, '退出登录')
    await settled(
      () => host.storage.get('ec:left') === 'true',
      () => textOf(host.tree()),
    )
    const again = started('pages/login/index', { kept: host.storage })
    await shows(again, '用微信登录')
    expect(again.storage.get('ec:session') ?? '""').toBe('""')
    press(again, '用微信登录')
    await inUse(again, 'linli.warehouse')
  })

  test('with accounts of two organisations chooses', async () => {
    const trader = await demo.as('baiwei.trader')
    await trader.call(endpoints.bindWechat, { body: { code: wechat.codeOf(openid) } })
    const host = started('pages/login/index')
    await shows(host, '您有多个账号')
    press(host, '百味便利店')
    await inUse(host, 'baiwei.trader')
  })
})

describe('the phone number that WeChat knows', () => {
  test('is bound by WeChat’s own button; who refuses is told the other way', async () => {
    const host = started('pages/account/index', { kept: await sessionOf('dairy.warehouse'), person: 'oOther' })
    await shows(host, '用微信的手机号绑定')
    const button = (): WxmlElement =>
      found(
        host,
        ({ attr }) => attr['open-type'] === 'getPhoneNumber' || attr['openType'] === 'getPhoneNumber',
        'button',
      )
    host.fire(button(), 'getphonenumber', { errMsg: 'getPhoneNumber:fail user deny' })
    await shows(host, '没有取得微信的手机号')
    wechat.phoneIs('code-of-the-button', '86', '13700002222')
    host.fire(button(), 'getphonenumber', { errMsg: 'getPhoneNumber:ok', code: 'code-of-the-button' })
    await shows(host, '已绑定 137****2222')
  })
})

describe('consent to the privacy guide', () => {
  const asking = (): { host: WeappHost; need: () => Decision[] } => {
    let listener: Ask | undefined
    const host = started('pages/scan/index', {
      ask: (given: Ask) => {
        listener = given
      },
    })
    return {
      host,
      need: () => {
        const decided: Decision[] = []
        if (listener === undefined) throw new Error('nobody listens')
        listener((decision) => decided.push(decision))
        return decided
      },
    }
  }

  test('is asked in our own words when WeChat needs it, shows the guide, and answers all that wait', async () => {
    const { host, need } = asking()
    const [camera, album] = [need(), need()]
    await shows(host, '同意')
    const sheet = byClass(host.tree(), 'ec-privacy')[0]!
    expect(sheet.attr).toMatchObject({ ariaRole: 'dialog', ariaModal: true })
    host.fire(byClass(sheet, 'ec-privacy__link')[0]!, 'tap')
    expect(host.calls).toContainEqual(['guide', ''])
    const agree = byClass(sheet, 'ec-privacy__agree')[0]!
    expect(agree.attr['id']).toBe('ec-agree')
    host.fire(agree, 'agreeprivacyauthorization')
    expect([camera, album]).toEqual(Array(2).fill([{ event: 'agree', buttonId: 'ec-agree' }]))
    await settled(
      () => byClass(host.tree(), 'ec-privacy').length === 0,
      () => textOf(host.tree()),
    )
  })

  test('may be refused', async () => {
    const { host, need } = asking()
    const decided = need()
    await settled(
      () => byClass(host.tree(), 'ec-privacy__refuse').length === 1,
      () => textOf(host.tree()),
    )
    host.fire(byClass(host.tree(), 'ec-privacy__refuse')[0]!, 'tap')
    expect(decided).toEqual([{ event: 'disagree' }])
  })
})

describe('a signing key of one’s own', () => {
  /** As fast as fingers are: without looking at the screen between two digits. */
  const enterPin = async (host: WeappHost, pin: string, act: string): Promise<void> => {
    for (const digit of pin) press(host, digit)
    await settled(
      () => byClass(host.tree(), 'ec-pin__dot--on').length === pin.length,
      () => textOf(host.tree()),
    )
    press(host, act)
  }

  test('is made on the phone, shown once, and kept there under a PIN only', async () => {
    const host = started('pages/account/index', { kept: await sessionOf('farm.trader'), person: 'oFarm' })
    await shows(host, '生成新密钥')
    press(host, '生成新密钥')
    await shows(host, '只显示这一次')
    const secret = textOf(byClass(host.tree(), 'ec-account-key')[0]!)
    expect(secret).toMatch(/^[0-9a-f]{64}$/)
    press(host, '加密保存')
    await shows(host, '给密钥设一个 PIN')
    await enterPin(host, '2468', '下一步')
    await shows(host, '再输入一次')
    await enterPin(host, '2468', '保存')
    await shows(host, '密钥在这台设备上')
    expect([...host.storage.values()].join()).not.toContain(secret)
    expect(textOf(host.tree())).not.toContain(secret)
    const later = started('pages/account/index', { kept: host.storage, person: 'oFarm' })
    await shows(later, '密钥在这台设备上')
  }, 60_000)
})
