// Whatever is done in whatever order, goods are neither made nor lost: the chain's holdings against a model that only adds and subtracts.
import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { add, compare, isZero, subtract, sum } from '@ectrace/shared/domain/decimal'
import { AppError } from '@ectrace/shared/errors'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { State } from '@ectrace/shared/ledger/state'
import { memoryChain } from '../../test/harness.ts'
import type { Chain } from '../../test/harness.ts'
import { batchFields, countOf, dispatchFields, organisation, product, tradeNumber } from '../../test/world.ts'
import type { Organisation } from '../../test/world.ts'

type Holding = State['holding']
type Step = {
  act: keyof typeof acts
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
  valuesUnder<Holding>(chain, 'holding/').filter((holding) => holding.state === state)

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

/** A holding in its maker's own hands: only such goods are split or merged. */
const ownHoldings = ({ chain }: Cast): Holding[] =>
  holdings(chain, 'on_hand').filter(({ owner, batch }) => chain.get(keys.batch(batch))?.organisation === owner)

const split = async (cast: Cast, { pick, thousandths }: Step): Promise<void> => {
  const source = choose(ownHoldings(cast), pick)
  const maker = source && ownerOf(cast, source.owner)
  if (source === undefined || maker === undefined) return
  const goods = cast.chain.get(keys.batch(source.batch))?.product ?? ''
  const parts = ['a', 'b'].map((name) => ({
    id: batchId(goods, `S${cast.count}${name}`),
    lot: `S${cast.count}${name}`,
  }))
  await cast.chain.act(maker.trader, 'splitBatch', {
    source: source.batch,
    product: goods,
    producedOn: '2025-11-20',
    parts,
    place: maker.place,
    quantities: [quantityOf(thousandths), '0.5'],
    inputs: [{ holding: source.id, quantity: quantityOf(thousandths + 500) }],
  })
  move(cast.model, place(maker.id, source.batch, 'on_hand'), -thousandths - 500)
  for (const [i, { id }] of parts.entries())
    move(cast.model, place(maker.id, id, 'on_hand'), i === 0 ? thousandths : 500)
}

const merge = async (cast: Cast, { pick, thousandths }: Step): Promise<void> => {
  const first = choose(ownHoldings(cast), pick)
  const productOf = ({ batch }: Holding): string => cast.chain.get(keys.batch(batch))?.product ?? ''
  const second = ownHoldings(cast).find(
    (one) => first !== undefined && one.batch !== first.batch && productOf(one) === productOf(first),
  )
  const maker = first && ownerOf(cast, first.owner)
  if (first === undefined || second === undefined || maker === undefined) return
  const lot = `M${cast.count}`
  await cast.chain.act(maker.trader, 'mergeBatches', {
    ...batchFields(productOf(first), lot, maker.place, quantityOf(thousandths + 1)),
    inputBatches: [first.batch, second.batch],
    inputs: [
      { batch: first.batch, holding: first.id, quantity: quantityOf(thousandths) },
      { batch: second.batch, holding: second.id, quantity: '0.001' },
    ],
  })
  move(cast.model, place(maker.id, first.batch, 'on_hand'), -thousandths)
  move(cast.model, place(maker.id, second.batch, 'on_hand'), -1)
  move(cast.model, place(maker.id, batchId(productOf(first), lot), 'on_hand'), thousandths + 1)
}

const retire = async (cast: Cast, { pick, thousandths }: Step): Promise<void> => {
  const source = choose(holdings(cast.chain, 'on_hand'), pick)
  const owner = source && ownerOf(cast, source.owner)
  if (source === undefined || owner === undefined) return
  await cast.chain.act(owner.warehouse, 'retireGoods', {
    id: deriveId('retirement', cast.count),
    batch: source.batch,
    reason: 'consumed',
    retiredAt: cast.chain.now(),
    place: owner.place,
    quantity: quantityOf(thousandths),
    inputs: [{ holding: source.id, quantity: quantityOf(thousandths) }],
  })
  move(cast.model, place(owner.id, source.batch, 'on_hand'), -thousandths)
}

const adjust = async (cast: Cast, { pick, thousandths, final }: Step): Promise<void> => {
  const source = choose(holdings(cast.chain, 'on_hand'), pick)
  const owner = source && ownerOf(cast, source.owner)
  if (source === undefined || owner === undefined) return
  const id = deriveId('adjustment', cast.count)
  const quantity = quantityOf(thousandths)
  await cast.chain.act(owner.trader, 'adjustStock', {
    id,
    batch: source.batch,
    place: owner.place,
    direction: final ? 'increase' : 'decrease',
    quantity,
    reason: 'measuring',
    note: '',
    ...(final ? { held: source.id } : { inputs: [{ holding: source.id, quantity }] }),
  })
  await cast.chain.act(owner.admin, 'decideAdjustment', { id, decision: 'approve' })
  move(cast.model, place(owner.id, source.batch, 'on_hand'), final ? thousandths : -thousandths)
}

const acts = { create, transform, trade, receive, refuse, split, merge, retire, adjust }

const onChain = (chain: Chain): Model => {
  const found: Model = new Map()
  for (const state of ['on_hand', 'in_transit', 'held'] as const)
    for (const { owner, batch, quantity } of holdings(chain, state))
      move(found, place(owner, batch, state), thousandthsOf(quantity))
  return found
}
const filled = (model: Model): [string, number][] =>
  [...model].filter(([, thousandths]) => thousandths !== 0).sort(([a], [b]) => (a < b ? -1 : 1))

const valuesUnder = <T>(chain: Chain, prefix: string): T[] =>
  chain
    .values()
    .filter(([key]) => key.startsWith(prefix))
    .map(([, value]) => value as unknown as T)

/** Quantities that left a batch, and that came to it, by retirement and approved adjustment. */
const leftAndCame = (chain: Chain, id: string): { left: string; came: string } => {
  const retired = valuesUnder<State['retirement']>(chain, 'retirement/').filter(({ batch }) => batch === id)
  const adjusted = valuesUnder<State['adjustment']>(chain, 'adjustment/').filter(
    ({ batch, state }) => batch === id && state === 'approved',
  )
  const total = (list: { quantity: string }[]): string => sum(list.map(({ quantity }) => quantity))
  return {
    left: total([...retired, ...adjusted.filter(({ direction }) => direction === 'decrease')]),
    came: total(adjusted.filter(({ direction }) => direction === 'increase')),
  }
}

/** Per batch: made + found − used up in other batches − gone = all that is held by anybody. */
const unbalanced = (chain: Chain): string[] => {
  const held = [...holdings(chain, 'on_hand'), ...holdings(chain, 'in_transit')]
  const batches = valuesUnder<State['batch']>(chain, 'batch/')
  return batches.flatMap(({ id, quantity }) => {
    const used = sum((chain.get(keys.lineage(id))?.outputs ?? []).map((edge) => edge.quantity))
    const there = sum(held.filter((holding) => holding.batch === id).map((holding) => holding.quantity))
    const { left, came } = leftAndCame(chain, id)
    return compare(add(quantity, came), sum([used, left, there])) === 0
      ? []
      : [`${id}: ${quantity} made, ${came} came, ${used} used, ${left} left, ${there} held`]
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

const often = ['trade', 'trade', 'receive', 'receive', 'receive'] as const
const seldom = ['create', 'transform', 'refuse', 'split', 'merge', 'retire', 'adjust'] as const
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom<Step['act'][]>(...often, ...seldom),
  pick: fc.nat(50),
  thousandths: fc.oneof(fc.integer({ min: 1, max: 4000 }), fc.integer({ min: 1, max: 40_000 })),
  final: fc.boolean(),
})

describe('mass balance', () => {
  test('of random batches, transformations, splits, merges, trades, receipts, refusals, retirements and adjustments', async () => {
    const outcomes = new Map<string, number>()
    const property = fc.asyncProperty(fc.array(step, { minLength: 10, maxLength: 30 }), async (steps) => {
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
    for (const act of Object.keys(acts)) expect([act, outcomes.get(`${act} done`) ?? 0]).not.toEqual([act, 0])
    for (const act of ['transform', 'trade', 'receive', 'split', 'retire', 'adjust'])
      expect(outcomes.get(`${act} refused`)).toBeGreaterThan(0)
  }, 120_000)
})
