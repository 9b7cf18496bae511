// For tests: goes on with the trade story by the acts that it does not have, so that every kind of state has a value.
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import type { State } from '@ectrace/shared/ledger/state'
import { codesRoot } from '@ectrace/shared/codes/code-set'
import { tradeNo } from '@ectrace/shared/codes/trade-no'
import { expectationOf } from '@ectrace/shared/matching/expectation'
import { match } from '@ectrace/shared/matching/match'
import { settle } from '@ectrace/shared/matching/settlement'
import type { Json } from '@ectrace/shared/proof/canonical'
import { hashOf } from './ledger-fixture.ts'
import type { Story } from './trade-story.ts'

const carton = '/s/00/106901234567890128'
const now = (): string => new Date(Date.now() - 500).toISOString()
const days = (shift: number): string => new Date(Date.now() + shift * 86_400_000).toISOString()

type Holding = State['holding']

const read = async <T>(ledger: Ledger, key: string): Promise<T> => (await ledger.read(key))?.value as T

/** What a firm has on hand of a batch, from all that was ever written. */
const onHand = async (ledger: Ledger, owner: string, batch: string): Promise<Holding> => {
  const { height } = await ledger.log()
  const blocks = await ledger.blocks(1, height)
  const written = blocks.flatMap(({ transactions }) => transactions.flatMap(({ writes }) => writes))
  const last = new Map(written.filter(({ key }) => key.startsWith('holding/')).map(({ key, value }) => [key, value]))
  // Rules wrote them under a holding's key.
  const holdings = [...last.values()] as unknown as Holding[]
  const found = holdings.find((one) => one.owner === owner && one.batch === batch && one.state === 'on_hand')
  if (found === undefined) throw new Error(`nothing of ${batch} is on hand`)
  return found
}

const stockActs = async (ledger: Ledger, { act, dairy, raw }: Story): Promise<void> => {
  const { product, producedOn } = await read<State['batch']>(ledger, keys.batch(raw))
  const whole = await onHand(ledger, dairy.id, raw)
  const [first, second, merged] = [batchId(product, 'R1-A'), batchId(product, 'R1-B'), batchId(product, 'R2')]
  await act(dairy.trader, 'splitBatch', {
    source: raw,
    product,
    producedOn,
    place: dairy.place,
    parts: [
      { id: first, lot: 'R1-A' },
      { id: second, lot: 'R1-B' },
    ],
    quantities: ['20', '30.25'],
    inputs: [{ holding: whole.id, quantity: whole.quantity }],
  })
  const parts = [await onHand(ledger, dairy.id, first), await onHand(ledger, dairy.id, second)]
  await act(dairy.trader, 'mergeBatches', {
    id: merged,
    product,
    lot: 'R2',
    producedOn,
    place: dairy.place,
    quantity: '50.25',
    inputBatches: [first, second],
    inputs: parts.map(({ id, batch, quantity }) => ({ batch, holding: id, quantity })),
  })
  const adjustment = deriveId('adjustment', 'spilt')
  await act(dairy.trader, 'adjustStock', {
    id: adjustment,
    batch: merged,
    place: dairy.place,
    direction: 'decrease',
    quantity: '0.25',
    reason: 'measuring',
    inputs: [{ holding: (await onHand(ledger, dairy.id, merged)).id, quantity: '0.25' }],
    note: '',
  })
  await act(dairy.admin, 'decideAdjustment', { id: adjustment, decision: 'approve' })
  const left = await onHand(ledger, dairy.id, merged)
  await act(dairy.trader, 'retireGoods', {
    id: deriveId('retirement', 'sample'),
    batch: merged,
    reason: 'sampled',
    retiredAt: now(),
    place: dairy.place,
    quantity: '1',
    inputs: [{ holding: left.id, quantity: '1' }],
  })
  await act(dairy.trader, 'openRecall', {
    id: deriveId('recall', 'milk'),
    batches: [merged],
    class: 2,
    reason: 'quality',
    note: '',
  })
}

const packing = async ({ act, dairy, bottles, refused, paths }: Story): Promise<void> => {
  await act(dairy.trader, 'returnGoods', { no: refused, place: dairy.place, returnedAt: now() })
  const children = paths.slice(4, 8)
  await act(dairy.warehouse, 'aggregate', {
    parent: carton,
    level: 'carton',
    batch: bottles,
    place: dairy.place,
    packedAt: now(),
    root: codesRoot(children),
    count: children.length,
    children,
  })
  const taken = { parent: carton, place: dairy.place, unpackedAt: now(), children: children.slice(0, 1) }
  await act(dairy.warehouse, 'disaggregate', taken)
}

