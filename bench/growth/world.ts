// What a large log grows from: a maker, a shop with many receivers, and one bulk trade under way for each of them.
import { randomBytes } from 'node:crypto'
import type { Json } from '@ectrace/shared/proof/canonical'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import type { Committed, Ledger } from '@ectrace/shared/ledger/ledger'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { hashOf, makePerson, readBack, signedBy } from '@ectrace/bff/test/ledger-fixture'
import type { Person } from '@ectrace/bff/test/ledger-fixture'

/** A trade dispatched in bulk, received piece by piece by one person. */
export type Lane = { no: string; lot: string; batch: string; receiver: Person }
export type World = { origin: string; maker: Company; shop: Company; product: string; lanes: Lane[] }

type Company = { id: string; place: string; admin: Person; trader: Person }
type Act = (who: Person, name: TransactionName, fields: Record<string, Json>) => Promise<Committed>

const custody = 'hosted'
const bulk = '1000000000'

const foundCompany = async (act: Act, label: string, type: string): Promise<Company> => {
  const [admin, trader] = [makePerson(), makePerson()]
  const id = deriveId('organisation', label)
  const place = deriveId('place', label)
  const who = { administrator: admin.user, publicKey: admin.publicKey, certificate: hashOf('certificate'), custody }
  const about = { id, scheme: 'foreign', value: `SG-${label.toUpperCase()}`, name: label, type, named: true }
  await act(admin, 'registerOrganisation', { ...about, ...who })
  await enrol(act, { id, admin }, trader, 'trader')
  await act(admin, 'createPlace', { id: place, name: label, city: '上海' })
  return { id, place, admin, trader }
}

const enrol = (act: Act, { id, admin }: Pick<Company, 'id' | 'admin'>, who: Person, role: string) => {
  const { user, publicKey } = who
  const fields = { id: user, publicKey, certificate: hashOf('certificate'), custody, organisation: id, roles: [role] }
  return act(admin, 'enrolUser', fields)
}

const holdingOf = ({ writes }: Committed): string =>
  writes.find(({ key }) => key.startsWith('holding/'))?.key.slice('holding/'.length) ?? ''

type Setting = Omit<World, 'lanes' | 'origin'>

const openLane = async (act: Act, { maker, shop, product }: Setting, n: number): Promise<Lane> => {
  const receiver = makePerson()
  await enrol(act, shop, receiver, 'warehouse')
  const lot = `LOT-${String(n)}`
  const batch = batchId(product, lot)
  const made = { id: batch, product, lot, producedOn: '2026-01-01', place: maker.place, quantity: bulk }
  const holding = holdingOf(await act(maker.trader, 'createBatch', made))
  const no = tradeNo(randomBytes(13))
  const line = { line: 1, product, quantity: bulk, unit: 'H87' }
  const terms = { no, supplier: maker.id, buyer: shop.id, requiredCredentials: [], documents: [] }
  await act(maker.trader, 'offerTrade', { ...terms, lines: [line] })
  await act(shop.trader, 'acceptTrade', { no })
  const shipped = { line: 1, fills: 1, batch, quantity: bulk, unit: 'H87', holdings: [{ id: holding, quantity: bulk }] }
  await act(maker.trader, 'dispatchTrade', {
    ...{ no, place: maker.place, dispatchedAt: new Date().toISOString() },
    ...{ units: [{ line: 1, batch }], lines: [shipped], vehicle: '沪A 12345' },
  })
  return { no, lot, batch, receiver }
}

/** An empty ledger becomes a market with `laneCount` deliveries under way. */
export const makeWorld = async (ledger: Ledger, laneCount: number): Promise<World> => {
  const { origin } = await ledger.log()
  const act: Act = async (who, name, fields) =>
    readBack(ledger, await ledger.submit(signedBy(who, origin, [{ name, fields }])))
  const operator = await foundCompany(act, 'operator', 'operator')
  const maker = await foundCompany(act, 'maker', 'processor')
  const shop = await foundCompany(act, 'shop', 'retailer')
  for (const { id } of [maker, shop])
    await act(operator.admin, 'verifyOrganisation', { organisation: id, level: 'verified', basis: 'bench' })
  const product = deriveId('product', 'rice')
  await act(maker.trader, 'createProduct', { id: product, name: '袋装大米', unit: 'H87' })
  const lanes: Lane[] = []
  for (let n = 0; n < laneCount; n++) lanes.push(await openLane(act, { maker, shop, product }, n))
  return { origin, maker, shop, product, lanes }
}
