// Packs over HTTP, from the packing table to the consumer: packed by ratio, sent as one, received whole or in parts, told apart.
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { RefusalDetails, TraceView } from '@ectrace/shared/api/views'
import { gs1CheckDigit } from '@ectrace/shared/codes/gs1'
import { codeLeaf } from '@ectrace/shared/codes/code-set'
import { dateOfInstant } from '@ectrace/shared/domain/time'
import { keys } from '@ectrace/shared/ledger/keys'
import type { MatchResult } from '@ectrace/shared/matching/match'
import { hexDecode } from '@ectrace/shared/proof/bytes'
import { parsePath, verifyInclusion } from '@ectrace/shared/proof/merkle'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import { openDemo, refusal } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

let demo: Demo
let maker: Client
let packer: Client
let shop: Client
let shopTrader: Client
let factory: string
let store: string
let product: string

const hour = 3_600_000
/** An instant so many hours ago. */
const ago = (hours: number): string => new Date(Date.now() - hours * hour).toISOString()
const packedAt = ago(30)
const organisationOf = async (client: Client): Promise<string> => (await client.call(endpoints.me, {})).organisation.id

beforeAll(async () => {
  demo = await openDemo()
  maker = await demo.as('dairy.trader')
  packer = await demo.as('dairy.warehouse')
  shop = await demo.as('baiwei.warehouse')
  shopTrader = await demo.as('baiwei.trader')
  // Without coordinates: how long a way takes is not the matter here.
  factory = (await maker.call(endpoints.createPlace, { body: { name: '包装车间', city: '杭州' } })).place
  store = (await shopTrader.call(endpoints.createPlace, { body: { name: '收货口', city: '嘉兴' } })).place
  const packing = [
    { unit: 'XCT' as const, quantity: '12' },
    { unit: 'XPX' as const, quantity: '48' },
  ]
  product = (await maker.call(endpoints.createProduct, { body: { name: '盒装酸奶', unit: 'H87', packing } })).product
}, 60_000)
afterAll(() => demo.end())

type Goods = { batch: string; lot: string; items: string[] }

const made = async (lot: string, quantity = 48): Promise<Goods> => {
  const producedOn = dateOfInstant(ago(48))
  const body = { product, lot, producedOn, place: factory, quantity: String(quantity) }
  const { batch } = await maker.call(endpoints.createBatch, { body })
  await maker.call(endpoints.mintCodes, { params: { id: batch }, body: { count: quantity } })
  const { items } = await maker.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
  return { batch, lot, items: items.map(({ path }) => path) }
}
type PackBody = { level?: 'carton' | 'pallet'; sscc?: string; partial?: true }
const pack = (batch: string, children: string[], change: PackBody = {}, key?: string) =>
  packer.call(endpoints.createPack, {
    body: { level: 'carton', batch, place: factory, children, packedAt, ...change },
    ...(key === undefined ? {} : { key }),
  })
/** A company's own number, of 17 digits and their check digit. */
const ownSscc = (digits: string): string => digits + gs1CheckDigit(digits)
const ssccOf = (path: string): string => path.slice('/s/00/'.length)

type Pallet = Goods & { pallet: string; cartons: string[] }

/** 48 yoghurts in four cartons of twelve on a pallet. */
const palletOf48 = async (lot: string): Promise<Pallet> => {
  const goods = await made(lot)
  const cartons: string[] = []
  for (const n of [0, 1, 2, 3]) cartons.push((await pack(goods.batch, goods.items.slice(12 * n, 12 * n + 12))).path)
  const { path: pallet } = await pack(goods.batch, cartons, { level: 'pallet' })
  return { ...goods, cartons, pallet }
}

const sent = async ({ batch }: Goods, units: string[], quantity: string): Promise<string> => {
  const buyer = await organisationOf(shop)
  const lines = [{ product, quantity, unit: 'H87' as const }]
  const { no } = await maker.call(endpoints.offerTrade, { body: { buyer, lines } })
  await shopTrader.call(endpoints.acceptTrade, { params: { no }, body: {} })
  await maker.call(endpoints.dispatchTrade, {
    params: { no },
    body: { place: factory, dispatchedAt: ago(20), lines: [{ fills: 1, batch, quantity, units }] },
  })
  return no
}