const licences = async ({ act, operator, dairy }: Story, issuer: string): Promise<void> => {
  await act(operator, 'grantAuthority', { organisation: issuer, types: ['food_business'] })
  const subject = { subjectType: 'organisation', subject: dairy.id, type: 'food_business', no: 'JY-1' }
  await act(operator, 'issueCredential', { ...subject, validFrom: '2025-01-01', title: '食品经营许可证' })
  await act(operator, 'changeCredentialStatus', { ...subject, status: 'suspended', reason: 'request' })
}

const noted = async (ledger: Ledger, { act, dairy, shop, bottles, received }: Story): Promise<void> => {
  const { product } = await read<State['batch']>(ledger, keys.batch(bottles))
  const terms = { requiredCredentials: [], documents: [] }
  const lines = [{ line: 1, product, quantity: '2', unit: 'H87' }]
  const no = tradeNo(Uint8Array.from(Buffer.from(hashOf('noted'), 'hex').subarray(0, 13)))
  await act(shop.trader, 'openAgreement', { supplier: dairy.id, buyer: shop.id, products: [{ product, most: '5' }] })
  await act(dairy.trader, 'offerTrade', { no, supplier: dairy.id, buyer: shop.id, lines, ...terms })
  await act(dairy.trader, 'amendTrade', { no, revision: 1, lines, ...terms })
  const stock = await onHand(ledger, dairy.id, bottles)
  const load = { line: 1, fills: 1, batch: bottles, quantity: '2', unit: 'H87' }
  await act(dairy.trader, 'dispatchTrade', {
    no,
    place: dairy.place,
    dispatchedAt: now(),
    units: [{ line: 1, batch: bottles }],
    lines: [{ ...load, holdings: [{ id: stock.id, quantity: '2' }] }],
    vehicle: '',
  })
  const row = { line: 1, product, lot: 'M1', unit: 'H87' as const, accepted: '1', rejected: '0', missing: '1' }
  const count = { receiver: shop.id, at: now(), kind: 'final' as const, lines: [row] }
  const trade = await read<State['trade']>(ledger, keys.trade(no))
  const delivery = await read<State['delivery']>(ledger, keys.delivery(no))
  const expectation = expectationOf({ trade, delivery })
  const word = { reason: 'quantity', party: 'supplier', note: '' }
  await act(shop.warehouse, 'raiseDiscrepancy', {
    ...{ no, place: shop.place, count, ...word, missing: 'not_shipped', answerBy: days(3) },
    differences: match(expectation, count).differences,
  })
  const fates = { missing: 'not_shipped' as const, rejected: undefined }
  const amendments = settle({ expectation, agreed: trade.lines, count, fates })
  // Plain JSON: canonical form knows no undefined members.
  const plain = JSON.parse(JSON.stringify(amendments)) as Json
  await act(dairy.trader, 'answerDiscrepancy', { no, n: 0, answer: 'confirm', amendments: plain, ...word })
  await act(shop.trader, 'closeAgreement', { supplier: dairy.id, buyer: shop.id, reason: 'other' })
  const back = tradeNo(Uint8Array.from(Buffer.from(hashOf('back'), 'hex').subarray(0, 13)))
  const sentBack = [{ line: 1, product, quantity: '1', unit: 'H87' }]
  const parties = { supplier: shop.id, buyer: dairy.id }
  await act(shop.trader, 'offerTrade', { no: back, ...parties, lines: sentBack, ...terms, returnOf: received })
}

/** Everything but an escalation, for which hours have to pass. `operator`: the organisation that grants and issues. */
/** A code that was suspected for a while, and what was scanned up to yesterday. */
const codes = async ({ act, dairy, operator, bottles }: Story): Promise<void> => {
  const first = { batch: bottles, set: 0, from: 0, to: 0 }
  await act(dairy.trader, 'freezeCodes', { ...first, reason: 'suspected_copy', note: 'two of them' })
  await act(dairy.trader, 'releaseCodes', { ...first, note: 'one label, photographed twice' })
  await act(operator, 'anchorScans', { day: days(-2).slice(0, 10), scans: 3, head: hashOf('scans') })
}

export const playLaterStory = async (ledger: Ledger, story: Story): Promise<void> => {
  const { organisation } = await read<State['user']>(ledger, keys.user(story.operator.user))
  await stockActs(ledger, story)
  await packing(story)
  await noted(ledger, story)
  await licences(story, organisation)
  await codes(story)
}
