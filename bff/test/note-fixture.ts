// For tests of discrepancy notes: the demo's dairy and one of its shops, deliveries between them, and what both sides say.
import type { BodyOf, ReplyOf } from '@ectrace/shared/api/endpoint'
import type { DiscrepancyView } from '@ectrace/shared/api/discrepancy-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { TradeView } from '@ectrace/shared/api/views'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import type { State } from '@ectrace/shared/ledger/state'
import type { Client } from '@ectrace/sdk/client'
import { firstPlaceOf, loggedIn } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

type Raise = BodyOf<typeof endpoints.raiseDiscrepancy>
type Answer = BodyOf<typeof endpoints.answerDiscrepancy>
export type Lot = { lot: string; batch: string; codes: string[] }
type Row = NonNullable<Raise['lines']>[number]

export const hourMs = 3_600_000
/** What every answer has to say. */
export const reply = { reason: 'quantity', party: 'supplier', note: '' } as const

export type Notes = {
  demo: Demo
  /** The dairy's trader; warehouse and trader of the shop. */
  dairy: Client
  shop: Client
  trader: Client
  /** The shop's place. */
  store: string
  /** A new batch of the dairy with a code for each cup. */
  made: (quantity: number) => Promise<Lot>
  /** So many cups of a lot on their way to the shop, in bulk unless `named`. */
  sent: (lot: Lot, quantity: number, named?: 'named') => Promise<string>
  row: (lot: Pick<Lot, 'lot'>, change: Partial<Row>) => Row
  raise: (
    no: string,
    lines: Row[],
    change?: Partial<Raise>,
    who?: Client,
  ) => Promise<ReplyOf<typeof endpoints.raiseDiscrepancy>>
  say: (
    no: string,
    answer: Answer['answer'],
    change?: object,
    n?: string,
  ) => Promise<ReplyOf<typeof endpoints.answerDiscrepancy>>
  stateAt: <K extends keyof State>(kind: K, key: string) => Promise<State[K] | undefined>
  tradeOf: (no: string, who?: Client) => Promise<TradeView>
  onHand: (who: Client, lot: Lot) => Promise<string>
  notesOf: (no: string, who?: Client) => Promise<DiscrepancyView[]>
}

export const notesIn = async (demo: Demo): Promise<Notes> => {
  // The clock may have been moved: sessions of before have ended then.
  const [dairy, shop, trader] = await Promise.all(
    (['dairy.trader', 'linli.warehouse', 'linli.trader'] as const).map((login) => loggedIn(demo.door, login)),
  )
  if (dairy === undefined || shop === undefined || trader === undefined) throw new Error('nobody is logged in')
  const [factory, store] = [await firstPlaceOf(dairy), await firstPlaceOf(shop)]
  const product = (await dairy.call(endpoints.products, { query: {} })).items[0]?.id ?? ''
  const buyer = (await shop.call(endpoints.me, {})).organisation.id
  let lots = 0

  const made: Notes['made'] = async (quantity) => {
    lots += 1
    const lot = `NOTE-${String(lots)}`
    const producedOn = dateOfInstant(instantFromMs(Date.now() - 24 * hourMs))
    const { batch } = await dairy.act(endpoints.createBatch, {
      body: { product, lot, producedOn, place: factory, quantity: String(quantity) },
    })
    await dairy.act(endpoints.mintCodes, { params: { id: batch }, body: { count: quantity } })
    const { items } = await dairy.call(endpoints.codes, { params: { id: batch }, query: { limit: quantity } })
    return { lot, batch, codes: items.map(({ path }) => path) }
  }
  const sent: Notes['sent'] = async ({ batch, codes }, quantity, named) => {
    const lines = [{ product, quantity: String(quantity), unit: 'H87' as const }]
    const { no } = await dairy.act(endpoints.offerTrade, { body: { buyer, lines, deliverTo: store } })
    await trader.act(endpoints.acceptTrade, { params: { no }, body: {} })
    const units = named === undefined ? {} : { units: codes.slice(0, quantity) }
    const dispatchedAt = new Date(demo.door.deps.clock()).toISOString()
    await dairy.act(endpoints.dispatchTrade, {
      params: { no },
      body: { place: factory, dispatchedAt, lines: [{ fills: 1, batch, quantity: String(quantity), ...units }] },
    })
    return no
  }
  return {
    demo,
    dairy,
    shop,
    trader,
    store,
    made,
    sent,
    row: ({ lot }, change) => ({ product, lot, unit: 'H87', accepted: '0', rejected: '0', missing: '0', ...change }),
    raise: (no, lines, change = {}, who = shop) =>
      who.act(endpoints.raiseDiscrepancy, {
        params: { no },
        body: {
          kind: 'final',
          lines,
          place: store,
          reason: 'quantity',
          party: 'supplier',
          note: '到货少了',
          ...change,
        },
      }),
    // The three words have bodies of their own: what a test lays over one is for the server to judge.
    say: (no, answer, change = {}, n = '0') =>
      dairy.act(endpoints.answerDiscrepancy, { params: { no, n }, body: { answer, ...reply, ...change } as Answer }),
    stateAt: async <K extends keyof State>(_kind: K, key: string) =>
      (await demo.door.deps.ledger.read(key))?.value as State[K] | undefined,
    tradeOf: (no, who = shop) => who.call(endpoints.trade, { params: { no } }),
    onHand: async (who, { batch }) => (await who.call(endpoints.batch, { params: { id: batch } })).onHand,
    notesOf: async (no, who = shop) =>
      (await who.call(endpoints.tradeDiscrepancies, { params: { no }, query: {} })).items,
  }
}