const rows = (lot: string, accepted: string, units: string[], unit: 'H87' | 'XCT' = 'H87') => [
  { line: 1, product, lot, unit, accepted, rejected: '0', missing: '0', units },
]
type Kind = 'partial' | 'final'
const matched = (no: string, kind: Kind, lines: ReturnType<typeof rows>): Promise<MatchResult> =>
  shop.call(endpoints.matchTrade, { params: { no }, body: { kind, lines } })
const received = (no: string, kind: Kind, lines: ReturnType<typeof rows>) =>
  shop.call(endpoints.confirmReceipt, { params: { no }, body: { kind, place: store, lines } })
const refusedFor = async (no: string, kind: Kind, lines: ReturnType<typeof rows>) => {
  const error = await refusal(received(no, kind, lines))
  expect(error.code).toBe('RECEIPT_REFUSED')
  const { result } = error.details as unknown as RefusalDetails
  return result.differences.map(({ code, unit }) => [code, unit])
}
const packNow = (client: Client, path: string) => client.call(endpoints.pack, { params: { sscc: ssccOf(path) } })

describe('packing', () => {
  test('makes a number of its own, the same for a repeat, and says what lies where', async () => {
    const { batch, lot, items } = await made('P-01', 24)
    const children = items.slice(0, 12)
    const first = await pack(batch, children, {}, 'pack-once-01')
    expect(first.path).toMatch(/^\/s\/00\/9\d{17}$/)
    expect((await pack(batch, children, {}, 'pack-once-01')).sscc).toBe(first.sscc)
    const second = await pack(batch, items.slice(12, 23), { partial: true, sscc: ownSscc('30690123400000001') })
    expect(second.path).toBe(`/s/00/${ownSscc('30690123400000001')}`)

    const view = await packNow(packer, first.path)
    expect(view).toMatchObject({
      path: first.path,
      level: 'carton',
      lot,
      productName: '盒装酸奶',
      quantity: '12',
      count: 12,
      state: 'on_hand',
      holder: { id: await organisationOf(maker), name: '云岭乳业' },
      packing: { place: factory, transaction: first.transaction, count: 12 },
      unpackings: [],
    })
    expect(view.children).toEqual(children.map((path) => ({ path })))
    expect((await packNow(packer, second.path)).partial).toBe(true)
    const { items: list, total } = await maker.call(endpoints.packs, { query: { batch } })
    expect([total, list.map(({ path }) => path)]).toEqual([2, [second.path, first.path]])
    const free = await maker.call(endpoints.codes, { params: { id: batch }, query: {} })
    expect(free.items.map(({ path }) => path)).toEqual(items.slice(23))
  })

  test('is refused for what is packed already, for another ratio, for a wrong number, and for who holds nothing', async () => {
    const { batch, items } = await made('P-02', 24)
    const carton = await pack(batch, items.slice(0, 12))
    const faultOf = async (call: Promise<unknown>) => {
      const { code, details } = await refusal(call)
      return [code, details.faults?.[0]?.field, details.faults?.[0]?.rule]
    }
    const twice = [...items.slice(12, 23), items[3] ?? '']
    expect(await faultOf(pack(batch, twice))).toEqual(['UNIT_NOT_HELD', 'children.11', 'unit.not-in-pack'])
    expect(await faultOf(pack(batch, items.slice(12, 20)))).toEqual([
      'QUANTITY_NOT_BALANCED',
      'children',
      'contents.is-ratio',
    ])
    expect(await faultOf(pack(batch, items.slice(12), { sscc: '306901234000000010' }))).toEqual([
      'VALIDATION_FAILED',
      'sscc',
      'gs1-check-digit',
    ])
    expect(await faultOf(pack(batch, items.slice(12), { sscc: carton.sscc }))).toEqual([
      'ALREADY_EXISTS',
      'parent',
      'new',
    ])
    const body = { level: 'carton' as const, batch, place: store, children: items.slice(12) }
    expect((await refusal(shop.call(endpoints.createPack, { body }))).code).toBe('INSUFFICIENT_QUANTITY')
    expect((await refusal(packNow(shop, carton.path))).code).toBe('WRONG_ORGANISATION')
    const opened = { place: store }
    const params = { sscc: carton.sscc }
    expect((await refusal(shop.call(endpoints.unpack, { params, body: opened }))).code).toBe('UNIT_NOT_HELD')
    expect((await refusal(shop.call(endpoints.pack, { params: { sscc: '306901234000000010' } }))).code).toBe(
      'CODE_CHECK_DIGIT',
    )
    expect((await refusal(shop.call(endpoints.pack, { params: { sscc: ownSscc('30690123400000999') } }))).code).toBe(
      'NOT_FOUND',
    )
  })

  test('is undone in part and as a whole', async () => {
    const { batch, items } = await made('P-03', 12)
    const { sscc, path } = await pack(batch, items)
    const body = { place: factory, children: items.slice(0, 2), unpackedAt: ago(29) }
    expect((await packer.call(endpoints.unpack, { params: { sscc }, body })).left).toBe(10)
    expect((await packer.call(endpoints.unpack, { params: { sscc }, body: { place: factory } })).left).toBe(0)
    const view = await packNow(packer, path)
    expect([view.state, view.quantity, view.children]).toEqual(['retired', '0', []])
    expect(view.unpackings.map(({ children }) => children?.length)).toEqual([2, undefined])
    expect((await maker.call(endpoints.packs, { query: { batch } })).total).toBe(0)
    expect((await pack(batch, items)).path).not.toBe(path)
  })
})

