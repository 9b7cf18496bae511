// Logging in without a password: by WeChat and by a code sent to a phone, with one account, with several, and with none.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import type { LoginAnswer } from '@ectrace/shared/api/account-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { loggedIn, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { dumpVault } from './dump-vault.ts'
import { openSmsDouble, smsSettings } from './sms-double.ts'
import type { SmsDouble } from './sms-double.ts'
import { appId, appSecret, openWechatDouble } from './wechat-double.ts'
import type { WechatDouble } from './wechat-double.ts'

const phone = '13912345678'
const openid = 'oABCD-lin-0123456789'
let wechat: WechatDouble
let sms: SmsDouble
let demo: Demo
let nobody: Client
/** Milliseconds by which the tests begin in the future. */
let ahead = 0

beforeAll(async () => {
  wechat = await openWechatDouble()
  sms = await openSmsDouble(() => Date.now() + ahead)
  demo = await openDemo({
    ...{ WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret, WECHAT_API: wechat.url },
    ...smsSettings(sms.url),
  })
  // What is allowed in a day is counted by the calendar: no midnight in the middle of the tests.
  ahead = 86_400_000 - (Date.now() % 86_400_000)
  demo.door.shift(ahead)
  nobody = createClient({ url: demo.door.url })
}, 60_000)
afterAll(async () => {
  await demo.end()
  await wechat.close()
  await sms.close()
})

const meOf = (answer: LoginAnswer): { login: string; token: string } => {
  if (!('session' in answer)) throw new Error(`no session: ${JSON.stringify(answer)}`)
  return { login: answer.session.me.login, token: answer.session.token }
}
const ruleOf = async (call: Promise<unknown>): Promise<unknown> => (await refusal(call)).details.faults?.[0]?.rule
const nextMinute = (): void => {
  demo.door.shift(61_000)
}

test('the ways that this server offers are told to anybody', async () => {
  expect(await nobody.call(endpoints.loginWays, {})).toEqual({ sms: true, wechat: true })
})

describe('a person in WeChat', () => {
  const enter = (user?: string, code = wechat.codeOf(openid), key: string = randomUUID()): Promise<LoginAnswer> =>
    nobody.call(endpoints.createWechatSession, { body: { code, ...(user === undefined ? {} : { user }) }, key })

  test('without a bound account is nobody, and stays so', async () => {
    expect(await enter()).toEqual({ accounts: [] })
  })

  test('with one bound account is logged in at once, also when the first answer was lost', async () => {
    const warehouse = await demo.as('linli.warehouse')
    await warehouse.call(endpoints.bindWechat, { body: { code: wechat.codeOf(openid) } })
    const code = wechat.codeOf(openid)
    const first = await enter(undefined, code, 'lost-answer')
    expect(meOf(first).login).toBe('linli.warehouse')
    expect(meOf(await enter(undefined, code, 'lost-answer')).login).toBe('linli.warehouse')
    expect(await ruleOf(enter(undefined, code))).toBe('wechat.code')
    const me = await demo.door.get('me', { authorization: `Bearer ${meOf(first).token}` })
    expect(me.json).toMatchObject({ login: 'linli.warehouse' })
  })

  test('with accounts of several organisations chooses; an account that is not theirs is refused', async () => {
    await (await demo.as('baiwei.warehouse')).call(endpoints.bindWechat, { body: { code: wechat.codeOf(openid) } })
    const answer = await enter()
    const accounts = 'accounts' in answer ? answer.accounts : []
    expect(accounts.map(({ login }) => login)).toEqual(['baiwei.warehouse', 'linli.warehouse'])
    expect(new Set(accounts.map(({ organisation }) => organisation)).size).toBe(2)
    expect(meOf(await enter(accounts[0]?.user)).login).toBe('baiwei.warehouse')
    const stranger = await (await demo.as('linli.trader')).call(endpoints.me, {})
    expect((await refusal(enter(stranger.user))).code).toBe('FORBIDDEN')
  })

  test('who was bound before there were digests is found all the same', async () => {
    await demo.door.deps.vault.updateTable('wechat_binding').set({ person: null }).execute()
    const answer = await enter()
    expect('accounts' in answer && answer.accounts).toHaveLength(2)
  })

  test('is nobody to this account after unbinding', async () => {
    await (await demo.as('baiwei.warehouse')).call(endpoints.unbindWechat, { body: {} })
    expect(meOf(await enter()).login).toBe('linli.warehouse')
  })

  test('binds the phone number that WeChat knows', async () => {
    const trader = await demo.as('linli.trader')
    wechat.phoneIs('phone-code', '86', '13700001111')
    const bound = await trader.call(endpoints.bindWechatPhone, { body: { code: 'phone-code' } })
    expect(bound).toMatchObject({ phone: '137****1111' })
    expect(await ruleOf(trader.call(endpoints.bindWechatPhone, { body: { code: 'phone-code' } }))).toBe('wechat.code')
    wechat.phoneIs('abroad', '1', '2025550123')
    expect(await ruleOf(trader.call(endpoints.bindWechatPhone, { body: { code: 'abroad' } }))).toBe('phone.mainland')
    await trader.call(endpoints.unbindPhone, { body: {} })
  })
})

