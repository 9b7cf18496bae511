// What bad input gets: a coded error that names the field and the rule, and nothing written.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { createClient } from '@ectrace/sdk/client'
import { firstPlaceOf, openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'
import { codeOf, errorOf } from './door-fixture.ts'

let demo: Demo
let token: string
let place: string
let piece: string
let litre: string

const sizeOf = async (): Promise<number> => (await demo.door.deps.ledger.log()).size
const headers = (extra: Record<string, string> = {}): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  ...extra,
})

beforeAll(async () => {
  demo = await openDemo()
  const dairy = await demo.as('dairy.trader')
  token = (await createClient({ url: demo.door.url }).login('dairy.trader', 'demo-password')).token
  place = await firstPlaceOf(dairy)
  piece = (await dairy.call(endpoints.products, { query: {} })).items[0]?.id ?? ''
  const farm = await demo.as('farm.trader')
  litre = (await farm.call(endpoints.products, { query: {} })).items[0]?.id ?? ''
}, 60_000)
afterAll(() => demo.end())

describe('a quantity', () => {
  const wrong: [string, () => string][] = [
    ['1e3', () => piece],
    ['-1', () => piece],
    ['１０', () => piece],
    ['0.1000000000001', () => piece],
    ['0.5', () => piece],
    ['+1', () => piece],
    ['01', () => piece],
    [' 1', () => piece],
    ['', () => piece],
    ['1.', () => piece],
    ['0.1000000000001', () => litre],
    ['NaN', () => litre],
    ['1,000', () => litre],
  ]
  test.each(wrong)('%j is refused, naming field and rule, and nothing is written', async (quantity, product) => {
    const before = await sizeOf()
    const body = { product: product(), lot: 'BAD-1', producedOn: '2026-01-01', place, quantity }
    const reply = await demo.door.post(
      '/api/v1/batches',
      body,
      headers({ 'idempotency-key': `q-${quantity}-${product()}`.replace(/[^\x21-\x7e]/g, '_') }),
    )
    expect(reply.status).toBe(400)
    expect(['VALIDATION_FAILED', 'INVALID_QUANTITY']).toContain(codeOf(reply))
    const fault = errorOf(reply).details['faults'] as { field: string; rule: string }[]
    expect(fault[0]?.field).toBe('quantity')
    expect(fault[0]?.rule).toMatch(/\S/)
    expect(await sizeOf()).toBe(before)
  })

  test('as a JSON number is refused: quantities are exact decimal texts', async () => {
    const body = { product: piece, lot: 'BAD-2', producedOn: '2026-01-01', place, quantity: 10 }
    expect(codeOf(await demo.door.post('/api/v1/batches', body, headers({ 'idempotency-key': 'n-1' })))).toBe(
      'VALIDATION_FAILED',
    )
  })
})

describe('a field', () => {
  const good = { scheme: 'uscc', name: '测试企业', type: 'supplier', named: true }
  const cases: [string, string, object, string, string][] = [
    [
      'a credit code with a wrong check character',
      '/organisations',
      { ...good, value: '91350100M000100Y44', administrator: { login: 'bad.one', password: 'long-enough' } },
      'IDENTIFIER_INVALID',
      'value',
    ],
    [
      'a password that is too short',
      '/organisations',
      { ...good, value: '91350100M000100Y43', administrator: { login: 'bad.two', password: 'short' } },
      'VALIDATION_FAILED',
      'administrator.password',
    ],
    [
      'an unknown member',
      '/organisations',
      {
        ...good,
        value: '91350100M000100Y43',
        administrator: { login: 'bad.three', password: 'long-enough' },
        admin: true,
      },
      'VALIDATION_FAILED',
      'admin',
    ],
  ]
  test.each(cases)('%s is named', async (_name, path, body, code, field) => {
    const before = await sizeOf()
    const reply = await demo.door.post(`/api/v1${path}`, body, { 'idempotency-key': `f-${field}` })
    expect(codeOf(reply)).toBe(code)
    expect((errorOf(reply).details['faults'] as { field: string }[]).map((one) => one.field)).toContain(field)
    expect(await sizeOf()).toBe(before)
  })

  test('a GTIN with a wrong check digit, a lot outside character set 82, a day that does not exist', async () => {
    const dairy = await demo.as('dairy.trader')
    expect(
      (
        await refusal(
          dairy.call(endpoints.createProduct, { body: { name: '假货', gtin: '6901234567893', unit: 'H87' } }),
        )
      ).code,
    ).toBe('CODE_CHECK_DIGIT')
    const batch = { product: piece, producedOn: '2026-01-01', place, quantity: '1' }
    expect(
      (await refusal(dairy.call(endpoints.createBatch, { body: { ...batch, lot: '批次一' } }))).details.faults?.[0]
        ?.field,
    ).toBe('lot')
    expect(
      (await refusal(dairy.call(endpoints.createBatch, { body: { ...batch, lot: 'L1', producedOn: '2026-02-30' } })))
        .details.faults?.[0]?.field,
    ).toBe('producedOn')
  })
})

