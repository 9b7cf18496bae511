// What the receipts are taken on: a maker, a shop with its staff and trades under way in bulk, all made by signed transactions.
import { randomBytes } from 'node:crypto'
import { foundOperator, hashOf, makePerson, makePlace, signedBy } from '@ectrace/bff/test/ledger-fixture'
import type { Act, Person } from '@ectrace/bff/test/ledger-fixture'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import { batchId, deriveId, holdingId } from '@ectrace/shared/ledger/ids'
import type { Ledger, Submission } from '@ectrace/shared/ledger/ledger'

/** Pieces on each trade: more than can be received one by one. */
const dispatched = '100000000'
const producedOn = '2026-01-01'

/** A trade whose goods one user receives piece by piece. */
export type Lane = { no: string; product: string; lot: string; user: Person }
export type World = { origin: string; lanes: Lane[]; shop: string; place: string }

type Company = { id: string; admin: Person; trader: Person; place: string }

const found = (admin: Person, label: string, type: string): Act => {
  const act = foundOperator(admin)
  return {
    ...act,
    fields: { ...act.fields, name: label, value: `SG-${hashOf(label).slice(0, 10).toUpperCase()}`, type },
  }
}

const enrol = (who: Person, organisation: string, role: string): Act => ({
  name: 'enrolUser',
  fields: {
    id: who.user,
    publicKey: who.publicKey,
    certificate: hashOf(who.user),
    custody: 'hosted',
    organisation,
    roles: [role],
  },
})

type Submit = (who: Person, ...acts: Act[]) => Promise<unknown>

const makeCompany = async (submit: Submit, operator: Person, label: string, type: string): Promise<Company> => {
  const [admin, trader] = [makePerson(), makePerson()]
  const id = deriveId('organisation', admin.user)
  await submit(admin, found(admin, label, type))
  await submit(operator, {
    name: 'verifyOrganisation',
    fields: { organisation: id, level: 'verified', basis: 'bench' },
  })
  await submit(admin, enrol(trader, id, 'trader'), makePlace(label))
  return { id, admin, trader, place: deriveId('place', label) }
}

type Goods = { product: string; lot: string; no: string }

const batchOf = ({ product, lot }: Goods, { place }: Company): Act => ({
  name: 'createBatch',
  fields: { id: batchId(product, lot), product, lot, producedOn, place, quantity: dispatched },
})

const offerOf = ({ product, no }: Goods, maker: Company, shop: Company): Act => ({
  name: 'offerTrade',
  fields: {
    no,
    supplier: maker.id,
    buyer: shop.id,
    lines: [{ line: 1, product, quantity: dispatched, unit: 'H87' }],
    deliverTo: shop.place,
    requiredCredentials: [],
    documents: [],
  },
})

const dispatchOf = ({ product, lot, no }: Goods, { place }: Company, dispatchedAt: string): Act => {
  const batch = batchId(product, lot)
  const holdings = [{ id: holdingId(batch, 0), quantity: dispatched }]
  const line = { line: 1, fills: 1, batch, quantity: dispatched, unit: 'H87', holdings }
  return {
    name: 'dispatchTrade',
    fields: { no, place, dispatchedAt, units: [{ line: 1, batch }], lines: [line], vehicle: 'bench' },
  }
}

/** `laneCount` trades of one bulk line each, received by `userCount` people in turn. */
export const makeWorld = async (ledger: Ledger, userCount: number, laneCount: number): Promise<World> => {
  const { origin } = await ledger.log()
  const submit: Submit = (who, ...acts) => ledger.submit(signedBy(who, origin, acts))
  const operator = makePerson()
  await submit(operator, found(operator, 'operator', 'operator'))
  const maker = await makeCompany(submit, operator, 'maker', 'processor')
  const shop = await makeCompany(submit, operator, 'shop', 'retailer')
  const users = Array.from({ length: userCount }, makePerson)
  await Promise.all(users.map((user) => submit(shop.admin, enrol(user, shop.id, 'warehouse'))))
  const product = deriveId('product', 'bench')
  await submit(maker.trader, { name: 'createProduct', fields: { id: product, name: '袋装大米', unit: 'H87' } })
  const openLane = async (_none: unknown, i: number): Promise<Lane> => {
    const goods = { product, lot: `LOT-${String(i)}`, no: tradeNo(randomBytes(13)) }
    await submit(maker.trader, batchOf(goods, maker), offerOf(goods, maker, shop))
    await submit(shop.trader, { name: 'acceptTrade', fields: { no: goods.no } })
    await submit(maker.trader, dispatchOf(goods, maker, new Date().toISOString()))
    return { ...goods, user: users[i % userCount] ?? operator }
  }
  const lanes = await Promise.all(Array.from({ length: laneCount }, openLane))
  return { origin, lanes, shop: shop.id, place: shop.place }
}

/** One piece received on `lane`, signed by its user. */
export const signReceipt = ({ origin, shop, place }: World, { no, product, lot, user }: Lane): Submission => {
  const at = new Date().toISOString()
  const line = { line: 1, product, lot, unit: 'H87', accepted: '1', rejected: '0', missing: '0' }
  const count = { receiver: shop, at, kind: 'partial', lines: [line] }
  const fields = { no, place, receivedAt: at, batches: [batchId(product, lot)], count }
  return signedBy(user, origin, [{ name: 'confirmReceipt', fields }])
}
