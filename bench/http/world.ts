// What the measure is taken on: a maker, a shop with its staff, trades under way in bulk, and items with a history; all over HTTP.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { OrganisationType, UserRole } from '@ectrace/shared/domain/organisation'
import { createClient } from '@ectrace/sdk/client'
import type { Client } from '@ectrace/sdk/client'
import type { Lane } from './load.ts'

/** Pieces on each trade: more than a run can receive one by one. */
const dispatched = '1000000'
const itemCount = 200
const batchCount = 20
const producedOn = '2026-01-01'
const password = 'correct horse battery'

export type World = {
  lanes: Lane[]
  place: string
  /** Access tokens of the shop's staff; each receipt is signed for one of them. */
  tokens: string[]
  /** Paths of codes: items with a history, and batches. */
  codes: string[]
  /** Milliseconds of each login, one after the other. */
  loginMs: number[]
}

type Company = { id: string; admin: Client; place: string }
type Plan = { short: string; value: string; type: OrganisationType; setupToken?: string }

const register = async (url: string, { short, value, type, setupToken }: Plan): Promise<Company> => {
  const admin = createClient({ url })
  const administrator = { login: `${short}.admin`, password }
  const { organisation } = await admin.call(endpoints.registerOrganisation, {
    body: {
      scheme: 'uscc',
      value,
      name: short,
      type,
      named: true,
      administrator,
      ...(setupToken !== undefined && { setupToken }),
    },
  })
  await admin.login(administrator.login, password)
  const { place } = await admin.call(endpoints.createPlace, { body: { name: short, city: '上海' } })
  return { id: organisation, admin, place }
}

type Staff = { client: Client; token: string; ms: number }

const enrol = async (url: string, { admin }: Company, login: string, role: UserRole): Promise<Staff> => {
  await admin.call(endpoints.enrolUser, { body: { login, password, roles: [role] } })
  const client = createClient({ url })
  const started = performance.now()
  const { token } = await client.login(login, password)
  return { client, token, ms: performance.now() - started }
}

type Cast = { maker: Company; shop: Company; seller: Client; buyer: Client; url: string }

const cast = async (url: string, setupToken: string): Promise<Cast> => {
  const { admin } = await register(url, {
    short: 'operator',
    value: '91110000802100433B',
    type: 'operator',
    setupToken,
  })
  const maker = await register(url, { short: 'maker', value: '91330100MA0BCH0177', type: 'processor' })
  const shop = await register(url, { short: 'shop', value: '91330100MA0BCH0252', type: 'retailer' })
  for (const { id } of [maker, shop]) {
    await admin.call(endpoints.verifyOrganisation, { params: { id }, body: { level: 'verified', basis: 'bench' } })
  }
  const { client: seller } = await enrol(url, maker, 'maker.trader', 'trader')
  const { client: buyer } = await enrol(url, shop, 'shop.trader', 'trader')
  return { url, maker, shop, seller, buyer }
}

type Load = { product: string; batch: string; quantity: string; units?: string[] }

const dispatch = async ({ maker, shop, seller, buyer }: Cast, load: Load): Promise<string> => {
  const { product, batch, quantity, units } = load
  const offer = { buyer: shop.id, lines: [{ product, quantity, unit: 'H87' as const }], deliverTo: shop.place }
  const { no } = await seller.call(endpoints.offerTrade, { body: offer })
  await buyer.call(endpoints.acceptTrade, { params: { no }, body: {} })
  const lines = [{ fills: 1, batch, quantity, ...(units !== undefined && { units }) }]
  const body = { place: maker.place, dispatchedAt: new Date().toISOString(), lines }
  await seller.call(endpoints.dispatchTrade, { params: { no }, body })
  return no
}

const openLane = async (who: Cast, product: string, lot: string): Promise<Lane> => {
  const body = { product, lot, producedOn, place: who.maker.place, quantity: dispatched }
  const { batch } = await who.seller.call(endpoints.createBatch, { body })
  return { no: await dispatch(who, { product, batch, quantity: dispatched }), product, lot }
}

/** Two raw batches, transformed, coded, stored, dispatched by name and received: what stands behind one item. */
const makeItems = async (who: Cast, warehouse: Client): Promise<string[]> => {
  const { maker, shop, seller } = who
  const place = maker.place
  const raw = await seller.call(endpoints.createProduct, { body: { name: '生牛乳', unit: 'LTR' } })
  const made = await seller.call(endpoints.createProduct, {
    body: { name: '原味酸奶', gtin: '6901234567892', unit: 'H87' },
  })
  const inputs = []
  for (const lot of ['RAW-1', 'RAW-2']) {
    const body = { product: raw.product, lot, producedOn, place, quantity: '500' }
    inputs.push({ batch: (await seller.call(endpoints.createBatch, { body })).batch, quantity: '500' })
  }
  const quantity = String(itemCount)
  const output = { product: made.product, lot: 'YL-1', producedOn, expiresOn: '2099-01-01', place, quantity, inputs }
  const { batch } = await seller.call(endpoints.transformBatch, { body: output })
  await seller.call(endpoints.mintCodes, { params: { id: batch }, body: { count: itemCount } })
  for (const bizStep of ['packing', 'storing', 'transporting'] as const) {
    const body = { bizStep, batches: [batch], place, eventTime: new Date().toISOString() }
    await seller.call(endpoints.recordEvent, { body })
  }
  const codes = await seller.call(endpoints.codes, { params: { id: batch }, query: { limit: itemCount } })
  const units = codes.items.map(({ path }) => path)
  const no = await dispatch(who, { product: made.product, batch, quantity, units })
  const line = { line: 1, product: made.product, lot: 'YL-1', unit: 'H87' as const, rejected: '0', missing: '0' }
  const body = { kind: 'final' as const, place: shop.place, lines: [{ ...line, accepted: quantity, units }] }
  await warehouse.call(endpoints.confirmReceipt, { params: { no }, body })
  return units
}

/** Batches that were made and are on hand. */
const makeBatches = async ({ maker, seller }: Cast, product: string): Promise<string[]> => {
  const paths = []
  for (let i = 0; i < batchCount; i++) {
    const body = { product, lot: `STOCK-${String(i)}`, producedOn, place: maker.place, quantity: '10' }
    const { batch } = await seller.call(endpoints.createBatch, { body })
    paths.push((await seller.call(endpoints.batch, { params: { id: batch } })).path)
  }
  return paths
}

/** `laneCount` trades of one bulk line each, and `staffCount` people who receive. */
export const makeWorld = async (
  { url, setupToken }: { url: string; setupToken: string },
  { laneCount, staffCount }: { laneCount: number; staffCount: number },
): Promise<World> => {
  const who = await cast(url, setupToken)
  const staff: Staff[] = []
  for (let i = 0; i < staffCount; i++) staff.push(await enrol(url, who.shop, `shop.warehouse${String(i)}`, 'warehouse'))
  const items = await makeItems(who, staff[0]?.client ?? who.buyer)
  const { product } = await who.seller.call(endpoints.createProduct, { body: { name: '袋装大米', unit: 'H87' } })
  const lots = Array.from({ length: laneCount }, (_none, i) => `LOT-${String(i)}`)
  const lanes = await Promise.all(lots.map((lot) => openLane(who, product, lot)))
  const tokens = staff.map(({ token }) => token)
  const codes = [...items, ...(await makeBatches(who, product))]
  return { lanes, place: who.shop.place, tokens, codes, loginMs: staff.map(({ ms }) => ms) }
}
