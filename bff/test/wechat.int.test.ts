// WeChat over HTTP: visitors told apart, staff who bind themselves and allow messages, and messages that are sent once or not at all.
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { loggedIn, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { openDoor } from './door-fixture.ts'
import { notesIn } from './note-fixture.ts'
import type { Lot, Notes } from './note-fixture.ts'
import { appId, appSecret, openWechatDouble } from './wechat-double.ts'
import type { WechatDouble } from './wechat-double.ts'

const dispatched = 'TEMPLATE-dispatched-0123456789'
const raised = 'TEMPLATE-raised-0123456789'
const openid = 'oABCD-anna-0123456789'
let wechat: WechatDouble
let demo: Demo
let at: Notes
let lot: Lot
let anna: Client

beforeAll(async () => {
  wechat = await openWechatDouble()
  demo = await openDemo({
    ...{ WECHAT_APP_ID: appId, WECHAT_APP_SECRET: appSecret, WECHAT_API: wechat.url },
    WECHAT_TEMPLATES: [
      `trade_dispatched=${dispatched}/thing1:party/character_string2:trade/time3:at/phrase4:what`,
      `discrepancy_raised=${raised}/thing1:party/phrase2:what`,
    ].join(','),
  })
  at = await notesIn(demo)
  lot = await at.made(60)
  anna = await loggedIn(demo.door, 'linli.warehouse')
}, 60_000)
afterAll(async () => {
  await demo.end()
  await wechat.close()
})

const states = async (): Promise<string[]> =>
  (await demo.door.deps.vault.selectFrom('outgoing_message').selectAll().orderBy('id').execute()).map(
    ({ state, code }) => `${state} ${code ?? ''}`.trim(),
  )
/** As far as the messenger gets now. */
const settled = async (): Promise<string[]> => {
  const { ledger, noticing } = demo.door.deps
  expect(await noticing.waitFor((await ledger.log()).height, 10_000)).toBe(true)
  await demo.door.messenger.pass()
  await demo.door.messenger.pass()
  return states()
}
const allow = async (kind = 'trade_dispatched', template = dispatched, who = anna): Promise<void> => {
  wechat.allow(openid, template)
  await who.call(endpoints.subscribe, { body: { kinds: [kind] } })
}

describe('a visitor of the mini-program', () => {
  const visitor = (person: string, key: string = randomUUID(), code = wechat.codeOf(person)) =>
    createClient({ url: demo.door.url }).call(endpoints.visitor, { body: { code }, key })

  test('is the same one each time, another one than others, and nobody whom WeChat could name', async () => {
    const [one, again, other] = [await visitor('o-1'), await visitor('o-1'), await visitor('o-2')]
    expect(one.visitor).toMatch(/^w[0-9a-f]{64}$/)
    expect(again).toEqual(one)
    expect(other).not.toEqual(one)
  })

  test('whose answer was lost asks once more under the same key', async () => {
    const code = wechat.codeOf('o-3')
    const first = await visitor('o-3', 'lost', code)
    expect(await visitor('o-3', 'lost', code)).toEqual(first)
    expect((await refusal(visitor('o-3', 'lost'))).code).toBe('IDEMPOTENCY_MISMATCH')
    expect((await refusal(visitor('o-3', randomUUID(), code))).details.faults?.[0]?.rule).toBe('wechat.code')
  })

  test('is told in a coded error what WeChat said', async () => {
    wechat.next('session', { errcode: 40226 })
    const error = await refusal(visitor('o-4'))
    expect([error.code, error.details['errcode']]).toEqual(['WECHAT_FAILED', 40226])
  })
})

describe('a member of staff', () => {
  test('binds, allows messages, and sees how many are left', async () => {
    expect(await anna.call(endpoints.wechatBinding, {})).toMatchObject({ bound: false })
    const early = await refusal(anna.call(endpoints.subscribe, { body: { kinds: ['trade_dispatched'] } }))
    expect([early.code, early.details.faults?.[0]?.rule]).toEqual(['STATE_CONFLICT', 'wechat.bound'])
    expect(await anna.call(endpoints.bindWechat, { body: { code: wechat.codeOf(openid) } })).toEqual({ bound: true })
    const strange = await refusal(
      anna.call(endpoints.subscribe, { body: { kinds: ['trade_dispatched', 'scan_alert'] } }),
    )
    expect(strange.details.faults).toEqual([{ field: 'kinds.1', rule: 'wechat.template', value: 'scan_alert' }])
    const key = randomUUID()
    const body = { kinds: ['trade_dispatched'] }
    wechat.allow(openid, dispatched)
    await anna.call(endpoints.subscribe, { body, key })
    await anna.call(endpoints.subscribe, { body, key })
    expect(await anna.call(endpoints.wechatBinding, {})).toEqual({
      bound: true,
      kinds: [
        { kind: 'trade_dispatched', template: dispatched, left: 1 },
        { kind: 'discrepancy_raised', template: raised, left: 0 },
      ],
    })
  })

  test('gets a message of what the list says, one for each that was allowed', async () => {
    const no = await at.sent(lot, 1)
    await at.sent(lot, 1)
    expect(await settled()).toEqual(['sent'])
    expect(wechat.sent).toEqual([
      {
        ...{ openid, template: dispatched, page: `pages/trade/index?no=${no}` },
        data: {
          thing1: '云岭乳业',
          character_string2: no,
          time3: expect.stringMatching(/^\d{4}年\d{1,2}月\d{1,2}日 \d\d:\d\d$/) as unknown as string,
          phrase4: '货物已发出',
        },
      },
    ])
    expect((await anna.call(endpoints.wechatBinding, {})).kinds[0]?.left).toBe(0)
  })

  test('gets none of what does not concern the own roles', async () => {
    wechat.allow(openid, raised)
    await anna.call(endpoints.subscribe, { body: { kinds: ['discrepancy_raised'] } })
    const dairyWarehouse = await loggedIn(demo.door, 'dairy.warehouse')
    await dairyWarehouse.call(endpoints.bindWechat, { body: { code: wechat.codeOf('o-dairy') } })
    await dairyWarehouse.call(endpoints.subscribe, { body: { kinds: ['discrepancy_raised'] } })
    const no = await at.sent(lot, 2)
    await at.raise(no, [at.row(lot, { accepted: '1' })], { missing: 'lost' })
    const before = await settled()
    expect(before).toEqual(['sent'])
  })
})

describe('a message', () => {
  const one = async (trouble: Parameters<WechatDouble['next']>[1]): Promise<string | undefined> => {
    await allow()
    wechat.next('send', trouble)
    await at.sent(lot, 1)
    return (await settled()).at(-1)
  }

  test('whose outcome nobody knows is not sent again', async () => {
    const before = wechat.sent.length
    expect(await one('sent and lost')).toBe('failed UND_ERR_SOCKET')
    demo.door.shift(600_000)
    expect((await settled()).at(-1)).toBe('failed UND_ERR_SOCKET')
    expect(wechat.sent.length).toBe(before + 1)
  })

  test('that WeChat was too busy for goes later, and later again', async () => {
    const before = wechat.sent.length
    expect(await one({ errcode: -1 })).toBe('waiting -1')
    wechat.next('send', { errcode: 45009 })
    demo.door.shift(16_000)
    expect((await settled()).at(-1)).toBe('waiting 45009')
    demo.door.shift(16_000)
    expect((await settled()).at(-1)).toBe('waiting 45009')
    demo.door.shift(16_000)
    expect((await settled()).at(-1)).toBe('sent')
    expect(wechat.sent.length).toBe(before + 1)
  })

  test('that is refused ends the count of what was allowed', async () => {
    await anna.call(endpoints.subscribe, { body: { kinds: ['trade_dispatched'] } })
    await allow()
    expect(await one({ errcode: 43101 })).toBe('refused 43101')
    expect((await anna.call(endpoints.wechatBinding, {})).kinds[0]?.left).toBe(0)
  })

  test('with a template that is wrong fails once and for all', async () => {
    expect(await one({ errcode: 47003 })).toBe('failed 47003')
  })

  test('still waits after WeChat was out of reach for eight tries no more', async () => {
    await allow()
    for (let n = 0; n < 8; n += 1) wechat.next('send', { errcode: -1 })
    await at.sent(lot, 1)
    for (let n = 0; n < 8; n += 1) {
      await settled()
      demo.door.shift(3_600_000)
    }
    expect((await settled()).at(-1)).toBe('failed -1')
  })

  test('is not sent once its person has gone', async () => {
    const fresh = await loggedIn(demo.door, 'linli.warehouse')
    await allow('trade_dispatched', dispatched, fresh)
    wechat.next('send', { errcode: -1 })
    at = await notesIn(demo)
    await at.sent(lot, 1)
    const before = await settled()
    expect(before.at(-1)).toBe('waiting -1')
    expect(await fresh.call(endpoints.unbindWechat, { body: {} })).toEqual({ bound: false })
    expect(await states()).toEqual(before.slice(0, -1))
    expect(await demo.door.deps.vault.selectFrom('wechat_allowance').select('user').execute()).toHaveLength(1)
    await at.sent(lot, 1)
    expect(await settled()).toEqual(before.slice(0, -1))
  })
})

test('no log holds a secret, a token or a person’s openid', () => {
  const log = demo.door.logged()
  expect(log).toContain('a message in WeChat was not sent')
  for (const secret of [appSecret, openid, 'access_token']) expect(log).not.toContain(secret)
})

test('without WeChat there is nobody to ask, and the rest works', async () => {
  const plain = await openDoor()
  const answer = await plain.post('visitors', { code: 'any' })
  expect([answer.status, answer.json]).toMatchObject([404, { error: { code: 'NOT_FOUND' } }])
  await plain.messenger.pass()
  await plain.end()
})
