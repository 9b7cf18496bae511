// The reply of a server with nothing to hide, for tests: the way of one carton of milk, every record signed and in the test log.
import type { ProvenRecord, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { gs1CheckDigit } from '@ectrace/shared/codes/gs1'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { OrganisationLevel } from '@ectrace/shared/domain/organisation'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import { checkFacts } from '@ectrace/shared/plausibility/check-facts'
import { readFacts } from '@ectrace/shared/plausibility/read-facts'
import { hexEncode, utf8Encode } from '@ectrace/shared/proof/bytes'
import type { Json } from '@ectrace/shared/proof/canonical'
import { leafHash } from '@ectrace/shared/proof/hash'
import { inclusionPath, merkleRoot } from '@ectrace/shared/proof/merkle'
import { checkpointOf, openLog, type Entry, type Signer, type TestLog } from './test-log'
import { castPeople, type TestPeople } from './test-people'

export type Options = {
  /** Level of the dairy plant; verified unless told. */
  plant?: OrganisationLevel
  expiresOn?: string
  /** Whether the dispatch names its units; it does unless told. */
  units?: boolean
  /** Digests of pictures in the inspection's evidence, and of the product. */
  evidence?: string[]
  picture?: string
  /** The dispatch names a pallet; the traced item lies in a box on it. */
  packed?: boolean
  /** The codes were minted to be activated later. */
  later?: boolean
  /** What was done to codes of the set, in this order, after everything else. */
  codeActs?: { name: CodeActName; from: number; to: number; set?: number }[]
  /** The plant's licence, its last day, and what became of it, in this order. */
  licence?: { validTo?: string; statuses?: ('valid' | 'suspended' | 'revoked')[] }
}
export type CodeActName = 'activateCodes' | 'freezeCodes' | 'releaseCodes' | 'voidCodes'

type Made = { id: string; record: string }

const place = (of: TestLog, signer: Signer, name: string, city: string): Made => {
  const id = deriveId('place', name)
  return { id, record: of.act(signer, 'createPlace', { id, name, city }) }
}

const product = (of: TestLog, signer: Signer, values: Record<string, Json>): Made => {
  const id = deriveId('product', values)
  return { id, record: of.act(signer, 'createProduct', { id, unit: 'H87', ...values }) }
}

const gtin = '06901234567892'
const lot = 'A1107'
const paths = ['0', '1', '2', '3', '4'].map((digit) =>
  formatCode({ kind: 'item', scheme: 'gtin', product: gtin, lot, serial: digit.repeat(20) }),
)
/** The cartons on the dispatch, and the one that is traced. */
const sent = paths.slice(1, 4)
const traced = paths[2] ?? ''
const leaves = (of: readonly string[]): Uint8Array[] => of.map((path) => leafHash(utf8Encode(path)))
const placeIn = (of: readonly string[]): { index: number; path: string[] } => ({
  index: of.indexOf(traced),
  path: inclusionPath(leaves(of), of.indexOf(traced)).map(hexEncode),
})
const packCode = (digits: string): string => formatCode({ kind: 'logistics', sscc: digits + gs1CheckDigit(digits) })
const box = packCode('90000000000000001')
const pallet = packCode('90000000000000002')
const rootOf = (of: readonly string[]): string => hexEncode(merkleRoot(leaves(of)))

type Goods = Record<'pasture' | 'works' | 'store' | 'milk' | 'carton' | 'raw' | 'made', Made> & { minted: string }

const makeGoods = (of: TestLog, { farmer, packer, shopkeeper }: TestPeople, options: Options): Goods => {
  const pasture = place(of, farmer, '一号牧场', '内蒙古呼和浩特')
  const works = place(of, packer, '清源第二工厂', '河北石家庄')
  const store = place(of, shopkeeper, '门店', '北京海淀')
  const milk = product(of, farmer, { name: '生鲜乳' })
  const picture = options.picture === undefined ? {} : { picture: options.picture }
  const carton = product(of, packer, { name: '清源纯牛奶', gtin, specification: '250 ml × 12 盒', ...picture })
  const rawId = batchId(milk.id, 'RAW-1106')
  const raw = of.act(farmer, 'createBatch', {
    id: rawId,
    product: milk.id,
    lot: 'RAW-1106',
    producedOn: '2026-11-06',
    place: pasture.id,
    quantity: '1000',
  })
  const id = batchId(carton.id, lot)
  const made = of.act(packer, 'transformBatch', {
    id,
    product: carton.id,
    lot,
    producedOn: '2026-11-07',
    expiresOn: options.expiresOn ?? '2027-05-07',
    place: works.id,
    quantity: '5',
    inputBatches: [rawId],
    inputs: [{ batch: rawId, holding: deriveId('holding', 'raw', 0), quantity: '1000' }],
  })
  const minted = of.act(packer, 'mintCodes', {
    ...{ batch: id, set: 0, root: rootOf(paths), count: paths.length },
    ...(options.later === true && { activation: 'later' }),
  })
  return { pasture, works, store, milk, carton, raw: { id: rawId, record: raw }, made: { id, record: made }, minted }
}

const inspect = (of: TestLog, { chemist }: TestPeople, { made, works }: Goods, evidence: readonly string[]): string =>
  of.act(
    chemist,
    'recordEvent',
    {
      id: deriveId('event', 'inspection'),
      bizStep: 'inspecting',
      disposition: 'conformant',
      batches: [made.id],
      place: works.id,
      eventTime: '2026-11-08T09:30:00+08:00',
      result: 'pass',
      reportNo: 'QJ-2026-1108',
      evidence: evidence.map((digest, n) => ({ digest, type: 'image/png', title: `检验报告 第 ${n + 1} 页` })),
      note: 'all well',
    },
    ['note'],
  )

const transport = (of: TestLog, { packer }: TestPeople, { made, works }: Goods): string =>
  of.act(
    packer,
    'recordEvent',
    {
      id: deriveId('event', 'transport'),
      bizStep: 'transporting',
      batches: [made.id],
      place: works.id,
      eventTime: '2026-11-09T06:00:00+08:00',
      temperature: '4.5',
      evidence: [],
      note: '',
    },
    ['note'],
  )

/** Packs as in `options.packed`; the records of the packings, innermost first. */
const packUp = (of: TestLog, { packer }: TestPeople, { made, works }: Goods, { packed = false }: Options): string[] => {
  if (!packed) return []
  return [
    { parent: box, level: 'carton', children: sent },
    { parent: pallet, level: 'pallet', children: [box] },
  ].map(({ children, ...pack }) =>
    of.act(packer, 'aggregate', {
      ...pack,
      batch: made.id,
      place: works.id,
      packedAt: '2026-11-09T05:00:00+08:00',
      root: rootOf(children),
      count: children.length,
      children,
    }),
  )
}

const no = '7'.repeat(20)

const dispatch = (
  of: TestLog,
  { packer }: TestPeople,
  { made, works }: Goods,
  { units = true, packed = false }: Options,
): string => {
  const named = packed ? [pallet] : sent
  return of.act(
    packer,
    'dispatchTrade',
    {
      no,
      place: works.id,
      dispatchedAt: '2026-11-09T08:00:00+08:00',
      units: [{ line: 1, batch: made.id, ...(units && { root: rootOf(named), count: named.length }) }],
      lines: [{ line: 1, batch: made.id, quantity: '3', units: sent }],
      vehicle: 'HB-1',
    },
    ['vehicle'],
  )
}

const receive = (of: TestLog, { shopkeeper }: TestPeople, { made, store }: Goods): string =>
  of.act(shopkeeper, 'confirmReceipt', {
    no,
    place: store.id,
    receivedAt: '2026-11-10T10:15:00+08:00',
    batches: [made.id],
    count: { lines: [] },
  })

const codeReasons: Record<CodeActName, Record<string, Json>> = {
  activateCodes: {},
  freezeCodes: { reason: 'suspected_copy', note: '' },
  releaseCodes: { note: '' },
  voidCodes: { reason: 'misprinted', note: '' },
}
/** The records, in order. */
const actOnCodes = (of: TestLog, { packer }: TestPeople, { made }: Goods, { codeActs = [] }: Options): string[] =>
  codeActs.map(({ name, from, to, set = 0 }) =>
    of.act(packer, name, { batch: made.id, set, from, to, ...codeReasons[name] }, ['note']),
  )

const license = (of: TestLog, people: TestPeople, { licence }: Options): Pick<TraceView, 'credentials'> => {
  if (licence === undefined) return {}
  const { validTo, statuses = [] } = licence
  const one = { subjectType: 'organisation', subject: people.plant.id, type: 'food_production', no: 'SC-1' }
  const issued = of.act(people.chemist, 'issueCredential', {
    ...{ ...one, validFrom: '2026-01-01', title: '食品生产许可证' },
    ...(validTo !== undefined && { validTo }),
  })
  const changed = statuses.map((status) =>
    of.act(people.chemist, 'changeCredentialStatus', { ...one, status, reason: 'other' }),
  )
  return { credentials: [{ issued, changed }] }
}

const partiesOnly = ['quantity', 'inputs', 'lines', 'children', 'note', 'vehicle', 'basis']

/** A record as the server sends it: parties' fields withheld, names only of those who agreed. */
const proven = (of: TestLog, { record, name, leaf, openings }: Entry, index: number, named: boolean): ProvenRecord => {
  const hidden = [
    ...partiesOnly,
    ...(name === 'confirmReceipt' ? ['count'] : []),
    ...(named || name === 'createProduct' ? [] : ['name', 'value']),
  ]
  const fields = Object.fromEntries(Object.entries(openings).filter(([field]) => !hidden.includes(field)))
  return {
    id: record,
    transaction: record.slice(0, 64),
    op: 0,
    name,
    leaf,
    leafIndex: index,
    path: inclusionPath(of.hashes(), index).map(hexEncode),
    fields,
    withheld: Object.keys(leaf.envelope.operations[0]?.args ?? {}).filter((field) => !(field in fields)),
    recordedAt: leaf.envelope.time,
    tampered: [],
  }
}

type Acts = Record<'inspected' | 'transported' | 'dispatched' | 'received', string>

const timelineOf = (
  { raw, made, minted }: Goods,
  acts: Acts,
  ofItem: boolean,
  packings: readonly string[],
): TimelineEntry[] => {
  const entry = (record: string, kind: TimelineEntry['kind'], time: string, batch = made.id): TimelineEntry => ({
    ...{ record, kind, batch, time },
    scope: 'batch',
  })
  const scope = ofItem ? 'item' : 'batch'
  const alone = { index: 0, path: [] }
  const packs = packings.map((record, n) => ({ record, ...(n === 0 ? placeIn(sent) : alone) }))
  const place = packs.length === 0 ? placeIn(sent) : { ...alone, packs }
  const unit = ofItem ? { unit: { line: 1, ...place } } : {}
  return [
    entry(raw.record, 'batch', '2026-11-06T00:00:00+08:00', raw.id),
    entry(made.record, 'transformation', '2026-11-07T00:00:00+08:00'),
    entry(minted, 'codes', '2026-11-07T08:00:00.000Z'),
    entry(acts.inspected, 'event', '2026-11-08T09:30:00+08:00'),
    entry(acts.transported, 'event', '2026-11-09T06:00:00+08:00'),
    { ...entry(acts.dispatched, 'dispatch', '2026-11-09T08:00:00+08:00'), scope, ...unit },
    { ...entry(acts.received, 'receipt', '2026-11-10T10:15:00+08:00'), scope },
  ]
}

const subjectsOf = (people: TestPeople, goods: Goods): TraceView['subjects'] => {
  const table = (...made: Made[]): Record<string, string> =>
    Object.fromEntries(made.map(({ id, record }) => [id, record]))
  return {
    ...people.subjects,
    places: table(goods.pasture, goods.works, goods.store),
    products: table(goods.milk, goods.carton),
    batches: table(goods.raw, goods.made),
  }
}

/** The server's own, out of the same values. */
const checksOf = ({ timeline, subjects, records }: Omit<TraceView, 'checks'>): TraceView['checks'] =>
  checkFacts(
    readFacts({
      timeline,
      subjects,
      recordOf: (id) => {
        const { fields, leaf } = records[id] ?? {}
        if (fields === undefined || leaf === undefined) return undefined
        const values = Object.fromEntries(Object.entries(fields).map(([field, { value }]) => [field, value]))
        return { values, caller: leaf.envelope.caller, signedAt: leaf.envelope.time }
      },
    }),
  )

export type TestTrace = {
  of: TestLog
  view: TraceView
  /** Ids of records by what they tell. */
  records: Acts & Record<'raw' | 'made' | 'minted' | 'carton', string>
  /** Of `options.codeActs`. */
  codeActs: string[]
  plant: string
  shop: string
  works: Made
  paths: string[]
}

/** The log, and the reply for the third carton of the set (or for the batch's own code). */
export const makeTrace = (options: Options = {}, kind: 'item' | 'batch' = 'item'): TestTrace => {
  const { plant: level = 'verified', units = true, evidence = [] } = options
  const of = openLog()
  const people = castPeople(of, level)
  const goods = makeGoods(of, people, options)
  const inspected = inspect(of, people, goods, evidence)
  const transported = transport(of, people, goods)
  const packings = packUp(of, people, goods, options)
  const acts = { inspected, transported, dispatched: dispatch(of, people, goods, options), received: '' }
  acts.received = receive(of, people, goods)
  const codeActs = actOnCodes(of, people, goods, options)
  const credentials = license(of, people, options)
  const { made, raw, minted, carton, works } = goods
  const view: Omit<TraceView, 'checks'> = {
    code: { kind, path: kind === 'item' ? traced : traced.slice(0, traced.indexOf('/21/')) },
    channel: 'trace',
    asOf: { height: of.entries.length, stale: false },
    checkpoint: checkpointOf(of),
    product: carton.id,
    batch: made.id,
    ...(kind === 'item' ? { membership: { record: minted, ...placeIn(paths) } } : {}),
    timeline: timelineOf(goods, acts, units && kind === 'item', packings),
    ...credentials,
    subjects: subjectsOf(people, goods),
    records: Object.fromEntries(
      of.entries.map((each, n) => [each.record, proven(of, each, n, people.isNamed(each.leaf.envelope.caller))]),
    ),
    verdict: level === 'verified' ? 'verified' : 'unverified_organisation',
    tampered: [],
  }
  const records = { ...acts, raw: raw.record, made: made.record, minted, carton: carton.record }
  return {
    of,
    view: { ...view, checks: checksOf(view) },
    records,
    codeActs,
    plant: people.plant.id,
    shop: people.shop.id,
    works,
    paths,
  }
}
