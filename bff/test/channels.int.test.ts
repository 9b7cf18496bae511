// Two channels behind one door: each its own log, thread and routes; the registry goes to both, a product lives in one.
import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Recorded } from '@ectrace/shared/api/views'
import { keys } from '@ectrace/shared/ledger/keys'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { createOwnKey } from '@ectrace/sdk/own-key'
import { setupTokenFile } from '../src/identity/bootstrap.ts'
import type { Deps } from '../src/deps.ts'
import { refusal } from './demo-fixture.ts'
import { openDoor } from './door-fixture.ts'
import type { Door } from './door-fixture.ts'

const password = 'correct horse battery'
const day = (shift: number): string => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10)
const now = (): string => new Date(Date.now() - 1_000).toISOString()

let door: Door
let trace: Deps
let cold: Deps
beforeAll(async () => {
  door = await openDoor({ CHANNELS: 'trace,cold', RATE_FACTOR: '1000' })
  const [first, second] = door.deps.channels
  if (first === undefined || second === undefined) throw new Error('two channels were asked for')
  trace = first
  cold = second
})
afterAll(() => door.end())

const clientOf = async (login: string, options: { channel?: string; ownKey?: string } = {}): Promise<Client> => {
  const client = createClient({ url: door.url, ...options })
  await client.login(login, password)
  return client
}

type Member = { organisation: string; reply: Recorded }
const register = async (login: string, value: string, type: 'operator' | 'supplier' | 'retailer', key?: string) => {
  const setupToken = readFileSync(setupTokenFile(door.keyDir), 'utf8').trim()
  const reply = await createClient({ url: door.url }).call(endpoints.registerOrganisation, {
    ...(key === undefined ? {} : { key }),
    body: {
      scheme: 'foreign',
      value,
      name: login,
      type,
      named: true,
      administrator: { login, password },
      ...(type === 'operator' ? { setupToken } : {}),
    },
  })
  return { organisation: reply.organisation, reply } satisfies Member
}
const organisationAt = async ({ ledger }: Deps, id: string): Promise<unknown> =>
  (await ledger.read(keys.organisation(id)))?.value

let supplier: Member
let retailer: Member
describe('the registry', () => {
  test('an organisation is recorded on every channel under one nonce, and each is reported', async () => {
    const { reply } = await register('operator', 'SG-1', 'operator')
    expect(reply).toMatchObject({ state: 'committed', channels: { cold: { state: 'committed' } } })
    const [here, there] = await Promise.all([trace, cold].map(async ({ ledger }) => (await ledger.blocks(1, 1))[0]))
    const envelopes = [here, there].map((block) => block?.transactions[0]?.leaf.envelope)
    expect(envelopes.map((envelope) => envelope?.channel)).toEqual(['trace', 'cold'])
    expect(envelopes[0]?.nonce).toBe(envelopes[1]?.nonce)
    expect(envelopes[0]?.log).not.toBe(envelopes[1]?.log)
  })

  test('the same request again is the first outcome on every channel', async () => {
    const key = randomUUID()
    supplier = await register('supplier', 'SG-2', 'supplier', key)
    const heights = await Promise.all([trace, cold].map(async ({ ledger }) => (await ledger.log()).height))
    const again = await register('supplier', 'SG-2', 'supplier', key)
    expect(again.reply.transaction).toBe(supplier.reply.transaction)
    expect(again.reply.channels).toEqual(supplier.reply.channels)
    expect(await Promise.all([trace, cold].map(async ({ ledger }) => (await ledger.log()).height))).toEqual(heights)
  })

  test('verifying, enrolling and revoking go to every channel', async () => {
    retailer = await register('retailer', 'SG-3', 'retailer')
    const operator = await clientOf('operator')
    for (const { organisation } of [supplier, retailer]) {
      await operator.call(endpoints.verifyOrganisation, {
        params: { id: organisation },
        body: { level: 'verified', basis: 'papers seen' },
      })
      expect(await organisationAt(cold, organisation)).toMatchObject({ level: 'verified' })
    }
    const enrol = async (admin: string, login: string, roles: ('trader' | 'warehouse')[]): Promise<string> =>
      (await (await clientOf(admin)).call(endpoints.enrolUser, { body: { login, password, roles } })).user
    await enrol('supplier', 'seller', ['trader'])
    await enrol('retailer', 'buyer', ['trader', 'warehouse'])
    const leaver = await enrol('retailer', 'leaver', ['trader'])
    await (await clientOf('retailer')).call(endpoints.revokeUser, { params: { id: leaver }, body: { reason: 'left' } })
    for (const { ledger } of [trace, cold])
      expect((await ledger.read(keys.user(leaver)))?.value).toMatchObject({ status: 'revoked' })
  })

  test('who keeps an own key signs for each channel', async () => {
    const { privateKey, publicKey } = createOwnKey()
    const admin = createClient({ url: door.url, ownKey: privateKey })
    const reply = await admin.act(endpoints.registerOrganisation, {
      body: {
        scheme: 'foreign',
        value: 'SG-4',
        name: 'own',
        type: 'inspector',
        named: true,
        administrator: { login: 'own', password, publicKey },
      },
    })
    expect(reply).toMatchObject({ state: 'committed', channels: { cold: { state: 'committed' } } })
    expect(await organisationAt(cold, reply.organisation)).toMatchObject({ name: 'own' })
  })
})