describe('a pallet of four cartons of twelve', () => {
  test('is received by its own code: what lies in it is inferred, and everything in it is the buyer’s', async () => {
    const p = await palletOf48('P-11')
    const no = await sent(p, [p.pallet], '48')
    const { expectation } = await shop.call(endpoints.trade, { params: { no } })
    expect(expectation?.lines[0]).toMatchObject({
      units: [p.pallet],
      contents: { [p.pallet]: '48' },
      packing: { XCT: '12' },
    })
    expect(Object.keys(expectation?.packs ?? {})).toEqual([p.pallet, ...p.cartons])
    const lines = rows(p.lot, '48', [p.pallet])
    expect((await matched(no, 'final', lines)).lines[0]?.completeness).toBe('completeness_inferred')
    await received(no, 'final', lines)
    expect((await packNow(shop, p.pallet)).holder.name).toBe('百味便利店')
    expect(await packNow(maker, p.cartons[2] ?? '')).toMatchObject({ parent: p.pallet, state: 'on_hand', trade: no })
    expect((await refusal(packNow(await demo.as('linli.trader'), p.pallet))).code).toBe('WRONG_ORGANISATION')
    expect((await shop.call(endpoints.packs, { query: { batch: p.batch } })).items.map(({ path }) => path)).toEqual([
      p.pallet,
    ])
    expect((await maker.call(endpoints.packs, { query: { batch: p.batch } })).total).toBe(0)
  })

  test('is received by its cartons counted in cartons, and by its items: verified', async () => {
    const p = await palletOf48('P-12')
    const no = await sent(p, [p.pallet], '48')
    const byCarton = await matched(no, 'final', rows(p.lot, '4', p.cartons, 'XCT'))
    expect([byCarton.agreed, byCarton.lines[0]?.completeness]).toEqual([true, 'completeness_inferred'])
    const lines = rows(p.lot, '48', [...p.items].reverse())
    const { agreed, lines: found } = await matched(no, 'final', lines)
    expect([agreed, found[0]?.completeness, found[0]?.units]).toEqual([true, 'completeness_verified', [p.pallet]])
    await received(no, 'final', lines)
    expect(await packNow(shop, p.pallet)).toMatchObject({ quantity: '48', count: 4, holder: { name: '百味便利店' } })
  })

  test('is opened for five items of a carton; a second receipt takes the rest', async () => {
    const p = await palletOf48('P-13')
    const no = await sent(p, [p.pallet], '48')
    await received(no, 'partial', rows(p.lot, '5', p.items.slice(0, 5)))
    expect(await packNow(shop, p.pallet)).toMatchObject({
      quantity: '43',
      state: 'in_transit',
      holder: { name: '云岭乳业' },
    })
    expect(await packNow(shop, p.cartons[0] ?? '')).toMatchObject({ quantity: '7', count: 7, parent: p.pallet })
    const trade = await shop.call(endpoints.trade, { params: { no } })
    expect(trade.expectation?.lines[0]).toMatchObject({ due: '43', units: [p.pallet], contents: { [p.pallet]: '43' } })
    expect(await refusedFor(no, 'final', rows(p.lot, '48', [p.pallet]))).toEqual([
      ['over', undefined],
      ['count_mismatch', undefined],
    ])
    await received(no, 'final', rows(p.lot, '43', [...p.items.slice(5, 12), ...p.cartons.slice(1)]))
    expect((await shop.call(endpoints.trade, { params: { no } })).state).toBe('received')
    const { items: held } = await shop.call(endpoints.batches, { query: {} })
    expect(held.find(({ id }) => id === p.batch)?.onHand).toBe('48')
  })
})

