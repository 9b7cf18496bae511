// For tests of trades over HTTP: a dairy with a coded batch of its own beside the demo's story, a distributor and a shop.
import { randomUUID } from 'node:crypto'
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { TradeView } from '@ectrace/shared/api/views'
import { dateOfInstant, instantFromMs } from '@ectrace/shared/domain/time'
import type { Client } from '@ectrace/sdk/client'
import { exactCount, firstPlaceOf, openDemo } from './demo-fixture.ts'
import type { Demo } from './demo-fixture.ts'

export type Side = { id: string; name: string; place: string; trader: Client; warehouse: Client }
export type Goods = { product: string; batch: string; lot: string; codes: string[] }
type Load = NonNullable<BodyOf<typeof endpoints.dispatchTrade>>
type Offer = NonNullable<BodyOf<typeof endpoints.offerTrade>>

export type Trading = {
  demo: Demo
  dairy: Side
  distributor: Side
  shop: Side
  /** A batch of `quantity` pieces of the dairy, with as many codes. */
  makeGoods: (quantity: number) => Promise<Goods>
  /** An agreed trade from `from` to `to`. */
  agree: (from: Side, to: Side, offer: Pick<Offer, 'lines'> & Partial<Offer>) => Promise<string>
  send: (from: Side, no: string, lines: Load['lines'], more?: Partial<Load>) => Promise<void>
  view: (side: Side, no: string) => Promise<TradeView>
  /** The buyer counts exactly what is due. */
  receive: (to: Side, no: string) => Promise<void>
  onHand: (side: Side, batch: string) => Promise<string>
}

const sideOf = async (demo: Demo, short: string): Promise<Side> => {
  const [trader, warehouse] = [await demo.as(`${short}.trader`), await demo.as(`${short}.warehouse`)]
  const { id, name } = (await trader.call(endpoints.me, {})).organisation
  return { id, name, place: await firstPlaceOf(trader), trader, warehouse }
}

export const openTrading = async (): Promise<Trading> => {
  const demo = await openDemo()
  const [dairy, distributor, shop] = [
    await sideOf(demo, 'dairy'),
    await sideOf(demo, 'shunda'),
    await sideOf(demo, 'linli'),
  ]
  const view: Trading['view'] = ({ trader }, no) => trader.call(endpoints.trade, { params: { no } })
  return {
    demo,
    dairy,
    distributor,
    shop,
    view,
    makeGoods: async (quantity) => {
      const label = randomUUID().slice(0, 8).toUpperCase()
      const { product } = await dairy.trader.act(endpoints.createProduct, {
        body: { name: `奶酪 ${label}`, specification: '20 克/块', unit: 'H87' },
      })
      const now = Date.now()
      const { batch } = await dairy.trader.act(endpoints.createBatch, {
        body: {
          product,
          lot: label,
          producedOn: dateOfInstant(instantFromMs(now - 86_400_000)),
          expiresOn: dateOfInstant(instantFromMs(now + 30 * 86_400_000)),
          place: dairy.place,
          quantity: String(quantity),
        },
      })
      await dairy.trader.act(endpoints.mintCodes, { params: { id: batch }, body: { count: quantity } })
      const { items } = await dairy.trader.call(endpoints.codes, { params: { id: batch }, query: { limit: 200 } })
      return { product, batch, lot: label, codes: items.map(({ path }) => path) }
    },
    agree: async (from, to, offer) => {
      const { no } = await from.trader.act(endpoints.offerTrade, { body: { buyer: to.id, ...offer } })
      await to.trader.act(endpoints.acceptTrade, { params: { no }, body: {} })
      return no
    },
    send: async (from, no, lines, more = {}) => {
      const body = { place: from.place, dispatchedAt: new Date().toISOString(), lines, ...more }
      await from.trader.act(endpoints.dispatchTrade, { params: { no }, body })
    },
    receive: async (to, no) => {
      const body = { kind: 'final' as const, place: to.place, lines: exactCount(await view(to, no)) }
      await to.warehouse.act(endpoints.confirmReceipt, { params: { no }, body })
    },
    onHand: async ({ trader }, batch) => (await trader.call(endpoints.batch, { params: { id: batch } })).onHand,
  }
}
