// Licences over HTTP: a trade that requires one is sent and received only while it stands, read fresh at each act.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { RefusalDetails } from '@ectrace/shared/api/views'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { exactCount, firstPlaceOf, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

const type = 'food_business'
const dayMs = 86_400_000

let demo: Demo
let operator: Client
let lab: Client
let distributor: Client
let shop: Client
let counter: Client
/** The distributor's organisation, and what it has on hand. */
let supplier: string
let goods: { batch: string; product: string; place: string }

const idOf = async (client: Client): Promise<string> => (await client.call(endpoints.me, {})).organisation.id
const dayIn = (days: number): string => dateOfInstant(instantFromMs(Date.now() + days * dayMs))
const issue = (client: Client, no: string, more: { validTo?: string; replaces?: string } = {}) =>
  client.act(endpoints.issueCredential, {
    body: { subjectType: 'organisation', subject: supplier, type, no, validFrom: dayIn(-30), ...more },
  })
const change = (no: string, status: 'valid' | 'suspended' | 'revoked') =>
  lab.act(endpoints.changeCredentialStatus, {
    body: { subjectType: 'organisation', subject: supplier, type, no, status, reason: 'violation' },
  })
const offered = async (): Promise<string> => {
  const buyer = await idOf(shop)
  const lines = [{ product: goods.product, quantity: '2', unit: 'H87' as const }]
  const { no } = await distributor.call(endpoints.offerTrade, { body: { buyer, lines, requiredCredentials: [type] } })
  await shop.call(endpoints.acceptTrade, { params: { no }, body: {} })
  return no
}
const dispatch = (no: string) => {
  const lines = [{ fills: 1, batch: goods.batch, quantity: '2' }]
  const dispatchedAt = new Date(demo.door.deps.clock()).toISOString()
  return distributor.call(endpoints.dispatchTrade, {
    params: { no },
    body: { place: goods.place, dispatchedAt, lines },
  })
}
const receive = async (no: string) => {
  const trade = await counter.call(endpoints.trade, { params: { no } })
  const body = { kind: 'final' as const, place: await firstPlaceOf(counter), lines: exactCount(trade) }
  return counter.call(endpoints.confirmReceipt, { params: { no }, body })
}
const differencesOf = async (no: string): Promise<unknown> => {
  const error = await refusal(receive(no))
  return (error.details as unknown as RefusalDetails).result.differences
}
const licenceMissing = [{ code: 'licence_missing', disposition: null, field: 'requiredCredentials', expected: type }]

beforeAll(async () => {
  demo = await openDemo()
  operator = await demo.as('platform.admin')
  // The laboratory's staff sign with keys of their own: its administrator's key is hosted.
  lab = await demo.as('lab.admin')
  distributor = await demo.as('shunda.trader')
  shop = await demo.as('baiwei.trader')
  counter = await demo.as('baiwei.warehouse')
  supplier = await idOf(distributor)
  const { items } = await distributor.call(endpoints.stock, { query: { state: 'on_hand' } })
  goods = { batch: items[0]?.batch ?? '', product: items[0]?.product.id ?? '', place: items[0]?.place ?? '' }
}, 60_000)
afterAll(() => demo.end())

describe('who may issue', () => {
  test('only whom the operator gave the authority for the type', async () => {
    const before = await refusal(issue(lab, 'JY-1'))
    expect([before.code, before.details.faults?.[0]?.rule]).toEqual(['FORBIDDEN', 'authority.of-type'])
    const organisation = await idOf(lab)
    const stranger = await refusal(shop.call(endpoints.grantAuthority, { body: { organisation, types: [type] } }))
    expect(stranger.code).toBe('FORBIDDEN')
    await operator.call(endpoints.grantAuthority, { body: { organisation, types: [type] } })
  })
})

