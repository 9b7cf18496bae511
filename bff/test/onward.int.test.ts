// From goods in hand to the next trade over HTTP: the draft is accepted as it comes, and what is not in hand is told code by code.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { OnwardDraft } from '@ectrace/shared/api/trade-views'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Json } from '@ectrace/shared/proof/canonical'
import { checkLoad } from '../src/commands/check-load.ts'
import { draftOnward } from '../src/commands/draft-onward.ts'
import { mustRead } from '../src/commands/state.ts'
import type { Deps } from '../src/deps.ts'
import { refusal } from './demo-fixture.ts'
import { openTrading } from './trading-fixture.ts'
import type { Goods, Side, Trading } from './trading-fixture.ts'

type Asked = NonNullable<BodyOf<typeof endpoints.draftOnward>>

const report = { kind: 'inspection' as const, digest: 'ab'.repeat(32), title: '出厂检验报告' }
const waybill = { kind: 'other' as const, digest: 'cd'.repeat(32), title: '运单' }

let trading: Trading
/** Twelve coded pieces that the distributor received by name under `no`; four more stayed with the dairy. */
let goods: Goods
let named: string[]
/** Thirty received in bulk. */
let bulk: Goods
let no: string

beforeAll(async () => {
  trading = await openTrading()
  const { dairy, distributor, agree, send, receive, makeGoods } = trading
  await license(['quarantine', 'cold_chain'], dairy.id)
  goods = await makeGoods(16)
  bulk = await makeGoods(30)
  named = goods.codes.slice(0, 12)
  no = await agree(dairy, distributor, {
    lines: [
      { product: goods.product, quantity: '12', unit: 'H87' },
      { product: bulk.product, quantity: '30', unit: 'H87' },
    ],
    documents: [report],
    requiredCredentials: ['quarantine', 'cold_chain'],
  })
  const lines = [
    { fills: 1, batch: goods.batch, quantity: '12', units: named },
    { fills: 2, batch: bulk.batch, quantity: '30' },
  ]
  await send(dairy, no, lines, { documents: [waybill] })
  await receive(distributor, no)
}, 60_000)
afterAll(() => trading.demo.end())

/** The operator issues licences of these types to an organisation. */
const license = async (types: readonly string[], subject: string): Promise<void> => {
  const operator = await trading.demo.as('platform.admin')
  const { organisation } = await operator.call(endpoints.me, {})
  await operator.call(endpoints.grantAuthority, { body: { organisation: organisation.id, types: [...types] } })
  for (const type of types)
    await operator.call(endpoints.issueCredential, {
      body: { subjectType: 'organisation', subject, type, no: `OWN-${type}`, validFrom: '2026-01-01' },
    })
}

const draft = (asked: Asked, side: Side = trading.distributor): Promise<OnwardDraft> =>
  side.warehouse.call(endpoints.draftOnward, { body: asked })
const faultsOf = async (asked: Asked, side?: Side): Promise<unknown> => {
  const { code, details } = await refusal(draft(asked, side))
  return [code, (details.faults ?? []).map(({ field, rule }) => [field, rule])]
}

test('scanned items and a named batch become an offer and a dispatch that are accepted as they come', async () => {
  const { distributor, shop, view, receive, onHand, demo } = trading
  const { size } = await demo.door.deps.ledger.log()
  const link = `${demo.door.url}${named[1] ?? ''}`
  const asked = {
    codes: [named[0] ?? '', link, named[0] ?? ''],
    batches: [{ batch: bulk.batch, quantity: '10' }],
  }
  const made = await draft(asked)
  expect(made).toEqual({
    offer: {
      lines: [
        { product: goods.product, quantity: '2', unit: 'H87' },
        { product: bulk.product, quantity: '10', unit: 'H87' },
      ],
      requiredCredentials: [],
      documents: [report, waybill],
    },
    dispatch: {
      place: distributor.place,
      lines: [
        { fills: 1, batch: goods.batch, quantity: '2', units: named.slice(0, 2) },
        { fills: 2, batch: bulk.batch, quantity: '10' },
      ],
    },
    credentials: [],
    missingCredentials: ['quarantine', 'cold_chain'],
  })
  expect((await demo.door.deps.ledger.log()).size).toBe(size)
  const next = await distributor.trader.act(endpoints.offerTrade, { body: { buyer: shop.id, ...made.offer } })
  await shop.trader.act(endpoints.acceptTrade, { params: { no: next.no }, body: {} })
  const params = { no: next.no }
  expect((await distributor.warehouse.call(endpoints.checkLoad, { params, body: made.dispatch })).agreed).toBe(true)
  await distributor.trader.act(endpoints.dispatchTrade, {
    params,
    body: { ...made.dispatch, dispatchedAt: new Date().toISOString() },
  })
  await receive(shop, next.no)
  expect([await onHand(shop, goods.batch), await onHand(shop, bulk.batch)]).toEqual(['2', '10'])
  expect((await view(shop, next.no)).documents).toEqual([report, waybill])
})

