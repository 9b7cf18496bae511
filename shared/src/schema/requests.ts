// Bodies and queries of the HTTP API. Types are inferred from here by shared/src/api; only the server parses with them.
import { z } from 'zod'
import { userRoles } from '../domain/organisation.ts'
import { tradeStates } from '../domain/trade.ts'
import * as f from './fields.ts'

const login = z.string().regex(/^[a-z0-9][a-z0-9._@-]{2,39}$/, 'login')
const password = z.string().min(8).max(128)
/** A P-256 key made on the user's own device: then nothing is hosted and every act is prepared, signed there, submitted. */
const ownKey = f.publicKey.optional()
const account = z.strictObject({ login, password, publicKey: ownKey })
const page = { after: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) }

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
  mintCodes: z.strictObject({ count: z.int().min(1).max(10_000) }),
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
  offerTrade: z.strictObject({
    buyer: f.id('organisation'),
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
  }),
  reason: z.strictObject({ reason: f.reasonCode }),
  dispatchTrade: z.strictObject({
    place: f.id('place'),
    dispatchedAt: f.instant,
    lines: z
      .array(
        z.strictObject({
          fills: z.int().min(1).max(5_000),
          batch: f.id('batch'),
          quantity: f.quantity,
          /** Code paths; absent for bulk. */
          units: z.array(f.codePath).min(1).max(500).optional(),
        }),
      )
      .min(1)
      .max(500),
    vehicle: f.note.default(''),
    temperature: f.temperature.optional(),
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
  tradeQuery: z.strictObject({
    ...page,
    side: z.enum(['supplier', 'buyer']).optional(),
    /** One state, or several separated by commas. */
    state: z.string().max(120).optional(),
  }),
  batchQuery: z.strictObject({ ...page, product: f.id('product').optional() }),
  traceQuery: z.strictObject({ c: z.string().min(1).max(400), pinned: z.coerce.number().int().min(1).optional() }),
  cosignature: z.strictObject({ checkpoint: z.string().min(1).max(65_536) }),
  proofQuery: z.strictObject({ operation: z.coerce.number().int().min(0).max(999).default(0) }),
  consistencyQuery: z.strictObject({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
} as const
