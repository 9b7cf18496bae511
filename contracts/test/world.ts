// Organisations, goods and trades to begin a test with, made only by transactions.
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { makeSerial } from '@ectrace/shared/codes/serial'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import type { OrganisationType, UserRole } from '@ectrace/shared/domain/organisation'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { hexEncode, utf8Encode } from '@ectrace/shared/proof/bytes'
import { leafHash } from '@ectrace/shared/proof/hash'
import { merkleRoot, subtreeRootOf } from '@ectrace/shared/proof/merkle'
import { makeMultiproof } from '@ectrace/shared/proof/multiproof'
import { hash, memoryChain, person } from './harness.ts'
import type { Chain, Fields, Person } from './harness.ts'

export type Organisation = {
  id: string
  place: string
  admin: Person
  trader: Person
  warehouse: Person
  inspector: Person
}

export const tradeNumber = (label: string): string =>
  tradeNo(Uint8Array.from(Buffer.from(hash(label), 'hex').subarray(0, 13)))

export type Registration = Record<
  'id' | 'scheme' | 'value' | 'name' | 'type' | 'administrator' | 'publicKey' | 'certificate' | 'custody',
  string
> & { named: boolean }

export const registration = (admin: Person, label: string, type: OrganisationType): Registration => ({
  id: deriveId('organisation', label),
  scheme: 'foreign',
  value: `SG-${hash(label).slice(0, 10).toUpperCase()}`,
  name: label,
  type,
  named: true,
  administrator: admin.user,
  publicKey: admin.publicKey,
  certificate: hash(label),
  custody: 'hosted',
})

export const enrolment = (who: Person, organisation: string, roles: UserRole[]): Fields => ({
  id: who.user,
  publicKey: who.publicKey,
  certificate: hash(who.user),
  custody: 'hosted',
  organisation,
  roles,
})

/** A registered organisation of trial level with a place and one user a role. */
export const organisation = async (chain: Chain, label: string, type: OrganisationType): Promise<Organisation> => {
  const [admin, trader, warehouse, inspector] = [person(), person(), person(), person()]
  const id = deriveId('organisation', label)
  await chain.act(admin, 'registerOrganisation', registration(admin, label, type))
  await chain.act(admin, 'enrolUser', enrolment(trader, id, ['trader']))
  await chain.act(admin, 'enrolUser', enrolment(warehouse, id, ['warehouse']))
  await chain.act(admin, 'enrolUser', enrolment(inspector, id, ['inspector']))
  const place = deriveId('place', label)
  await chain.act(admin, 'createPlace', { id: place, name: `${label} 1`, city: 'Shanghai' })
  return { id, place, admin, trader, warehouse, inspector }
}

export const verify = (chain: Chain, operator: Organisation, id: string, level = 'verified'): Promise<unknown> =>
  chain.act(operator.admin, 'verifyOrganisation', { organisation: id, level, basis: 'seen' })

export const batchFields = (
  product: string,
  lot: string,
  place: string,
  quantity: string,
  more: Fields = {},
): Fields => ({
  id: batchId(product, lot),
  product,
  lot,
  producedOn: '2025-11-20',
  place,
  quantity,
  ...more,
})

export const product = async (chain: Chain, maker: Organisation, label: string, unit = 'H87'): Promise<string> => {
  const id = deriveId('product', label)
  await chain.act(maker.trader, 'createProduct', { id, name: label, unit })
  return id
}

export const itemPaths = (productId: string, lot: string, count: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const random = Uint8Array.from(Buffer.from(hash(`${productId} ${lot} ${i}`), 'hex').subarray(0, 7))
    const serial = makeSerial({ key: new Uint8Array(32), keyId: 1 }, { product: productId, lot, random })
    return formatCode({ kind: 'item', scheme: 'own', product: productId, lot, serial })
  })