test('a batch’s own code means all that is on hand, beside the units that are named', async () => {
  const { distributor } = trading
  const { path } = await distributor.trader.call(endpoints.batch, { params: { id: goods.batch } })
  const made = await draft({ codes: [path, named[2] ?? ''] })
  expect(made.dispatch.lines).toEqual([
    { fills: 1, batch: goods.batch, quantity: '1', units: [named[2] ?? ''] },
    { fills: 1, batch: goods.batch, quantity: '9' },
  ])
  expect(made.offer.lines).toEqual([{ product: goods.product, quantity: '10', unit: 'H87' }])
})

test('an item that came in bulk and never acted alone goes on by name', async () => {
  const { distributor, shop, agree, send, receive } = trading
  const made = await draft({ codes: bulk.codes.slice(0, 3) })
  expect(made.dispatch.lines).toEqual([{ fills: 1, batch: bulk.batch, quantity: '3', units: bulk.codes.slice(0, 3) }])
  const next = await agree(distributor, shop, made.offer)
  await send(distributor, next, made.dispatch.lines)
  await receive(shop, next)
})

describe('licences', () => {
  const issued = async (
    no: string,
    change: { validFrom: string; validTo?: string; document: string },
  ): Promise<void> => {
    const operator = await trading.demo.as('platform.admin')
    const subject = { subjectType: 'organisation' as const, subject: trading.distributor.id, type: 'cold_chain', no }
    await operator.call(endpoints.issueCredential, { body: { ...subject, title: '冷链运输许可证', ...change } })
  }

  test('that are valid today are asked for again and their documents go along; others are told as missing', async () => {
    await issued('LL-1', { validFrom: '2020-01-01', document: 'ef'.repeat(32) })
    await issued('LL-2', { validFrom: '2020-01-01', validTo: '2020-12-31', document: '12'.repeat(32) })
    await issued('LL-3', { validFrom: '2999-01-01', document: '34'.repeat(32) })
    const made = await draft({ batches: [{ batch: bulk.batch, quantity: '1' }] })
    expect(made.offer.requiredCredentials).toEqual(['cold_chain'])
    expect(made.missingCredentials).toEqual(['quarantine'])
    expect(made.credentials.map(({ type, no: number }) => [type, number])).toEqual([['cold_chain', 'LL-1']])
    expect(made.offer.documents).toEqual([
      { kind: 'other', digest: 'ef'.repeat(32), title: '冷链运输许可证' },
      report,
      waybill,
    ])
  })
})

describe('over values that other acts write', () => {
  const pack = '/s/00/106901234567890128'
  /** The server's own parts, with some values of the chain laid over. */
  const over = (values: Record<string, Json>): Deps => {
    const { deps } = trading.demo.door
    const read: Deps['ledger']['read'] = async (key) => {
      const value = values[key]
      if (value === undefined) return deps.ledger.read(key)
      return { key, value, digest: '', height: 1, index: 0, transaction: '', leafIndex: 0 }
    }
    return { ...deps, ledger: { ...deps.ledger, read } }
  }
  const draftOver = (values: Record<string, Json>, asked: { codes: string[] }) =>
    draftOnward(over(values), trading.distributor.id, { batches: [], ...asked })
  const row = (path: string, change: Record<string, Json> = {}): Record<string, Json> => ({
    [keys.unit(path)]: {
      v: 1,
      path,
      batch: goods.batch,
      holder: trading.distributor.id,
      state: 'on_hand',
      trade: no,
      ...change,
    },
  })
  const packed = (): Record<string, Json> =>
    row(pack, { pack: { level: 'carton', quantity: '4', children: named.slice(4, 8) } })

  test('a pack in hand counts as what is in it, beside loose items', async () => {
    const made = await draftOver(packed(), { codes: [pack, named[8] ?? ''] })
    expect(made.dispatch.lines).toEqual([
      { fills: 1, batch: goods.batch, quantity: '5', units: [pack, named[8] ?? ''] },
    ])
    expect(made.offer.lines).toEqual([{ product: goods.product, quantity: '5', unit: 'H87' }])
  })

  test('what is still in a pack, and a pack that is in a larger one, is not loose', async () => {
    const values = { ...packed(), ...row(named[4] ?? '', { parent: pack }) }
    const error = await refusal(draftOver(values, { codes: [pack, named[4] ?? ''] }))
    expect([error.code, error.details.faults]).toEqual([
      'UNIT_NOT_HELD',
      [{ field: 'codes.1', rule: 'unit.loose', value: named[4] }],
    ])
  })

  test('a recalled batch is not drafted, and its load is refused', async () => {
    const recall = { [keys.recall(goods.batch)]: { v: 1, batch: goods.batch, class: 1, reason: 'safety' } }
    const error = await refusal(draftOver(recall, { codes: named.slice(3, 4) }))
    expect([error.code, error.details.faults?.[0]]).toEqual([
      'BATCH_RECALLED',
      { field: 'codes.0', rule: 'batch.not-recalled', value: goods.lot },
    ])
    const { distributor, shop, agree } = trading
    const lines = [{ product: goods.product, quantity: '1', unit: 'H87' as const }]
    const next = await agree(distributor, shop, { lines })
    const trade = await mustRead(over({}), keys.trade(next), 'no')
    const loaded = { place: distributor.place, lines: [{ fills: 1, batch: goods.batch, quantity: '1' }] }
    expect((await checkLoad(over({}), trade, loaded)).differences).toEqual([])
    expect((await checkLoad(over(recall), trade, loaded)).differences.map(({ code }) => code)).toEqual(['recalled'])
  })
})