describe('told apart at the door', () => {
  test('received before with its carton, received before alone, counted twice, taken out, elsewhere, unknown', async () => {
    const p = await palletOf48('P-21')
    await packer.call(endpoints.unpack, { params: { sscc: ssccOf(p.pallet) }, body: { place: factory } })
    const [first = '', second = '', third = '', kept = ''] = p.cartons
    const out = p.items[35] ?? ''
    const body = { place: factory, children: [out] }
    await packer.call(endpoints.unpack, { params: { sscc: ssccOf(third) }, body })
    const no = await sent(p, [first, second, third], '35')
    await received(no, 'partial', rows(p.lot, '12', [first]))
    await received(no, 'partial', rows(p.lot, '1', [p.items[12] ?? '']))
    const one = (unit: string | undefined) => refusedFor(no, 'partial', rows(p.lot, '1', [unit ?? '']))
    expect(await one(p.items[3])).toEqual([['unit_already_received', p.items[3]]])
    expect(await one(first)).toEqual([['unit_already_received', first]])
    expect(await one(p.items[12])).toEqual([['unit_already_received', p.items[12]]])
    expect(await one(out)).toEqual([['unit_taken_out', out]])
    expect(await one(p.items[40])).toEqual([['unit_in_other_pack', p.items[40]]])
    expect((await one(kept))[0]).toEqual(['unit_unknown', kept])
    const both = rows(p.lot, '13', [second, p.items[13] ?? '', p.items[14] ?? ''])
    expect(await refusedFor(no, 'partial', both)).toEqual([['unit_counted_with_pack', p.items[13]]])
    const other = await sent(p, [kept], '12')
    expect(await one(p.items[40])).toEqual([['unit_of_other_trade', p.items[40]]])
    const { attempts } = await shop.call(endpoints.trade, { params: { no } })
    expect(attempts.at(-1)?.differences[0]).toMatchObject({ code: 'unit_of_other_trade', actual: other })
    expect((await demo.door.deps.ledger.read(keys.delivery(no)))?.value).toMatchObject({
      lines: [{ received: '13', units: [second, third] }],
    })
  })
})

type Entry = TraceView['timeline'][number]
type Place = { index: number; path: string[] }

/** Throws unless the code has this place in the set whose root and count a record shows. */
const checkMember = (code: string, { index, path }: Place, set: { root: string; count: number }): void =>
  verifyInclusion({
    leafHash: codeLeaf(code),
    index,
    size: set.count,
    path: parsePath(path),
    root: hexDecode(set.root),
  })

const shownBy = (view: TraceView, record: string, field: string): unknown => view.records[record]?.fields[field]?.value

/** As the phone does: from the item through each packing to the code that stands on the dispatch line. */
const provenCode = (view: TraceView, { record, unit }: Entry): string => {
  if (unit === undefined) throw new Error('the hand-over proves no unit')
  let code = view.code.path
  for (const step of unit.packs ?? []) {
    const shown = (field: string): unknown => shownBy(view, step.record, field)
    checkMember(code, step, { root: shown('root') as string, count: shown('count') as number })
    code = shown('parent') as string
  }
  const [line] = shownBy(view, record, 'units') as { root: string; count: number }[]
  checkMember(code, unit, line ?? { root: '', count: 0 })
  return code
}

