// For tests of what is derived from the chain: a dairy makes, mints and dispatches to a shop, which attempts, receives and refuses.
import { formatCode } from '@ectrace/shared/codes/trace-code'
import { makeSerial } from '@ectrace/shared/codes/serial'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import type { OrganisationType } from '@ectrace/shared/domain/organisation'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Committed, Ledger } from '@ectrace/shared/ledger/ledger'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { match } from '@ectrace/shared/matching/match'
import { expectationOf } from '@ectrace/shared/matching/expectation'
import type { State } from '@ectrace/shared/ledger/state'
import { hexEncode, utf8Encode } from '@ectrace/shared/proof/bytes'
import type { Json } from '@ectrace/shared/proof/canonical'
import { leafHash } from '@ectrace/shared/proof/hash'
import { merkleRoot, subtreeRootOf } from '@ectrace/shared/proof/merkle'
import { makeMultiproof } from '@ectrace/shared/proof/multiproof'
import { hashOf, makePerson, readBack, signedBy } from './ledger-fixture.ts'
import type { Act, Person } from './ledger-fixture.ts'

type Fields = Record<string, Json>
export type Member = { id: string; place: string; admin: Person; trader: Person; warehouse: Person }
export type Story = {
  act: (who: Person, name: TransactionName, fields: Fields) => Promise<Committed>
  acts: (who: Person, acts: readonly Act[]) => Promise<Committed>
  /** The operator's administrator. */
  operator: Person
  dairy: Member
  shop: Member
  /** Raw milk became bottles: `bottles` was transformed from `raw`. */
  raw: string
  bottles: string
  event: string
  paths: string[]
  /** Received whole; the second one refused. */
  received: string
  refused: string
  transactions: Record<'bottles' | 'mint' | 'event' | 'dispatch' | 'attempt' | 'receipt' | 'refusal', string>
}

const day = (shift: number): string => new Date(Date.now() + shift * 86_400_000).toISOString().slice(0, 10)
const instant = (): string => new Date(Date.now() - 1_000).toISOString().replace('Z', '+00:00')

const member = async (
  story: Pick<Story, 'act'>,
  operator: Person,
  label: string,
  type: OrganisationType,
): Promise<Member> => {
  const [admin, trader, warehouse] = [makePerson(), makePerson(), makePerson()]
  const id = deriveId('organisation', label)
  const place = deriveId('place', label)
  await story.act(admin, 'registerOrganisation', {
    id,
    scheme: 'foreign',
    value: `SG-${hashOf(label).slice(0, 9).toUpperCase()}`,
    name: label,
    type,
    named: true,
    administrator: admin.user,
    publicKey: admin.publicKey,
    certificate: hashOf(label),
    custody: 'hosted',
  })
  if (type !== 'operator')
    await story.act(operator, 'verifyOrganisation', { organisation: id, level: 'verified', basis: 'seen' })
  for (const [who, role] of [
    [trader, 'trader'],
    [warehouse, 'warehouse'],
  ] as const) {
    const key = { id: who.user, publicKey: who.publicKey, certificate: hashOf(who.user), custody: 'hosted' }
    await story.act(admin, 'enrolUser', { ...key, organisation: id, roles: [role] })
  }
  await story.act(trader, 'createPlace', { id: place, name: label, city: '呼和浩特' })
  return { id, place, admin, trader, warehouse }
}

const leaves = (paths: readonly string[]): Uint8Array[] => paths.map((path) => leafHash(utf8Encode(path)))
const root = (paths: readonly string[]): string => hexEncode(merkleRoot(leaves(paths)))

const codes = (product: string, lot: string, count: number): string[] =>
  Array.from({ length: count }, (_, index) => {
    const random = Uint8Array.from(Buffer.from(hashOf(`${lot} ${index}`), 'hex').subarray(0, 7))
    const serial = makeSerial({ key: new Uint8Array(32), keyId: 1 }, { product, lot, random })
    return formatCode({ kind: 'item', scheme: 'own', product, lot, serial })
  })

const valueOf = async <T>(ledger: Ledger, key: string): Promise<T> => (await ledger.read(key))?.value as T

/** Bottles on hand of the dairy: the holding to take from. */
const onHand = async (ledger: Ledger, committed: Committed, quantity: string): Promise<string> => {
  const written = committed.writes.filter(({ key }) => key.startsWith('holding/'))
  for (const { key } of written) {
    const holding = await valueOf<State['holding']>(ledger, key)
    if (holding.state === 'on_hand' && holding.quantity === quantity) return holding.id
  }
  throw new Error(`no holding of ${quantity}`)
}

