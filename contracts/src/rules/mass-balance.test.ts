// Whatever is done in whatever order, goods are neither made nor lost: the chain's holdings against a model that only adds and subtracts.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { compare, isZero, subtract, sum } from '@ectrace/shared/domain/decimal'
import { AppError } from '@ectrace/shared/errors'
import { batchId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { memoryChain } from '../../test/harness.ts'
import type { Chain } from '../../test/harness.ts'
import { batchFields, countOf, dispatchFields, organisation, product, tradeNumber } from '../../test/world.ts'
import type { Organisation } from '../../test/world.ts'

type Holding = State['holding']
type Step = {
  act: 'create' | 'transform' | 'trade' | 'receive' | 'refuse'
  pick: number
  thousandths: number
  final: boolean
}
/** `owner batch state` -> thousandths. */
type Model = Map<string, number>
type Cast = {
  chain: Chain
  organisations: Organisation[]
  goods: string[]
  model: Model
  open: string[]
  count: number
}

const quantityOf = (thousandths: number): string => {
  const text = String(thousandths).padStart(4, '0')
  const fraction = text.slice(-3).replace(/0+$/, '')
  return fraction === '' ? text.slice(0, -3) : `${text.slice(0, -3)}.${fraction}`
}
const thousandthsOf = (quantity: string): number => Math.round(Number(quantity) * 1000)

const move = (model: Model, where: string, thousandths: number): void =>
  void model.set(where, (model.get(where) ?? 0) + thousandths)
const place = (owner: string, batch: string, state: string): string => `${owner} ${batch} ${state}`

const holdings = (chain: Chain, state: Holding['state']): Holding[] =>
  chain
    .values()
    .filter(([key]) => key.startsWith('holding/'))
    .map(([, value]) => value as unknown as Holding)
    .filter((holding) => holding.state === state)

const choose = <T>(list: readonly T[], pick: number): T | undefined => list[pick % Math.max(list.length, 1)]
const ownerOf = (cast: Cast, id: string): Organisation | undefined => cast.organisations.find((one) => one.id === id)

const create = async (cast: Cast, { pick, thousandths }: Step): Promise<void> => {
  const [maker, goods] = [choose(cast.organisations, pick), choose(cast.goods, pick)]
  if (maker === undefined || goods === undefined) return
  const lot = `L${cast.count}`
  await cast.chain.act(maker.trader, 'createBatch', batchFields(goods, lot, maker.place, quantityOf(thousandths)))
  move(cast.model, place(maker.id, batchId(goods, lot), 'on_hand'), thousandths)
}

const transform = async (cast: Cast, { pick, thousandths }: Step): Promise<void> => {
  const source = choose(holdings(cast.chain, 'on_hand'), pick)
  const maker = source && ownerOf(cast, source.owner)
  if (source === undefined || maker === undefined) return
  const goods = cast.goods[cast.organisations.indexOf(maker)] ?? ''
  const lot = `T${cast.count}`
  await cast.chain.act(maker.trader, 'transformBatch', {
    ...batchFields(goods, lot, maker.place, '7.5'),
    inputBatches: [source.batch],
    inputs: [{ batch: source.batch, holding: source.id, quantity: quantityOf(thousandths) }],
  })
  move(cast.model, place(maker.id, source.batch, 'on_hand'), -thousandths)
  move(cast.model, place(maker.id, batchId(goods, lot), 'on_hand'), 7500)
}

const trade = async (cast: Cast, { pick, thousandths }: Step): Promise<void> => {
  const source = choose(holdings(cast.chain, 'on_hand'), pick)
  const supplier = source && ownerOf(cast, source.owner)
  const buyer = cast.organisations.find((one) => one !== supplier)
  if (source === undefined || supplier === undefined || buyer === undefined) return
  const { chain } = cast
  const no = tradeNumber(`trade ${cast.count}`)
  const goods = chain.get(keys.batch(source.batch))?.product ?? ''
  const quantity = quantityOf(thousandths)
  const agreed = [{ line: 1, product: goods, quantity, unit: 'KGM' }]
  const offer = { no, supplier: supplier.id, buyer: buyer.id, lines: agreed, requiredCredentials: [], documents: [] }
  await chain.act(supplier.trader, 'offerTrade', offer)
  await chain.act(buyer.trader, 'acceptTrade', { no })
  const line = {
    line: 1,
    fills: 1,
    batch: source.batch,
    quantity,
    unit: 'KGM',
    holdings: [{ id: source.id, quantity }],
  }
  await chain.act(supplier.trader, 'dispatchTrade', dispatchFields(no, supplier.place, chain.now(), [line]))
  cast.open.push(no)
  move(cast.model, place(supplier.id, source.batch, 'on_hand'), -thousandths)
  move(cast.model, place(supplier.id, source.batch, 'in_transit'), thousandths)
}

const receive = async (cast: Cast, { pick, thousandths, final }: Step): Promise<void> => {
  const { chain } = cast
  const no = choose(cast.open, pick) ?? ''
  const [line] = chain.get(keys.delivery(no))?.lines ?? []
  const found = chain.get(keys.trade(no))
  const buyer = found && ownerOf(cast, found.buyer)
  if (line === undefined || found === undefined || buyer === undefined) return
  const accepted = final ? subtract(line.dispatched, line.received) : quantityOf(thousandths)
  const row = { product: line.product, lot: line.lot, unit: 'KGM', accepted }
  await chain.act(buyer.warehouse, 'confirmReceipt', {
    no,
    place: buyer.place,
    receivedAt: chain.now(),
    batches: [line.batch],
    count: countOf(buyer.id, chain.now(), final ? 'final' : 'partial', [row]),
  })
  move(cast.model, place(found.supplier, line.batch, 'in_transit'), -thousandthsOf(accepted))
  move(cast.model, place(buyer.id, line.batch, 'on_hand'), thousandthsOf(accepted))
}

const refuse = async (cast: Cast, { pick }: Step): Promise<void> => {
  const no = choose(cast.open, pick) ?? ''
  const buyer = ownerOf(cast, cast.chain.get(keys.trade(no))?.buyer ?? '')
  if (buyer === undefined) return
  await cast.chain.act(buyer.warehouse, 'refuseReceipt', { no, reason: 'other', party: 'carrier' })
}

const acts = { create, transform, trade, receive, refuse }

const onChain = (chain: Chain): Model => {
  const found: Model = new Map()
  for (const state of ['on_hand', 'in_transit', 'held'] as const)
    for (const { owner, batch, quantity } of holdings(chain, state))
      move(found, place(owner, batch, state), thousandthsOf(quantity))
  return found
}
const filled = (model: Model): [string, number][] =>
  [...model].filter(([, thousandths]) => thousandths !== 0).sort(([a], [b]) => (a < b ? -1 : 1))

/** Per batch: made − used up in transformations = all that is held by anybody. */
const unbalanced = (chain: Chain): string[] => {
  const held = [...holdings(chain, 'on_hand'), ...holdings(chain, 'in_transit')]
  const batches = chain
    .values()
    .filter(([key]) => key.startsWith('batch/'))
    .map(([, value]) => value as unknown as State['batch'])
  return batches.flatMap(({ id, quantity }) => {
    const used = sum((chain.get(keys.lineage(id))?.outputs ?? []).map((edge) => edge.quantity))
    const there = sum(held.filter((holding) => holding.batch === id).map((holding) => holding.quantity))
    return compare(subtract(quantity, used), there) === 0
      ? []
      : [`${id}: ${quantity} made, ${used} used, ${there} held`]
  })
}

/** Codes with which a random step may be refused: anything else is a fault of the rules or of this test. */
const expectedRefusals = [
  'INSUFFICIENT_QUANTITY',
  'RECEIPT_REFUSED',
  'STATE_CONFLICT',
  'WRONG_ORGANISATION',
  'INVALID_QUANTITY',
]

const run = async (cast: Cast, step: Step): Promise<'done' | 'idle' | 'refused'> => {
  cast.count += 1
  const before = cast.chain.values().length
  try {
    await acts[step.act](cast, step)
    // Every transaction leaves at least its nonce.
    return cast.chain.values().length > before ? 'done' : 'idle'
  } catch (error) {
    if (!(error instanceof AppError) || !expectedRefusals.includes(error.code)) throw error
    return 'refused'
  }
}

const castOf = async (): Promise<Cast> => {
  const chain = memoryChain()
  const organisations = [await organisation(chain, 'farm', 'supplier'), await organisation(chain, 'hub', 'distributor')]
  const goods: string[] = []
  for (const [i, maker] of organisations.entries()) goods.push(await product(chain, maker, `goods ${i}`, 'KGM'))
  return { chain, organisations, goods, model: new Map(), open: [], count: 0 }
}

const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom('create', 'transform', 'trade', 'trade', 'receive', 'receive', 'receive', 'refuse'),
  pick: fc.nat(50),
  thousandths: fc.oneof(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 40_000 })),
  final: fc.boolean(),
})

describe('mass balance', () => {
  test('of random batches, transformations, trades, receipts and refusals', async () => {
    const outcomes = new Map<string, number>()
    const property = fc.asyncProperty(fc.array(step, { minLength: 8, maxLength: 24 }), async (steps) => {
      const cast = await castOf()
      for (const first of [0, 1]) await run(cast, { act: 'create', pick: first, thousandths: 20_000, final: false })
      for (const one of steps) {
        const outcome = `${one.act} ${await run(cast, one)}`
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
        expect(filled(onChain(cast.chain))).toEqual(filled(cast.model))
        expect(unbalanced(cast.chain)).toEqual([])
      }
      for (const { quantity } of holdings(cast.chain, 'on_hand')) expect(isZero(quantity)).toBe(false)
    })
    await fc.assert(property, { numRuns: 25 })
    // The test says nothing unless every act went through, and some were refused.
    for (const act of ['create', 'transform', 'trade', 'receive', 'refuse'])
      expect(outcomes.get(`${act} done`)).toBeGreaterThan(0)
    for (const act of ['transform', 'trade', 'receive']) expect(outcomes.get(`${act} refused`)).toBeGreaterThan(0)
  }, 120_000)
})
