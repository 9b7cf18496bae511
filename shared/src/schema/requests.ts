// Bodies and queries of the HTTP API. Types are inferred from here by shared/src/api; only the server parses with them.
import { z } from 'zod'
import { userRoles } from '../domain/organisation.ts'
import { tradeStates } from '../domain/trade.ts'
import { accountRequests } from './account-requests.ts'
import { codeRequests } from './code-requests.ts'
import * as f from './fields.ts'

const login = z.string().regex(/^[a-z0-9][a-z0-9._@-]{2,39}$/, 'login')
const password = z.string().min(8).max(128)
/** A P-256 key made on the user's own device: then nothing is hosted and every act is prepared, signed there, submitted. */
const ownKey = f.publicKey.optional()
const account = z.strictObject({ login, password, publicKey: ownKey })
const page = { after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }
const credential = {
  subjectType: f.subjectType,
  /** An organisation, a product, a batch or a place. */
  subject: f.subject,
  type: f.credentialType,
  no: f.credentialNo,
}

/** What may change between offer and dispatch. */
const tradeTerms = {
  lines: z
    .array(
      z.strictObject({
        product: f.id('product'),
        quantity: f.quantity,
        unit: f.unitOfMeasure,
        tolerance: f.quantity.optional(),
      }),
    )
    .min(1)
    .max(5_000),
  deliverTo: f.id('place').optional(),
  promisedAt: f.instant.optional(),
  requiredCredentials: z.array(f.credentialType).max(20).default([]),
  documents: z.array(f.document).max(50).default([]),
}
/** What stands on the truck, and where it is loaded. */
const loaded = {
  place: f.id('place'),
  lines: z
    .array(
      z.strictObject({
        fills: z.int().min(1).max(5_000),
        batch: f.id('batch'),
        quantity: f.quantity,
        /** The agreed line's, when it says nothing. */
        unit: f.unitOfMeasure.optional(),
        /** Code paths; absent for bulk. */
        units: z.array(f.codePath).min(1).max(500).optional(),
      }),
    )
    .min(1)
    .max(5_000),
}

const wordOnNote = { reason: f.reasonCode, party: f.party, note: f.note.default('') }
/** An amendment without what the server knows: holdings, proofs, numbers of new lines. */
const correction = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.literal('less'),
    line: z.int().min(1).max(10_000),
    quantity: f.quantity,
    fate: z.enum([...f.fateOfMissing.options, ...f.fateOfRejected.options]),
    units: f.units.optional(),
  }),
  z.strictObject({
    change: z.literal('more'),
    /** A line of the delivery, of whose batch it is; absent for a new line, which names `fills` and `batch`. */
    line: z.int().min(1).max(10_000).optional(),
    fills: z.int().min(1).max(5_000).optional(),
    batch: f.id('batch').optional(),
    quantity: f.quantity,
    units: f.units.optional(),
  }),
])