const leavesOf = (paths: readonly string[]): Uint8Array[] => paths.map((path) => leafHash(utf8Encode(path)))
export const rootOf = (paths: readonly string[]): string => hexEncode(merkleRoot(leavesOf(paths)))

export const membershipOf = (all: readonly string[], some: readonly string[], set = 0): Fields => {
  const units = some.map((path) => ({ path, index: all.indexOf(path) }))
  const indices = units.map(({ index }) => index).sort((a, b) => a - b)
  const proof = makeMultiproof(indices, all.length, subtreeRootOf(leavesOf(all))).map(hexEncode)
  return { set, units, proof }
}

export type DispatchLine = {
  line: number
  fills: number
  batch: string
  quantity: string
  unit: string
  holdings: { id: string; quantity: string }[]
  units?: string[]
  membership?: Fields
}

/** The fields of a dispatch with its public commitments. */
export const dispatchFields = (no: string, place: string, dispatchedAt: string, lines: DispatchLine[]): Fields => ({
  no,
  place,
  dispatchedAt,
  units: lines.map(({ line, batch, units }) =>
    units === undefined ? { line, batch } : { line, batch, root: rootOf(units), count: units.length },
  ),
  lines,
  vehicle: 'ZZ 123',
})

export type CountRow = {
  line?: number
  product: string
  lot: string
  unit: string
  accepted: string
  rejected?: string
  missing?: string
  units?: string[]
}

export const countOf = (receiver: string, at: string, kind: 'partial' | 'final', rows: CountRow[]): Fields => ({
  receiver,
  at,
  kind,
  lines: rows.map((row) => ({ rejected: '0', missing: '0', ...row })),
})

export type World = {
  chain: Chain
  operator: Organisation
  dairy: Organisation
  shopA: Organisation
  shopB: Organisation
  /** The dairy's product. */
  milk: string
  batch: { id: string; lot: string; holding: string; paths: string[] }
}

/** An operator; a dairy with a milk batch of ten coded bottles; two shops; all verified. */
export const world = async (): Promise<World> => {
  const chain = memoryChain()
  const operator = await organisation(chain, 'operator', 'operator')
  const dairy = await organisation(chain, 'dairy', 'processor')
  const [shopA, shopB] = [
    await organisation(chain, 'shop A', 'retailer'),
    await organisation(chain, 'shop B', 'retailer'),
  ]
  for (const { id } of [dairy, shopA, shopB]) await verify(chain, operator, id)
  const milk = await product(chain, dairy, 'milk')
  const batch = await chain.act(
    dairy.trader,
    'createBatch',
    batchFields(milk, 'M1', dairy.place, '10', { expiresOn: '2025-12-20' }),
  )
  const paths = itemPaths(milk, 'M1', 10)
  const id = batchId(milk, 'M1')
  await chain.act(dairy.trader, 'mintCodes', { batch: id, set: 0, root: rootOf(paths), count: 10 })
  const holding = batch.writes.find(({ key }) => key.startsWith('holding/'))?.key.slice('holding/'.length) ?? ''
  return { chain, operator, dairy, shopA, shopB, milk, batch: { id, lot: 'M1', holding, paths } }
}

/** Where a code of the batch stands, as its row says once it has acted. */
export const mintedAs = (w: World, path = ''): { set: number; index: number } => ({
  set: 0,
  index: w.batch.paths.indexOf(path),
})

/** An agreed trade of `quantity` bottles from the dairy to a shop. */
export const agreedTrade = async (
  w: World,
  shop: Organisation,
  label: string,
  line: Fields = { quantity: '10' },
): Promise<string> => {
  const no = tradeNumber(label)
  await w.chain.act(w.dairy.trader, 'offerTrade', {
    no,
    supplier: w.dairy.id,
    buyer: shop.id,
    lines: [{ line: 1, product: w.milk, unit: 'H87', ...line }],
    requiredCredentials: [],
    documents: [],
  })
  await w.chain.act(shop.trader, 'acceptTrade', { no })
  return no
}