describe('sold on from a carton', () => {
  const traceOf = (path: string): Promise<TraceView> =>
    createClient({ url: demo.door.url }).call(endpoints.trace, { query: { c: path } })
  const dispatchesOf = (view: TraceView): Entry[] => view.timeline.filter(({ kind }) => kind === 'dispatch')
  const hopsOf = (view: TraceView): string[] =>
    view.timeline
      .filter(({ kind }) => kind === 'dispatch' || kind === 'receipt')
      .map(({ kind, scope }) => `${kind}/${scope}`)

  test('an item shows its whole way with proof, one that stayed behind shows only its own', async () => {
    const p = await palletOf48('P-31')
    const [item = '', stayed = ''] = p.items
    expect(hopsOf(await traceOf(item))).toEqual([])
    const no = await sent(p, [p.pallet], '48')
    await received(no, 'final', rows(p.lot, '48', [p.pallet]))
    const inPack = await traceOf(item)
    expect(hopsOf(inPack)).toEqual(['dispatch/item', 'receipt/item'])
    const [dispatched] = dispatchesOf(inPack)
    expect(dispatched?.unit?.packs).toHaveLength(2)
    expect(dispatchesOf(inPack).map((entry) => provenCode(inPack, entry))).toEqual([p.pallet])
    expect(Object.values(inPack.records).filter(({ name }) => name === 'aggregate')).toHaveLength(2)
    for (const secret of p.items.slice(1)) expect(JSON.stringify(inPack)).not.toContain(secret)

    const early = await refusal(onward([item], p))
    expect([early.code, early.details.faults?.[0]?.rule]).toEqual(['UNIT_NOT_HELD', 'unit.not-in-pack'])
    await opened(p.pallet, p.cartons[0])
    await opened(p.cartons[0], item)
    await onward([item], p)
    const sold = await traceOf(item)
    expect(hopsOf(sold)).toEqual(['dispatch/item', 'receipt/item', 'dispatch/item'])
    expect(dispatchesOf(sold).map((entry) => provenCode(sold, entry))).toEqual([p.pallet, item])
    expect(hopsOf(await traceOf(stayed))).toEqual(['dispatch/item', 'receipt/item'])
    expect(sold.verdict).toBe('verified')
  })

  test('of a pack that was opened at the door each item shows the receipt by which it came', async () => {
    const p = await palletOf48('P-32')
    const no = await sent(p, [p.pallet], '48')
    await received(no, 'partial', rows(p.lot, '1', p.items.slice(0, 1)))
    const receiptsOf = async (path: string | undefined): Promise<string[]> =>
      (await traceOf(path ?? '')).timeline.filter(({ kind }) => kind === 'receipt').map(({ record }) => record)
    const [first] = await receiptsOf(p.items[0])
    expect(first).toBeDefined()
    expect(await receiptsOf(p.items[1])).toEqual([])
    await received(no, 'final', rows(p.lot, '47', [p.pallet]))
    const [second, ...none] = await receiptsOf(p.items[1])
    expect([second === first, second === undefined, none]).toEqual([false, false, []])
    expect(await receiptsOf(p.items[0])).toEqual([first])
  })

  const opened = (parent = '', child = '') =>
    shop.call(endpoints.unpack, { params: { sscc: ssccOf(parent) }, body: { place: store, children: [child] } })

  /** The shop sells items to another shop. */
  const onward = async (units: string[], { batch }: Goods): Promise<void> => {
    const other = await demo.as('linli.trader')
    const quantity = String(units.length)
    const lines = [{ product, quantity, unit: 'H87' as const }]
    const { no } = await shopTrader.call(endpoints.offerTrade, { body: { buyer: await organisationOf(other), lines } })
    await other.call(endpoints.acceptTrade, { params: { no }, body: {} })
    const load = [{ fills: 1, batch, quantity, units }]
    const body = { place: store, dispatchedAt: new Date().toISOString(), lines: load }
    await shopTrader.call(endpoints.dispatchTrade, { params: { no }, body })
  }
})