/** Plays the story on an empty ledger of channel `trace`. */
export const playTradeStory = async (ledger: Ledger): Promise<Story> => {
  const { origin } = await ledger.log()
  const acts: Story['acts'] = async (who, list) => readBack(ledger, await ledger.submit(signedBy(who, origin, list)))
  const act: Story['act'] = (who, name, fields) => acts(who, [{ name, fields }])
  const operator = await member({ act }, makePerson(), '平台', 'operator')
  const dairy = await member({ act }, operator.admin, '乳品厂', 'processor')
  const shop = await member({ act }, operator.admin, '便利店', 'retailer')

  const [rawMilk, milk] = [deriveId('product', 'raw'), deriveId('product', 'milk')]
  await act(dairy.trader, 'createProduct', { id: rawMilk, name: '生牛乳', unit: 'KGM' })
  await act(dairy.trader, 'createProduct', { id: milk, name: '鲜牛奶', unit: 'H87', specification: '250 mL' })
  const [raw, bottles] = [batchId(rawMilk, 'R1'), batchId(milk, 'M1')]
  const made = { producedOn: day(-1), place: dairy.place }
  const rawMade = await act(dairy.trader, 'createBatch', {
    id: raw,
    product: rawMilk,
    lot: 'R1',
    quantity: '100.5',
    ...made,
  })
  const taken = { batch: raw, holding: await onHand(ledger, rawMade, '100.5'), quantity: '50.25' }
  const bottled = await act(dairy.trader, 'transformBatch', {
    id: bottles,
    product: milk,
    lot: 'M1',
    quantity: '10',
    expiresOn: day(20),
    ...made,
    inputBatches: [raw],
    inputs: [taken],
  })
  const paths = codes(milk, 'M1', 10)
  const mint = await act(dairy.trader, 'mintCodes', { batch: bottles, set: 0, root: root(paths), count: 10 })
  const event = deriveId('event', 'storing')
  const stored = await act(dairy.trader, 'recordEvent', {
    id: event,
    bizStep: 'storing',
    batches: [raw, bottles],
    place: dairy.place,
    eventTime: instant(),
    temperature: '4.5',
    evidence: [],
    note: '冷库二号',
  })

  const trade = async (label: string): Promise<string> => {
    const no = tradeNo(Uint8Array.from(Buffer.from(hashOf(label), 'hex').subarray(0, 13)))
    const lines = [{ line: 1, product: milk, quantity: '4', unit: 'H87' }]
    const parties = { supplier: dairy.id, buyer: shop.id }
    await act(dairy.trader, 'offerTrade', { no, ...parties, lines, requiredCredentials: [], documents: [] })
    await act(shop.trader, 'acceptTrade', { no })
    return no
  }
  const dispatch = async (no: string, holding: string, units: readonly string[]): Promise<Committed> => {
    const positions = units.map((path) => paths.indexOf(path))
    const proof = makeMultiproof(positions, paths.length, subtreeRootOf(leaves(paths))).map(hexEncode)
    const membership = { set: 0, units: units.map((path, n) => ({ path, index: positions[n] ?? 0 })), proof }
    const holdings = [{ id: holding, quantity: '4' }]
    const line = { line: 1, fills: 1, batch: bottles, quantity: '4', unit: 'H87', holdings, units, membership }
    return act(dairy.trader, 'dispatchTrade', {
      no,
      place: dairy.place,
      dispatchedAt: instant(),
      units: [{ line: 1, batch: bottles, root: root(units), count: units.length }],
      lines: [line],
      vehicle: '蒙A12345',
    })
  }
  const count = (accepted: string, units: string[]) => ({
    receiver: shop.id,
    at: instant(),
    kind: 'final' as const,
    lines: [{ line: 1, product: milk, lot: 'M1', unit: 'H87', accepted, rejected: '0', missing: '0', units }],
  })

  const [received, refused] = [await trade('first'), await trade('second')]
  const sent = await dispatch(received, await onHand(ledger, bottled, '10'), paths.slice(0, 4))
  const short = count('3', paths.slice(0, 3))
  const expectation = expectationOf({
    trade: await valueOf<State['trade']>(ledger, keys.trade(received)),
    delivery: await valueOf<State['delivery']>(ledger, keys.delivery(received)),
  })
  const { differences } = match(expectation, short)
  const attempt = await act(shop.warehouse, 'recordReceiptAttempt', { no: received, count: short, differences })
  const receipt = await act(shop.warehouse, 'confirmReceipt', {
    no: received,
    place: shop.place,
    receivedAt: instant(),
    batches: [bottles],
    count: count('4', paths.slice(0, 4)),
  })
  await dispatch(refused, await onHand(ledger, sent, '6'), paths.slice(4, 8))
  const refusal = await act(shop.warehouse, 'refuseReceipt', { no: refused, reason: 'quality', party: 'supplier' })
  return {
    act,
    acts,
    operator: operator.admin,
    dairy,
    shop,
    raw,
    bottles,
    event,
    paths,
    received,
    refused,
    transactions: {
      bottles: bottled.transaction,
      mint: mint.transaction,
      event: stored.transaction,
      dispatch: sent.transaction,
      attempt: attempt.transaction,
      receipt: receipt.transaction,
      refusal: refusal.transaction,
    },
  }
}