describe('a trade that requires a licence', () => {
  test('is not dispatched until the supplier has it', async () => {
    const no = await offered()
    const error = await refusal(dispatch(no))
    expect([error.code, error.details.faults]).toEqual([
      'LICENCE_MISSING',
      [{ field: 'requiredCredentials', rule: 'credential.valid', value: type }],
    ])
    await issue(lab, 'JY-1')
    await dispatch(no)
    await receive(no)
    expect((await counter.call(endpoints.trade, { params: { no } })).state).toBe('received')
  })

  test('that is suspended on the way is not received; once reinstated it is', async () => {
    const no = await offered()
    await dispatch(no)
    await change('JY-1', 'suspended')
    const { expectation } = await counter.call(endpoints.trade, { params: { no } })
    expect(expectation?.missingCredentials).toEqual([type])
    expect(await differencesOf(no)).toEqual(licenceMissing)
    expect((await refusal(change('JY-1', 'suspended'))).code).toBe('STATE_CONFLICT')
    await change('JY-1', 'valid')
    await receive(no)
    expect((await counter.call(endpoints.trade, { params: { no } })).state).toBe('received')
  })

  test('is not sent under one that was replaced by an ended one', async () => {
    await issue(lab, 'JY-2', { replaces: 'JY-1', validTo: dayIn(-1) })
    expect((await refusal(dispatch(await offered()))).code).toBe('LICENCE_MISSING')
    const { items } = await shop.call(endpoints.credentials, { query: { subject: supplier, type } })
    expect(items.map(({ no, status, standing, replacedBy }) => [no, status, standing, replacedBy])).toEqual([
      ['JY-2', 'valid', 'expired', undefined],
      ['JY-1', 'replaced', 'replaced', 'JY-2'],
    ])
  })

  test('may be covered by one of the very batch', async () => {
    const no = await offered()
    expect((await refusal(dispatch(no))).code).toBe('LICENCE_MISSING')
    await lab.call(endpoints.issueCredential, {
      body: { subjectType: 'batch', subject: goods.batch, type, no: 'PJ-77', validFrom: dayIn(-1) },
    })
    await dispatch(no)
    await receive(no)
    expect((await counter.call(endpoints.trade, { params: { no } })).state).toBe('received')
  })
})

test('a product may require a licence of its maker', async () => {
  const dairy = await demo.as('dairy.trader')
  const place = await firstPlaceOf(dairy)
  const { product } = await dairy.call(endpoints.createProduct, {
    body: { name: '婴幼儿配方奶', unit: 'H87', requiredCredentials: [type] },
  })
  const body = { product, lot: 'BB-1', producedOn: dayIn(0), place, quantity: '10' }
  const error = await refusal(dairy.call(endpoints.createBatch, { body }))
  expect([error.code, error.details['missing']]).toEqual(['LICENCE_MISSING', [type]])
  const subject = await idOf(dairy)
  await lab.call(endpoints.issueCredential, {
    body: { subjectType: 'organisation', subject, type, no: 'SC-1', validFrom: dayIn(-1) },
  })
  expect((await dairy.call(endpoints.createBatch, { body })).state).toBe('committed')
})

test('a trace tells the licences of maker and batch, with the records behind them and whoever signed these', async () => {
  const reader = createClient({ url: demo.door.url })
  const told = async (): Promise<unknown[]> => {
    const {
      credentials = [],
      records,
      subjects,
    } = await reader.call(endpoints.trace, { query: { c: demo.code('item') } })
    return credentials.map(({ issued, changed }) => {
      const record = records[issued]
      const signer = subjects.users[record?.leaf.envelope.caller ?? '']
      return [
        record?.fields['no']?.value,
        changed.map((id) => records[id]?.fields['status']?.value),
        signer !== undefined,
      ]
    })
  }
  expect(await told()).toEqual([
    ['SC-1', [], true],
    ['PJ-77', [], true],
  ])
  const dairy = await idOf(await demo.as('dairy.trader'))
  await lab.call(endpoints.changeCredentialStatus, {
    body: { subjectType: 'organisation', subject: dairy, type, no: 'SC-1', status: 'suspended', reason: 'violation' },
  })
  expect(await told()).toEqual([
    ['SC-1', ['suspended'], true],
    ['PJ-77', [], true],
  ])
})

// The last: a day later every session is over.
test('a licence whose last day passes while the goods are on their way is missing at their receipt', async () => {
  await lab.call(endpoints.changeCredentialStatus, {
    body: { subjectType: 'batch', subject: goods.batch, type, no: 'PJ-77', status: 'revoked', reason: 'error' },
  })
  await issue(lab, 'JY-3', { validTo: dayIn(0) })
  const no = await offered()
  await dispatch(no)
  const trade = await counter.call(endpoints.trade, { params: { no } })
  const body = { kind: 'final' as const, lines: exactCount(trade) }
  expect((await counter.call(endpoints.matchTrade, { params: { no }, body })).agreed).toBe(true)
  demo.door.shift(dayMs)
  await counter.login('baiwei.warehouse', 'demo-password')
  const late = await counter.call(endpoints.matchTrade, { params: { no }, body })
  expect(late.differences).toEqual(licenceMissing)
})
