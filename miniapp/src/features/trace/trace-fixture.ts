// A small log with real keys, signatures and proofs, for tests: a farm, a dairy plant, an inspector and a shop, and one carton of milk.
import { ed25519 } from '@noble/curves/ed25519.js'
import { p256 } from '@noble/curves/nist.js'
import type { ProvenRecord, TimelineEntry, TraceView } from '@ectrace/shared/api/views'
import { formatCode } from '@ectrace/shared/codes/trace-code'
import type { OrganisationType } from '@ectrace/shared/domain/organisation'
import { batchId, deriveId } from '@ectrace/shared/ledger/ids'
import type { TransactionName } from '@ectrace/shared/ledger/transactions'
import { hexEncode, utf8Encode } from '@ectrace/shared/proof/bytes'
import type { Json } from '@ectrace/shared/proof/canonical'
import { formatCheckpointBody } from '@ectrace/shared/proof/checkpoint'
import {
  envelopeBytes,
  leafBytes,
  makeOperation,
  transactionId,
  userId,
  type Leaf,
  type Opening,
} from '@ectrace/shared/proof/envelope'
import { leafHash, sha256, sha256Hex } from '@ectrace/shared/proof/hash'
import { consistencyPath, inclusionPath, merkleRoot } from '@ectrace/shared/proof/merkle'
import { signNote } from '@ectrace/shared/proof/signed-note'
import { formatVerifierKey, makeVerifierKey } from '@ectrace/shared/proof/verifier-key'

const log = 'ectrace/test'
const logSecret = sha256(utf8Encode('log key'))
const logKey = makeVerifierKey(`${log}/1`, ed25519.getPublicKey(logSecret))
export const verifierKey = formatVerifierKey(logKey)

/** A second log that also calls itself by the first one's name: what a forger can make. */
const otherSecret = sha256(utf8Encode('other key'))
export const otherVerifierKey = formatVerifierKey(makeVerifierKey(`${log}/1`, ed25519.getPublicKey(otherSecret)))

type Signer = { user: string; secret: Uint8Array; publicKey: string; custody: 'hosted' | 'own' }
type Entry = { record: string; name: TransactionName; leaf: Leaf; openings: Record<string, Opening> }

const makeSigner = (name: string, custody: Signer['custody'] = 'hosted'): Signer => {
  const secret = sha256(utf8Encode(`user ${name}`))
  const publicKey = hexEncode(p256.getPublicKey(secret, true))
  return { user: userId(publicKey), secret, publicKey, custody }
}

const start = Date.parse('2026-11-06T09:00:00.000Z')
const instant = (index: number): string => new Date(start + index * 3_600_000).toISOString()

/** Appends signed records; every salt and nonce follows from its place, so that each run makes the same log. */
const openLog = () => {
  const entries: Entry[] = []
  const act = (
    signer: Signer,
    name: TransactionName,
    values: Record<string, Json>,
    digestOnly: string[] = [],
  ): string => {
    const index = entries.length
    const fields = Object.fromEntries(
      Object.entries(values).map(([field, value]) => [
        field,
        { salt: sha256Hex(utf8Encode(`${index} ${field}`)).slice(0, 32), value },
      ]),
    )
    const { operation, openings } = makeOperation('trace', 1, name, fields, digestOnly)
    const envelope = {
      v: 1 as const,
      log,
      channel: 'trace',
      operations: [operation],
      caller: signer.user,
      custody: signer.custody,
      time: instant(index),
      nonce: sha256Hex(utf8Encode(`nonce ${index}`)),
      request: sha256Hex(utf8Encode(`request ${index}`)),
    }
    const signature = hexEncode(p256.sign(envelopeBytes(envelope), signer.secret, { prehash: true }))
    const leaf = { v: 1 as const, envelope, signature, height: index + 1, index: 0 }
    const digests = {
      writesDigest: sha256Hex(utf8Encode(`w${index}`)),
      eventsDigest: sha256Hex(utf8Encode(`e${index}`)),
    }
    const record = `${transactionId(envelope)}.0`
    entries.push({ record, name, leaf: { ...leaf, ...digests }, openings })
    return record
  }
  const hashes = (): Uint8Array[] => entries.map(({ leaf }) => leafHash(leafBytes(leaf)))
  return { entries, act, hashes }
}