export const requests = {
  registerOrganisation: z.strictObject({
    scheme: f.identifierScheme,
    value: f.identifierValue,
    name: f.name,
    type: f.organisationType,
    named: z.boolean(),
    administrator: account,
    /** Only for the operator's own organisation: proves access to the machine. */
    setupToken: z.string().max(100).optional(),
  }),
  verifyOrganisation: z.strictObject({ level: z.enum(['verified', 'suspended']), basis: f.note.min(1) }),
  enrolUser: z.strictObject({
    login,
    password,
    publicKey: ownKey,
    roles: z.array(z.enum(userRoles)).min(1).max(userRoles.length),
  }),
  revokeUser: z.strictObject({ reason: f.note.min(1) }),
  createSession: z.strictObject({ login: z.string().min(1).max(40), password: z.string().min(1).max(128) }),
  renewSession: z.strictObject({ refresh: z.string().min(1).max(200) }),
  empty: z.strictObject({}),
  signTransaction: z.strictObject({ signature: z.string().regex(/^[0-9a-f]{128}$/, 'signature.p256') }),

  createPlace: z.strictObject({
    name: f.name,
    gln: f.gln.optional(),
    city: f.city,
    latitude: f.latitude.optional(),
    longitude: f.longitude.optional(),
  }),
  createProduct: z.strictObject({
    name: f.name,
    gtin: z.string().min(8).max(14).optional(),
    specification: f.text.optional(),
    unit: f.unitOfMeasure,
    picture: f.digest.optional(),
    packing: f.packing.optional(),
    requiredCredentials: z.array(f.credentialType).min(1).max(20).optional(),
  }),
  createBatch: z.strictObject({
    product: f.id('product'),
    lot: f.lot,
    producedOn: f.day,
    expiresOn: f.day.optional(),
    place: f.id('place'),
    quantity: f.quantity,
  }),
  transformBatch: z.strictObject({
    product: f.id('product'),
    lot: f.lot,
    producedOn: f.day,
    expiresOn: f.day.optional(),
    place: f.id('place'),
    quantity: f.quantity,
    inputs: z
      .array(z.strictObject({ batch: f.id('batch'), quantity: f.quantity }))
      .min(1)
      .max(50),
  }),
  recordEvent: z.strictObject({
    bizStep: f.bizStep,
    disposition: f.disposition.optional(),
    batches: z.array(f.id('batch')).min(1).max(50),
    place: f.id('place'),
    eventTime: f.instant,
    result: z.enum(['pass', 'fail']).optional(),
    reportNo: f.text.optional(),
    temperature: f.temperature.optional(),
    evidence: z.array(f.evidence).max(9).default([]),
    note: f.note.default(''),
  }),
  openAgreement: z.strictObject({
    supplier: f.id('organisation'),
    products: z
      .array(z.strictObject({ product: f.id('product'), most: f.quantity.optional() }))
      .min(1)
      .max(500),
    validUntil: f.instant.optional(),
  }),
  agreementQuery: z.strictObject({ ...page, side: z.enum(['supplier', 'buyer']).optional() }),
  reason: z.strictObject({ reason: f.reasonCode }),
  offerTrade: z.strictObject({ buyer: f.id('organisation'), ...tradeTerms, returnOf: f.tradeNo.optional() }),
  /** `revision`: the one that these terms make, one more than the one that was read. */
  amendTrade: z.strictObject({ revision: f.revision, ...tradeTerms }),
  /** `revision`: the one that was read. */
  acceptTrade: z.strictObject({ revision: f.revision.optional() }),
  /** `party`: whose doing it is; the acting side's, when it says nothing. */
  endTrade: z.strictObject({ reason: f.reasonCode, party: f.party.optional() }),
  returnGoods: z.strictObject({ place: f.id('place'), returnedAt: f.instant.optional() }),
  dispatchTrade: z.strictObject({
    ...loaded,
    dispatchedAt: f.instant,
    vehicle: f.note.default(''),
    temperature: f.temperature.optional(),
    documents: z.array(f.document).max(50).default([]),
  }),
  checkLoad: z.strictObject(loaded),
  /** Goods in hand: scanned codes (links or paths) of items, packs and batches; batches with how much of them, or all. */
  draftOnward: z.strictObject({
    codes: z.array(z.string().min(1).max(400)).max(500).default([]),
    batches: z
      .array(z.strictObject({ batch: f.id('batch'), quantity: f.quantity.optional() }))
      .max(500)
      .default([]),
    /** Where they are loaded; found when it is not said. */
    place: f.id('place').optional(),
  }),
  /** `receiver` is the caller's organisation and `at` the server's clock: neither is asked for. */
  count: z.strictObject({ kind: z.enum(['partial', 'final']), lines: z.array(f.countedLine).min(1).max(5_000) }),
  confirmReceipt: z.strictObject({
    kind: z.enum(['partial', 'final']),
    lines: z.array(f.countedLine).min(1).max(5_000),
    place: f.id('place'),
    /** What the count was made against: when the trade has moved since, that is a conflict and nothing is written. */
    basis: z
      .strictObject({
        state: z.enum(tradeStates),
        lines: z.array(z.strictObject({ line: z.int().min(1).max(10_000), due: f.quantity.optional() })).max(5_000),
      })
      .optional(),
  }),
  refuseReceipt: z.strictObject({ reason: f.reasonCode, party: z.enum(['supplier', 'carrier', 'buyer']) }),

  // stock, recalls, credentials
  splitBatch: z.strictObject({
    place: f.id('place'),
    parts: z
      .array(z.strictObject({ lot: f.lot, quantity: f.quantity }))
      .min(2)
      .max(100),
  }),
  mergeBatches: z.strictObject({
    product: f.id('product'),
    lot: f.lot,
    place: f.id('place'),
    inputs: z
      .array(z.strictObject({ batch: f.id('batch'), quantity: f.quantity }))
      .min(2)
      .max(50),
  }),
  retireGoods: z.strictObject({
    batch: f.id('batch'),
    place: f.id('place'),
    quantity: f.quantity,
    reason: f.retirementReason,
    retiredAt: f.instant,
    /** Code paths of items or packs; absent for bulk. */
    units: f.units.optional(),
  }),
  adjustStock: z.strictObject({
    batch: f.id('batch'),
    place: f.id('place'),
    direction: z.enum(['increase', 'decrease']),
    quantity: f.quantity,
    reason: f.adjustmentReason,
    note: f.note.default(''),
  }),
  decideAdjustment: z.strictObject({ decision: z.enum(['approve', 'reject']) }),
  openRecall: z.strictObject({
    batches: z.array(f.id('batch')).min(1).max(100),
    class: z.union([z.literal(1), z.literal(2), z.literal(3)]),
    reason: f.recallReason,
    note: f.note.default(''),
  }),
  grantAuthority: z.strictObject({ organisation: f.id('organisation'), types: z.array(f.credentialType).max(100) }),
  issueCredential: z.strictObject({
    ...credential,
    validFrom: f.day,
    validTo: f.day.optional(),
    title: f.text.optional(),
    document: f.digest.optional(),
    replaces: f.credentialNo.optional(),
  }),
  changeCredentialStatus: z.strictObject({
    ...credential,
    status: z.enum(['valid', 'suspended', 'revoked']),
    reason: f.statusReason,
  }),
  stockQuery: z.strictObject({
    ...page,
    batch: f.id('batch').optional(),
    place: f.id('place').optional(),
    state: z.enum(['on_hand', 'in_transit', 'held']).optional(),
  }),
  adjustmentQuery: z.strictObject({ ...page, state: z.enum(['proposed', 'approved', 'rejected']).optional() }),
  credentialQuery: z.strictObject({ ...page, subject: f.subject, type: f.credentialType.optional() }),

  // packs
  createPack: z.strictObject({
    level: f.packLevel,
    batch: f.id('batch'),
    place: f.id('place'),
    /** Code paths of items, or of cartons, in the order in which they are committed to. */
    children: f.units,
    /** Now, when absent. */
    packedAt: f.instant.optional(),
    partial: z.literal(true).optional(),
    /** The pack's own number where it is printed already; without one the server makes it. */
    sscc: f.sscc.optional(),
  }),
  /** Without `children` everything comes out. */
  unpack: z.strictObject({ place: f.id('place'), children: f.units.optional(), unpackedAt: f.instant.optional() }),
  packQuery: z.strictObject({ ...page, batch: f.id('batch').optional() }),

  // discrepancy notes
  /** The count as for a receipt, or the number of a kept attempt whose count it is. */
  raiseDiscrepancy: z
    .strictObject({
      kind: z.enum(['partial', 'final']).optional(),
      lines: z.array(f.countedLine).min(1).max(5_000).optional(),
      attempt: z.int().min(0).optional(),
      place: f.id('place'),
      reason: f.reasonCode,
      party: f.party,
      missing: f.fateOfMissing.optional(),
      rejected: f.fateOfRejected.optional(),
      answerBy: f.instant.optional(),
      note: f.note.default(''),
    })
    .refine(
      ({ kind, lines, attempt }) =>
        attempt === undefined ? kind !== undefined && lines !== undefined : kind === undefined && lines === undefined,
      { message: 'count.or-attempt', path: ['attempt'] },
    ),
  answerDiscrepancy: z.discriminatedUnion('answer', [
    z.strictObject({ answer: z.literal('confirm'), ...wordOnNote }),
    z.strictObject({
      answer: z.literal('correct'),
      ...wordOnNote,
      amendments: z.array(correction).min(1).max(5_000),
    }),
    z.strictObject({ answer: z.literal('dispute'), ...wordOnNote }),
  ]),
  escalateDiscrepancy: z.strictObject({ reason: f.reasonCode }),

  /** Operations are judged one by one (counting/parse-operation.ts): one that is none does not stop the others. */
  counting: z.strictObject({
    operations: z.array(z.unknown()).max(1_000),
    since: z.int().min(0).default(0),
    /** Whether the reply is to carry what all operations together make. */
    count: z.boolean().default(false),
  }),
  countingQuery: z.strictObject({
    since: z.coerce.number().int().min(0).default(0),
    count: z.stringbool().default(false),
  }),
  organisationSettings: z.strictObject({
    blindCount: z.boolean().optional(),
    graceHours: z.int().min(1).max(720).optional(),
  }),

  pageQuery: z.strictObject(page),
  organisationQuery: z.strictObject({ ...page, search: z.string().max(80).optional() }),
  languageQuery: z.strictObject({ language: z.enum(['zh', 'en']).optional() }),
  tradeQuery: z.strictObject({
    ...page,
    side: z.enum(['supplier', 'buyer']).optional(),
    /** One state, or several separated by commas. */
    state: z.string().max(120).optional(),
    product: f.id('product').optional(),
    /** The other party. */
    partner: f.id('organisation').optional(),
    /** Changed at or after. */
    since: f.instant.optional(),
  }),
  discrepancyQuery: z.strictObject({
    ...page,
    side: z.enum(['supplier', 'buyer']).optional(),
    /** One state, or several separated by commas. */
    state: z.string().max(120).optional(),
    /** Those that wait for an answer although the time for it is over. */
    overdue: z.enum(['true', 'false']).optional(),
  }),
  batchQuery: z.strictObject({ ...page, product: f.id('product').optional() }),
  traceQuery: z.strictObject({ c: z.string().min(1).max(400), pinned: z.coerce.number().int().min(1).optional() }),
  cosignature: z.strictObject({ checkpoint: z.string().min(1).max(65_536) }),
  proofQuery: z.strictObject({ operation: z.coerce.number().int().min(0).max(999).default(0) }),
  consistencyQuery: z.strictObject({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
  ...accountRequests,
  ...codeRequests,
} as const