describe('an act that others may not do', () => {
  test('a supplier cannot send more than it holds, nor goods of another', async () => {
    const dairy = await demo.as('dairy.trader')
    const shop = await demo.as('linli.trader')
    const buyer = (await shop.call(endpoints.me, {})).organisation.id
    const lots = (await dairy.call(endpoints.batches, { query: {} })).items
    const batch = lots.find(({ lot }) => lot === 'YL-A0121')
    const { no } = await dairy.call(endpoints.offerTrade, {
      body: { buyer, lines: [{ product: piece, quantity: '61', unit: 'H87' }] },
    })
    await shop.call(endpoints.acceptTrade, { params: { no }, body: {} })
    const before = await sizeOf()
    const body = {
      place,
      dispatchedAt: new Date().toISOString(),
      lines: [{ fills: 1, batch: batch?.id ?? '', quantity: '61' }],
    }
    const error = await refusal(dairy.call(endpoints.dispatchTrade, { params: { no }, body }))
    expect([error.code, error.details.faults?.[0]?.field]).toEqual(['INSUFFICIENT_QUANTITY', 'lines.0.quantity'])
    const stranger = await refusal(
      (await demo.as('shunda.trader')).call(endpoints.dispatchTrade, { params: { no }, body }),
    )
    expect(stranger.code).toBe('WRONG_ORGANISATION')
    expect(await sizeOf()).toBe(before)
  })

  test('a unit that is in other hands cannot be sent', async () => {
    const dairy = await demo.as('dairy.trader')
    const shop = await demo.as('linli.trader')
    const buyer = (await shop.call(endpoints.me, {})).organisation.id
    const batch = (await dairy.call(endpoints.batches, { query: {} })).items.find(({ lot }) => lot === 'YL-A0121')
    const { no } = await dairy.call(endpoints.offerTrade, {
      body: { buyer, lines: [{ product: piece, quantity: '1', unit: 'H87' }] },
    })
    await shop.call(endpoints.acceptTrade, { params: { no }, body: {} })
    const lines = [{ fills: 1, batch: batch?.id ?? '', quantity: '1', units: [demo.code('item')] }]
    const error = await refusal(
      dairy.call(endpoints.dispatchTrade, {
        params: { no },
        body: { place, dispatchedAt: new Date().toISOString(), lines },
      }),
    )
    expect(error.code).toBe('UNIT_NOT_HELD')
  })

  test('a refusal by the rules names the field in the words of the request', async () => {
    const dairy = await demo.as('dairy.trader')
    const batch = { product: piece, lot: 'YL-A0121', producedOn: '2026-01-01', place, quantity: '1' }
    const error = await refusal(dairy.call(endpoints.createBatch, { body: batch }))
    expect(error.code).toBe('ALREADY_EXISTS')
    expect(error.details.faults?.[0]?.field).toMatch(/^(id|lot)$/)
  })

  test('a second operator cannot be registered, nor one without the setup token', async () => {
    const client = createClient({ url: demo.door.url })
    const body = {
      scheme: 'uscc' as const,
      value: '91350100M000100Y43',
      name: '另一个平台',
      type: 'operator' as const,
      named: true,
      administrator: { login: 'evil.admin', password: 'long-enough' },
    }
    expect((await refusal(client.call(endpoints.registerOrganisation, { body }))).code).toBe('FORBIDDEN')
  })
})

describe('evidence', () => {
  const post = (bytes: Uint8Array<ArrayBuffer>, type: string, key: string): Promise<Response> =>
    fetch(`${demo.door.url}/api/v1/evidence`, {
      method: 'POST',
      headers: headers({ 'content-type': type, 'idempotency-key': key }),
      body: bytes,
    })

  test('of another type than it claims, or none at all, is refused', async () => {
    const script = new Uint8Array(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'))
    for (const type of ['image/jpeg', 'image/svg+xml', 'text/html'])
      expect((await post(script, type, `e-${type.length}`)).status).toBe(415)
  })

  test('that is a picture loses its EXIF, is kept under its digest, and is served by it', async () => {
    const { default: sharp } = await import('sharp')
    const exif = {
      IFD0: { Copyright: 'someone', ImageDescription: 'secret-place' },
      IFD3: { GPSLatitude: '30/1 16/1 0/1' },
    }
    const made = await sharp({ create: { width: 80, height: 60, channels: 3, background: '#386' } })
      .withExif(exif)
      .jpeg()
      .toBuffer()
    expect(made.includes('secret-place')).toBe(true)
    const reply = (await (await post(new Uint8Array(made), 'image/jpeg', 'e-real')).json()) as {
      digest: string
      type: string
    }
    const served = await fetch(`${demo.door.url}/api/v1/blobs/${reply.digest}`)
    const bytes = Buffer.from(await served.arrayBuffer())
    expect([served.headers.get('content-type'), reply.type]).toEqual(['image/jpeg', 'image/jpeg'])
    expect(bytes.includes('secret-place')).toBe(false)
    expect((await sharp(bytes).metadata()).exif).toBeUndefined()
    const { createHash } = await import('node:crypto')
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(reply.digest)
  })
})