export type TestLog = ReturnType<typeof openLog>

/** The note over the first `size` entries, signed by the log's key or a forger's. */
export const checkpointOf = ({ hashes }: TestLog, size?: number, secret: Uint8Array = logSecret): string => {
  const leaves = hashes().slice(0, size)
  const body = formatCheckpointBody({
    origin: logKey.name,
    size: leaves.length,
    root: merkleRoot(leaves),
    time: instant(leaves.length),
  })
  const key = secret === logSecret ? logKey : makeVerifierKey(logKey.name, ed25519.getPublicKey(secret))
  return signNote(body, key, (bytes) => ed25519.sign(bytes, secret))
}

export const forgedCheckpointOf = (of: TestLog): string => checkpointOf(of, undefined, otherSecret)

export const consistencyOf = ({ hashes }: TestLog, from: number): string[] =>
  consistencyPath(hashes(), from).map(hexEncode)

const register = (of: TestLog, signer: Signer, name: string, type: OrganisationType, named = true) => {
  const id = deriveId('organisation', name)
  const registered = of.act(signer, 'registerOrganisation', {
    id,
    scheme: 'uscc',
    value: '91110000MA00000000',
    name,
    type,
    named,
    administrator: signer.user,
    publicKey: signer.publicKey,
    certificate: sha256Hex(utf8Encode(name)),
    custody: signer.custody,
  })
  return { id, registered, named }
}

const enrol = (of: TestLog, by: Signer, signer: Signer, organisation: string, roles: string[]): string =>
  of.act(by, 'enrolUser', {
    id: signer.user,
    publicKey: signer.publicKey,
    certificate: sha256Hex(utf8Encode(signer.user)),
    custody: signer.custody,
    organisation,
    roles,
  })

const place = (of: TestLog, signer: Signer, name: string, city: string) => {
  const id = deriveId('place', name)
  return { id, record: of.act(signer, 'createPlace', { id, name, city }) }
}

const product = (of: TestLog, signer: Signer, values: Record<string, Json>) => {
  const id = deriveId('product', values)
  return { id, record: of.act(signer, 'createProduct', { id, unit: 'H87', ...values }) }
}

const gtin = '06901234567892'
const serials = ['0', '1', '2', '3', '4'].map((digit) => digit.repeat(20))
const pathOf = (serial: string): string =>
  formatCode({ kind: 'item', scheme: 'gtin', product: gtin, lot: 'A1107', serial })
const paths = serials.map(pathOf)
const codeLeaves = (of: readonly string[]): Uint8Array[] => of.map((path) => leafHash(utf8Encode(path)))

const partiesOnly = ['quantity', 'inputs', 'lines', 'note', 'vehicle', 'basis']

