// The client of the SMS gateway against a local server that behaves like it: signature, refusals, limits, silence, nonsense.
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { openSms } from '../src/sms/client.ts'
import type { SmsClient } from '../src/sms/client.ts'
import { openSmsDouble, smsKey } from './sms-double.ts'
import type { SmsDouble, SmsTrouble } from './sms-double.ts'

let gateway: SmsDouble
const clientOf = (change: { secret?: string; id?: string; ahead?: number; api?: string } = {}): SmsClient => {
  const { ahead = 0, api = gateway.url, ...key } = change
  const config = { accessKey: { ...smsKey, ...key }, signName: 'EC链追溯', template: 'SMS_154950909', api }
  return openSms(config, () => Date.now() + ahead)
}

beforeEach(async () => {
  gateway = await openSmsDouble()
})
afterEach(() => gateway.close())

test('a code reaches the number, signed as the gateway asks', async () => {
  expect(await clientOf().send('13800138000', '042137')).toEqual({ state: 'sent' })
  expect(gateway.sent).toEqual([{ phone: '13800138000', code: '042137' }])
})

test.each([
  [{ secret: 'another' }, 'SignatureDoesNotMatch'],
  [{ id: 'LTAI5tNobody' }, 'InvalidAccessKeyId.NotFound'],
  [{ ahead: 3_600_000 }, 'InvalidTimeStamp.Expired'],
])('with %j the gateway refuses it: %s', async (change, code) => {
  expect(await clientOf(change).send('13800138000', '042137')).toEqual({ state: 'failed', code })
  expect(gateway.sent).toEqual([])
})

test('a number that the gateway does not take is told apart', async () => {
  expect(await clientOf().send('12', '042137')).toEqual({ state: 'number', code: 'isv.MOBILE_NUMBER_ILLEGAL' })
})

test.each<[SmsTrouble, object]>([
  [{ code: 'isv.BUSINESS_LIMIT_CONTROL' }, { state: 'later', code: 'isv.BUSINESS_LIMIT_CONTROL' }],
  [{ code: 'isv.OUT_OF_SERVICE' }, { state: 'failed', code: 'isv.OUT_OF_SERVICE' }],
  ['error page', { state: 'unknown', code: 'status 502' }],
  ['malformed', { state: 'unknown', code: 'malformed' }],
  ['hang', { state: 'unknown', code: 'TimeoutError' }],
])(
  'after %j nothing is claimed that is not known',
  async (trouble, outcome) => {
    gateway.next(trouble)
    expect(await clientOf().send('13800138000', '042137')).toEqual(outcome)
  },
  10_000,
)

test('an answer that is lost leaves it unknown, and it did arrive', async () => {
  gateway.next('sent and lost')
  expect(await clientOf().send('13800138000', '042137')).toMatchObject({ state: 'unknown' })
  expect(gateway.sent).toHaveLength(1)
})

test('a gateway that is not there certainly got nothing', async () => {
  const gone = await openSmsDouble()
  await gone.close()
  const nobody = clientOf({ api: gone.url })
  expect(await nobody.send('13800138000', '042137')).toEqual({ state: 'later', code: 'ECONNREFUSED' })
})