type Goods = { product: string; batch: string; code: string }
/** A batch of ten with codes, on the client's channel. */
const makeGoods = async (seller: Client, lot: string, key: string, gtin?: string): Promise<Goods> => {
  const { place } = await seller.call(endpoints.createPlace, { key, body: { name: lot, city: '上海' } })
  const { product } = await seller.call(endpoints.createProduct, {
    key,
    body: { name: '牛奶', unit: 'H87', ...(gtin === undefined ? {} : { gtin }) },
  })
  const { batch } = await seller.call(endpoints.createBatch, {
    key,
    body: { product, lot, quantity: '10', producedOn: day(-1), place },
  })
  const minted = await seller.call(endpoints.mintCodes, { key, params: { id: batch }, body: { count: 10 } })
  return { product, batch, code: minted.first[0] ?? '' }
}

describe('products and trades', () => {
  let here: Goods
  let there: Goods
  const key = randomUUID()
  beforeAll(async () => {
    here = await makeGoods(await clientOf('seller'), 'L1', key, '06901234567892')
    there = await makeGoods(await clientOf('seller', { channel: 'cold' }), 'L1', key)
  })

  test('one key on two channels makes two products', () => {
    expect(there.product).not.toBe(here.product)
    expect(there.code).not.toBe(here.code)
  })

  test('what is written on one channel is unknown to the other', async () => {
    expect(await cold.ledger.read(keys.product(here.product))).toBeUndefined()
    expect(await trace.ledger.read(keys.product(there.product))).toBeUndefined()
    const seller = await clientOf('seller', { channel: 'cold' })
    const place = (await seller.call(endpoints.places, { query: {} })).items[0]?.id ?? ''
    const body = { product: here.product, lot: 'L2', quantity: '1', producedOn: day(-1), place }
    expect(await refusal(seller.call(endpoints.createBatch, { body }))).toMatchObject({
      code: 'NOT_FOUND',
      details: { faults: [{ field: 'product' }] },
    })
    expect((await seller.call(endpoints.products, { query: {} })).items.map(({ id }) => id)).toEqual([there.product])
  })

  test('a GTIN that lives on one channel is refused on the other', async () => {
    const seller = await clientOf('seller', { channel: 'cold' })
    const body = { name: '牛奶', unit: 'H87' as const, gtin: '06901234567892' }
    const error = await refusal(seller.call(endpoints.createProduct, { body }))
    expect([error.code, error.details.faults?.[0]?.field, error.details['channel']]).toEqual([
      'ALREADY_EXISTS',
      'gtin',
      'trace',
    ])
  })

  test('a code leads to its channel, whichever one is asked', async () => {
    for (const channel of [undefined, 'trace', 'cold']) {
      const anybody = createClient({ url: door.url, ...(channel === undefined ? {} : { channel }) })
      for (const [goods, home] of [
        [here, trace],
        [there, cold],
      ] as const) {
        const view = await anybody.call(endpoints.trace, { query: { c: goods.code } })
        expect([view.channel, view.batch, view.checkpoint]).toEqual([
          home.channel,
          goods.batch,
          (await home.ledger.log()).checkpoint,
        ])
      }
    }
    const scanned = await door.get(there.code, { accept: 'application/json' })
    expect(scanned.json).toMatchObject({ channel: 'cold', batch: there.batch })
  })

  test('a trade runs on the other channel from offer to receipt', async () => {
    const [seller, buyer] = [
      await clientOf('seller', { channel: 'cold' }),
      await clientOf('buyer', { channel: 'cold' }),
    ]
    const place = (await seller.call(endpoints.places, { query: {} })).items[0]?.id ?? ''
    const shop = await buyer.call(endpoints.createPlace, { body: { name: 'shop', city: '上海' } })
    const { no } = await seller.call(endpoints.offerTrade, {
      body: { buyer: retailer.organisation, lines: [{ product: there.product, quantity: '4', unit: 'H87' }] },
    })
    await buyer.call(endpoints.acceptTrade, { params: { no }, body: {} })
    await seller.call(endpoints.dispatchTrade, {
      params: { no },
      body: { place, dispatchedAt: now(), vehicle: 'A1', lines: [{ fills: 1, batch: there.batch, quantity: '4' }] },
    })
    const lines = [
      { line: 1, product: there.product, lot: 'L1', unit: 'H87' as const, accepted: '4', rejected: '0', missing: '0' },
    ]
    const receipt = await buyer.call(endpoints.confirmReceipt, {
      params: { no },
      body: { place: shop.place, kind: 'final', lines },
    })
    expect(receipt.state).toBe('committed')
    expect((await cold.ledger.read(keys.trade(no)))?.value).toMatchObject({ state: 'received' })
    expect(await trace.ledger.read(keys.trade(no))).toBeUndefined()
  })
})