describe('a phone', () => {
  const ask = (number = phone): Promise<{ again: number; life: number }> =>
    nobody.call(endpoints.sendSmsCode, { body: { phone: number } })
  const enter = (code: string, user?: string, number = phone): Promise<LoginAnswer> =>
    nobody.call(endpoints.createSmsSession, {
      body: { phone: number, code, ...(user === undefined ? {} : { user }) },
    })
  const bind = async (login: string, nth: number): Promise<void> => {
    nextMinute()
    const client = await demo.as(login)
    expect(await client.call(endpoints.sendBindingCode, { body: { phone } })).toMatchObject({ certain: true })
    const code = await sms.codeFor(phone, nth)
    const other = await demo.as('linli.trader')
    // Made for one account, worth nothing to another, and no login either.
    expect(await ruleOf(other.call(endpoints.bindPhone, { body: { phone, code } }))).toBe('sms.code')
    expect(await ruleOf(enter(code))).toBe('sms.code')
    const bound = await client.call(endpoints.bindPhone, { body: { phone, code } })
    expect(bound).toMatchObject({ phone: '139****5678' })
  }

  test('that nobody has gets the same answer and no message', async () => {
    const before = sms.asked()
    const unknown = await ask('13811112222')
    await bind('linli.warehouse', 1)
    nextMinute()
    expect(await ask()).toEqual(unknown)
    await sms.codeFor(phone, 2)
    expect(sms.asked()).toBe(before + 2)
    expect(sms.sent.some((one) => one.phone === '13811112222')).toBe(false)
  })

  test('logs in with its code, once', async () => {
    const code = await sms.codeFor(phone, 2)
    expect(meOf(await enter(code)).login).toBe('linli.warehouse')
    expect(await ruleOf(enter(code))).toBe('sms.code')
  })

  test('gets one code a minute, and says how long to wait', async () => {
    nextMinute()
    await ask()
    const error = await refusal(ask())
    expect(error.code).toBe('RATE_LIMITED')
    expect(error.details['retryAfter']).toBeGreaterThan(50)
    expect(error.details['retryAfter']).toBeLessThanOrEqual(60)
  })

  test('whose code was guessed wrong five times has to ask for another one', async () => {
    const code = await sms.codeFor(phone, 3)
    const wrong = code === '000000' ? '000001' : '000000'
    const guesses = await Promise.all(Array.from({ length: 5 }, () => ruleOf(enter(wrong))))
    expect(guesses).toEqual(Array(5).fill('sms.code'))
    expect(await ruleOf(enter(code))).toBe('sms.code')
  })

  test('has five minutes for it', async () => {
    nextMinute()
    await ask()
    const code = await sms.codeFor(phone, 4)
    demo.door.shift(300_000)
    expect(await ruleOf(enter(code))).toBe('sms.code')
  })

  test('with accounts of several organisations chooses with the same code', async () => {
    await bind('baiwei.warehouse', 5)
    nextMinute()
    await ask()
    const code = await sms.codeFor(phone, 6)
    const answer = await enter(code)
    const accounts = 'accounts' in answer ? answer.accounts : []
    expect(accounts.map(({ login }) => login)).toEqual(['baiwei.warehouse', 'linli.warehouse'])
    expect(meOf(await enter(code, accounts[1]?.user)).login).toBe('linli.warehouse')
    expect(await ruleOf(enter(code, accounts[0]?.user))).toBe('sms.code')
  })

  test('gets ten codes a day', async () => {
    for (let n = 7; n <= 10; n += 1) {
      nextMinute()
      await ask()
    }
    nextMinute()
    const error = await refusal(ask())
    expect([error.code, Number(error.details['retryAfter']) > 60]).toEqual(['RATE_LIMITED', true])
    demo.door.shift(86_400_000)
    expect(await ask()).toMatchObject({ again: 60 })
  })

  test('is told when its number is none, and when nobody knows whether the message went', async () => {
    const client = await loggedIn(demo.door, 'linli.trader')
    expect(await ruleOf(client.call(endpoints.sendBindingCode, { body: { phone: '12345' } }))).toBe('phone.mainland')
    sms.next({ code: 'isv.MOBILE_NUMBER_ILLEGAL' })
    expect(await ruleOf(client.call(endpoints.sendBindingCode, { body: { phone: '13900000001' } }))).toBe('sms.number')
    sms.next('sent and lost')
    const lost = await client.call(endpoints.sendBindingCode, { body: { phone: '13900000002' } })
    expect(lost).toMatchObject({ certain: false })
    sms.next({ code: 'isv.OUT_OF_SERVICE' })
    const failed = await refusal(client.call(endpoints.sendBindingCode, { body: { phone: '13900000003' } }))
    expect([failed.code, failed.details['reason']]).toEqual(['SMS_FAILED', 'isv.OUT_OF_SERVICE'])
  })

  test('stands nowhere: not in the vault, not in the log, and neither do its codes', async () => {
    const kept = JSON.stringify(await dumpVault(demo.door.deps.vault)) + demo.door.logged()
    expect(kept).toContain('139****5678')
    for (const secret of [phone, '13811112222', '13700001111', ...sms.sent.map(({ code }) => `"${code}"`)])
      expect(kept).not.toContain(secret)
  })
})

test('a revoked user is nobody by WeChat too', async () => {
  const admin = await loggedIn(demo.door, 'linli.admin')
  const { user } = await (await loggedIn(demo.door, 'linli.warehouse')).call(endpoints.me, {})
  await admin.act(endpoints.revokeUser, { params: { id: user }, body: { reason: '离职' } })
  const answer = await nobody.call(endpoints.createWechatSession, { body: { code: wechat.codeOf(openid) } })
  expect(answer).toEqual({ accounts: [] })
})