/** A record as the server sends it: parties' fields withheld, names only of those who agreed. */
const proven = (of: TestLog, { record, name, leaf, openings }: Entry, index: number, named: boolean): ProvenRecord => {
  const hidden = [
    ...partiesOnly,
    ...(name === 'confirmReceipt' ? ['count'] : []),
    ...(named || name === 'createProduct' ? [] : ['name', 'value']),
  ]
  const shown = Object.entries(openings).filter(([field]) => !hidden.includes(field))
  const fields = Object.fromEntries(shown)
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

export type Options = {
  /** Level of the dairy plant. */
  plant?: 'verified' | 'trial' | 'suspended'
  expiresOn?: string
  /** Whether the dispatch names its units. */
  units?: boolean
  /** Digests of pictures in the inspection's evidence, and of the product. */
  evidence?: string[]
  picture?: string
}

/** The log, and the reply for the third carton of the set (or for the batch's own code). */
export const makeTrace = (options: Options = {}, kind: 'item' | 'batch' = 'item') => {
  const of = openLog()
  const operator = makeSigner('operator')
  const farmer = makeSigner('farmer')
  const dairyman = makeSigner('dairyman')
  const packer = makeSigner('packer', 'own')
  const chemist = makeSigner('chemist', 'own')
  const shopkeeper = makeSigner('shopkeeper')

  const platform = register(of, operator, '演示平台', 'operator')
  const farm = register(of, farmer, '青山牧场', 'supplier')
  const plant = register(of, dairyman, '清源乳业有限公司', 'processor')
  const lab = register(of, chemist, '省食品检验研究院', 'inspector')
  const shop = register(of, shopkeeper, '不愿具名的商店', 'retailer', false)
  const verify = (organisation: string, level = 'verified'): string =>
    of.act(operator, 'verifyOrganisation', { organisation, level, basis: 'licence' }, ['basis'])
  const farmVerified = verify(farm.id)
  const plantVerified = options.plant === 'trial' ? undefined : verify(plant.id, options.plant ?? 'verified')
  const labVerified = verify(lab.id)
  const shopVerified = verify(shop.id)
  const packerEnrolled = enrol(of, dairyman, packer, plant.id, ['trader'])

  const pasture = place(of, farmer, '一号牧场', '内蒙古呼和浩特')
  const works = place(of, packer, '清源第二工厂', '河北石家庄')
  const store = place(of, shopkeeper, '门店', '北京海淀')
  const milk = product(of, farmer, { name: '生鲜乳' })
  const carton = product(of, packer, {
    name: '清源纯牛奶',
    gtin,
    specification: '250 ml × 12 盒',
    ...(options.picture === undefined ? {} : { picture: options.picture }),
  })

  const rawBatch = batchId(milk.id, 'RAW-1106')
  const raw = of.act(farmer, 'createBatch', {
    id: rawBatch,
    product: milk.id,
    lot: 'RAW-1106',
    producedOn: '2026-11-06',
    place: pasture.id,
    quantity: '1000',
  })
  const batch = batchId(carton.id, 'A1107')
  const made = of.act(packer, 'transformBatch', {
    id: batch,
    product: carton.id,
    lot: 'A1107',
    producedOn: '2026-11-07',
    expiresOn: options.expiresOn ?? '2027-05-07',
    place: works.id,
    quantity: '5',
    inputBatches: [rawBatch],
    inputs: [{ batch: rawBatch, holding: deriveId('holding', 'raw', 0), quantity: '1000' }],
  })
  const minted = of.act(packer, 'mintCodes', {
    batch,
    set: 0,
    root: hexEncode(merkleRoot(codeLeaves(paths))),
    count: paths.length,
  })
  const inspected = of.act(
    chemist,
    'recordEvent',
    {
      id: deriveId('event', 'inspection'),
      bizStep: 'inspecting',
      disposition: 'conformant',
      batches: [batch],
      place: works.id,
      eventTime: '2026-11-08T09:30:00+08:00',
      result: 'pass',
      reportNo: 'QJ-2026-1108',
      evidence: (options.evidence ?? []).map((digest, n) => ({
        digest,
        type: 'image/png',
        title: `检验报告 第 ${n + 1} 页`,
      })),
      note: 'all well',
    },
    ['note'],
  )
  const transported = of.act(
    packer,
    'recordEvent',
    {
      id: deriveId('event', 'transport'),
      bizStep: 'transporting',
      batches: [batch],
      place: works.id,
      eventTime: '2026-11-09T06:00:00+08:00',
      temperature: '4.5',
      evidence: [],
      note: '',
    },
    ['note'],
  )
  const sent = paths.slice(1, 4)
  const no = '7'.repeat(20)
  const named = options.units !== false
  const dispatched = of.act(
    packer,
    'dispatchTrade',
    {
      no,
      place: works.id,
      dispatchedAt: '2026-11-09T08:00:00+08:00',
      units: [
        named
          ? { line: 1, batch, root: hexEncode(merkleRoot(codeLeaves(sent))), count: sent.length }
          : { line: 1, batch },
      ],
      lines: [{ line: 1, batch, quantity: '3', units: sent }],
      vehicle: 'HB-1',
    },
    ['vehicle'],
  )
  const received = of.act(shopkeeper, 'confirmReceipt', {
    no,
    place: store.id,
    receivedAt: '2026-11-10T10:15:00+08:00',
    batches: [batch],
    count: { lines: [] },
  })

  const path = paths[2] ?? ''
  const scope = named && kind === 'item' ? 'item' : 'batch'
  const entry = (record: string, of_: TimelineEntry['kind'], time: string, on = batch): TimelineEntry => ({
    record,
    kind: of_,
    scope: 'batch',
    batch: on,
    time,
  })
  const unit = {
    line: 1,
    index: sent.indexOf(path),
    path: inclusionPath(codeLeaves(sent), sent.indexOf(path)).map(hexEncode),
  }
  const organisations = [platform, farm, plant, lab, shop]
  const signers: [Signer, string, { id: string; named: boolean }][] = [
    [operator, platform.registered, platform],
    [farmer, farm.registered, farm],
    [dairyman, plant.registered, plant],
    [packer, packerEnrolled, plant],
    [chemist, lab.registered, lab],
    [shopkeeper, shop.registered, shop],
  ]
  const verified = {
    [farm.id]: farmVerified,
    [plant.id]: plantVerified,
    [lab.id]: labVerified,
    [shop.id]: shopVerified,
  }
  const levelOf = (id: string) => (id === plant.id ? (options.plant ?? 'verified') : ('verified' as const))
  const isNamed = (user: string): boolean => signers.find(([signer]) => signer.user === user)?.[2].named ?? false
  const view: TraceView = {
    code: { kind, path: kind === 'item' ? path : path.slice(0, path.indexOf('/21/')) },
    asOf: { height: of.entries.length, stale: false },
    checkpoint: checkpointOf(of),
    product: carton.id,
    batch,
    ...(kind === 'item'
      ? { membership: { record: minted, index: 2, path: inclusionPath(codeLeaves(paths), 2).map(hexEncode) } }
      : {}),
    timeline: [
      entry(raw, 'batch', '2026-11-06T00:00:00+08:00', rawBatch),
      entry(made, 'transformation', '2026-11-07T00:00:00+08:00'),
      entry(minted, 'codes', '2026-11-07T08:00:00.000Z'),
      entry(inspected, 'event', '2026-11-08T09:30:00+08:00'),
      entry(transported, 'event', '2026-11-09T06:00:00+08:00'),
      { ...entry(dispatched, 'dispatch', '2026-11-09T08:00:00+08:00'), scope, ...(scope === 'item' ? { unit } : {}) },
      { ...entry(received, 'receipt', '2026-11-10T10:15:00+08:00'), scope },
    ],
    subjects: {
      organisations: Object.fromEntries(
        organisations.map(({ id, registered }) => {
          const by = verified[id]
          return [id, { registered, level: levelOf(id), ...(by === undefined ? {} : { verified: by }) }]
        }),
      ),
      users: Object.fromEntries(signers.map(([{ user }, enrolled, { id }]) => [user, { enrolled, organisation: id }])),
      places: { [pasture.id]: pasture.record, [works.id]: works.record, [store.id]: store.record },
      products: { [milk.id]: milk.record, [carton.id]: carton.record },
      batches: { [rawBatch]: raw, [batch]: made },
    },
    records: Object.fromEntries(
      of.entries.map((each, index) => [each.record, proven(of, each, index, isNamed(each.leaf.envelope.caller))]),
    ),
    verdict: (options.plant ?? 'verified') === 'verified' ? 'verified' : 'unverified_organisation',
    tampered: [],
  }
  const records = { raw, made, minted, inspected, transported, dispatched, received, carton: carton.record }
  return { of, view, records, plant: plant.id, shop: shop.id, works, farm: farm.id, paths }
}
