// The client of WeChat's API against a local server that behaves like it: tokens, codes of errors, silence, nonsense.
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import { Unanswered } from '../src/ask-json.ts'
import { askWechat } from '../src/wechat/ask-wechat.ts'
import { openWechat } from '../src/wechat/client.ts'
import type { SendOutcome, WechatClient } from '../src/wechat/client.ts'
import { refusal } from './demo-fixture.ts'
import { appId, appSecret, openWechatDouble } from './wechat-double.ts'
import type { Trouble, WechatDouble } from './wechat-double.ts'

let wechat: WechatDouble
let client: WechatClient
let shifted = 0

const clientOf = (change: { appId?: string; secret?: string; api?: string } = {}): WechatClient =>
  openWechat({ appId, secret: appSecret, api: wechat.url, templates: {}, ...change }, () => Date.now() + shifted)
const shift = (ms: number): void => {
  shifted += ms
  wechat.shift(ms)
}
const send = (openid = 'o-anna', who = client): Promise<SendOutcome> =>
  who.send({ openid, template: 'T1', page: 'pages/index/index', data: { thing1: '云岭乳业' } })

beforeEach(async () => {
  shifted = 0
  wechat = await openWechatDouble()
  client = clientOf()
  wechat.codeOf('o-anna')
  for (let n = 0; n < 20; n += 1) wechat.allow('o-anna', 'T1')
})
afterEach(() => wechat.close())

describe('who opened the mini-program', () => {
  test('is told by a code once, and no longer', async () => {
    const code = wechat.codeOf('o-ben')
    expect(await client.openidOf(code)).toBe('o-ben')
    const again = await refusal(client.openidOf(code))
    expect([again.code, again.details.faults]).toEqual(['VALIDATION_FAILED', [{ field: 'code', rule: 'wechat.code' }]])
    expect((await refusal(client.openidOf('invented'))).code).toBe('VALIDATION_FAILED')
  })

  test('is asked again when WeChat was busy, three times at most', async () => {
    wechat.next('session', { errcode: -1 })
    wechat.next('session', { errcode: -1 })
    expect(await client.openidOf(wechat.codeOf('o-ben'))).toBe('o-ben')
    expect(wechat.asked('session')).toBe(3)
    for (let n = 0; n < 3; n += 1) wechat.next('session', { errcode: -1 })
    const error = await refusal(client.openidOf(wechat.codeOf('o-ben')))
    expect([error.code, error.details]).toEqual(['WECHAT_FAILED', { errcode: -1 }])
    expect(wechat.asked('session')).toBe(6)
  })

  test.each<[Trouble, string, object]>([
    [{ errcode: 45011 }, 'RATE_LIMITED', {}],
    [{ errcode: 40226 }, 'WECHAT_FAILED', { errcode: 40226 }],
    ['malformed', 'WECHAT_FAILED', { reason: 'malformed' }],
    ['list', 'WECHAT_FAILED', { reason: 'malformed' }],
    ['huge', 'WECHAT_FAILED', { reason: 'too long' }],
    ['error page', 'WECHAT_FAILED', { reason: 'status 502' }],
    ['drop', 'WECHAT_FAILED', {}],
    ['redirect', 'WECHAT_FAILED', {}],
  ])('%j is %s, and the code is not used a second time', async (trouble, code, details) => {
    wechat.next('session', trouble)
    const error = await refusal(client.openidOf(wechat.codeOf('o-ben')))
    expect(error.code).toBe(code)
    expect(error.details).toMatchObject(details)
    expect(wechat.asked('session')).toBe(1)
    expect(JSON.stringify([error, error.cause, error.stack])).not.toContain(appSecret)
  })

  test('cannot be told while nobody listens', async () => {
    await wechat.close()
    const error = await refusal(client.openidOf('any'))
    expect([error.code, error.details]).toEqual(['WECHAT_FAILED', { reason: 'ECONNREFUSED' }])
  })
})

describe('the access token', () => {
  test('is asked for once by many, and kept until shortly before its end', async () => {
    const all = await Promise.all(Array.from({ length: 10 }, () => send()))
    expect(all).toEqual(Array(10).fill({ state: 'sent' }))
    expect(wechat.asked('token')).toBe(1)
    shift(7_100_000)
    await send()
    expect(wechat.asked('token')).toBe(1)
    shift(60_000)
    expect(await send()).toEqual({ state: 'sent' })
    expect(wechat.asked('token')).toBe(2)
  })

  test('is renewed once for all when WeChat refuses it, and every message still goes once', async () => {
    await send()
    wechat.revokeTokens()
    const all = await Promise.all(Array.from({ length: 5 }, () => send()))
    expect(all).toEqual(Array(5).fill({ state: 'sent' }))
    expect([wechat.asked('token'), wechat.sent.length]).toEqual([2, 6])
  })

  test('is forced out when the same refused one comes again, and not twice in half a minute', async () => {
    for (const errcode of [40001, 42001, 40014]) {
      wechat.next('send', { errcode })
      expect(await send()).toEqual({ state: 'sent' })
      const asked = wechat.asked('token')
      wechat.next('send', { errcode })
      wechat.next('send', { errcode })
      expect(await send()).toEqual({ state: 'later', code: String(errcode) })
      expect(wechat.asked('token')).toBe(asked + 1)
      shift(31_000)
    }
  })

  test('that cannot be had leaves the message for later, whatever is the matter', async () => {
    const wrong = clientOf({ secret: 'f'.repeat(32) })
    expect(await send('o-anna', wrong)).toEqual({ state: 'later', code: 'token 40125' })
    for (const trouble of ['malformed', 'error page', { errcode: 40164 }] as const) {
      wechat.next('token', trouble)
      expect((await send()).state).toBe('later')
    }
    expect(wechat.asked('send')).toBe(0)
  })
})

describe('a message', () => {
  test('goes to the person with its values', async () => {
    await send()
    expect(wechat.sent).toEqual([
      { openid: 'o-anna', template: 'T1', page: 'pages/index/index', data: { thing1: '云岭乳业' } },
    ])
  })

  test('to somebody who allowed none, or whom WeChat does not know, is refused', async () => {
    wechat.codeOf('o-ben')
    expect(await send('o-ben')).toEqual({ state: 'refused', code: '43101' })
    expect(await send('o-nobody')).toEqual({ state: 'refused', code: '40003' })
  })

  test.each<[Trouble | 'sent and lost', SendOutcome['state']]>([
    [{ errcode: -1 }, 'later'],
    [{ errcode: 45009 }, 'later'],
    [{ errcode: 47003 }, 'failed'],
    [{ errcode: 40037 }, 'failed'],
    [{ errcode: 41030 }, 'failed'],
    ['malformed', 'unknown'],
    ['huge', 'unknown'],
    ['error page', 'unknown'],
    ['drop', 'unknown'],
    ['sent and lost', 'unknown'],
  ])('answered with %j is %s, and is not sent again by itself', async (trouble, state) => {
    wechat.next('send', trouble)
    expect((await send()).state).toBe(state)
    expect(wechat.asked('send')).toBe(1)
  })

  test('that never left can be sent later', async () => {
    await wechat.close()
    expect(await send()).toEqual({ state: 'later', code: 'token ECONNREFUSED' })
  })
})

test('a request that is not answered ends by itself', async () => {
  wechat.next('send', 'hang')
  const asking = askWechat(wechat.url, 100)('/cgi-bin/message/subscribe/send', { access_token: 'x' }, {})
  await expect(asking).rejects.toEqual(new Unanswered(true, 'TimeoutError'))
})