describe('what everybody sees', () => {
  test('the channels with their logs and keys, and each log by its name', async () => {
    const anybody = createClient({ url: door.url })
    const channels = await anybody.call(endpoints.channels, {})
    expect(channels.map(({ channel }) => channel)).toEqual(['trace', 'cold'])
    for (const { channel, origin, verifierKey } of channels) {
      const log = await createClient({ url: door.url, channel }).call(endpoints.log, {})
      expect([log.channel, log.origin, log.verifierKey]).toEqual([channel, origin, verifierKey])
    }
    expect(new Set(channels.map(({ verifierKey }) => verifierKey)).size).toBe(2)
  })

  test('a witness watches the channel that it is told to', async () => {
    const program = new URL('../../sdk/src/witness.ts', import.meta.url).pathname
    const dir = path.join(door.folder, 'witness')
    const args = [program, '--url', door.url, '--channel', 'cold', '--dir', dir, '--once']
    const { stdout } = await promisify(execFile)(process.execPath, args)
    expect(stdout).toContain((await cold.ledger.log()).origin)
  })

  test('a channel that the server does not have is not found', async () => {
    expect((await door.get('channels/none/log')).status).toBe(404)
  })

  test('the state of each channel, and its heights', async () => {
    const { parts } = (await door.get('/readyz')).json as { parts: Record<string, { ok: boolean }> }
    expect(Object.keys(parts).sort()).toEqual([
      'blobs',
      'ledger',
      'ledger.cold',
      'readModel',
      'readModel.cold',
      'signer',
      'vault',
    ])
    const { text } = await door.get('/metrics')
    expect(text).toMatch(/^ectrace_ledger_height\{channel="cold"\} \d+$/m)
  })
})