describe('what is not in hand is told by its field', () => {
  test('a unit of another, with every other one', async () => {
    const asked = { codes: [named[3] ?? '', goods.codes[15] ?? '', named[0] ?? ''] }
    // The dairy holds the rest of the batch, and the shop has the first one by now.
    expect(await faultsOf({ codes: [named[0] ?? ''] })).toEqual(['UNIT_NOT_HELD', [['codes.0', 'unit.held']]])
    expect(await faultsOf(asked)).toEqual(['UNIT_NOT_HELD', [['codes.2', 'unit.held']]])
    expect(await faultsOf({ codes: named.slice(3, 5) }, trading.shop)).toEqual([
      'UNIT_NOT_HELD',
      [
        ['codes.0', 'unit.held'],
        ['codes.1', 'unit.held'],
      ],
    ])
  })

  test('a batch of which nothing is held, by code and by identifier', async () => {
    const { dairy } = trading
    const own = await trading.makeGoods(1)
    const { path } = await dairy.trader.call(endpoints.batch, { params: { id: own.batch } })
    expect(await faultsOf({ codes: [path] })).toEqual(['UNIT_NOT_HELD', [['codes.0', 'batch.held']]])
    expect(await faultsOf({ batches: [{ batch: own.batch }] })).toEqual([
      'UNIT_NOT_HELD',
      [['batches.0.batch', 'batch.held']],
    ])
    expect(await faultsOf({ codes: own.codes })).toEqual(['UNIT_NOT_HELD', [['codes.0', 'batch.held']]])
  })

  test('more than is held', async () => {
    expect(await faultsOf({ batches: [{ batch: bulk.batch, quantity: '1000' }] })).toEqual([
      'INSUFFICIENT_QUANTITY',
      [['batches.0.batch', 'on-hand']],
    ])
  })

  test.each([
    ['nothing', '0', 'positive'],
    ['half a piece', '0.5', 'whole-units-only'],
  ])('%s of a batch', async (_title, quantity, rule) => {
    expect(await faultsOf({ batches: [{ batch: bulk.batch, quantity }] })).toEqual([
      'INVALID_QUANTITY',
      [['batches.0.batch', rule]],
    ])
  })

  test('a code that nobody made, a trade’s code, another site’s and a pack that nobody packed', async () => {
    expect(await faultsOf({ codes: ['/s/x/PX/10/L/21/00000000000000000000'] })).toEqual([
      'CODE_UNKNOWN',
      [['codes.0', 'code.known']],
    ])
    expect(await faultsOf({ codes: [`/s/t/${no}`] })).toEqual(['CODE_MALFORMED', [['codes.0', 'code.of-goods']]])
    expect(await faultsOf({ codes: [`https://evil.example${named[1] ?? ''}`] })).toEqual([
      'CODE_FOREIGN_HOST',
      [['codes.0', 'accepted-host']],
    ])
    expect(await faultsOf({ codes: ['/s/00/106901234567890128'] })).toEqual([
      'UNIT_NOT_HELD',
      [['codes.0', 'code.known']],
    ])
    expect(await faultsOf({ codes: ['/s/00/106901234567890129'] })).toEqual([
      'CODE_CHECK_DIGIT',
      [['codes.0', 'gs1-check-digit']],
    ])
    expect(await faultsOf({})).toEqual(['VALIDATION_FAILED', [['codes', 'min.1']]])
  })

  test('goods that lie at another place than the one that is asked for', async () => {
    expect(await faultsOf({ codes: [named[3] ?? ''], place: trading.shop.place })).toEqual([
      'INSUFFICIENT_QUANTITY',
      [['codes.0', 'on-hand']],
    ])
  })
})
