// Zod schemas of single fields, used by transactions and requests alike. Server, rules and console only.
import { z } from 'zod'
import { checkGln, checkLot, checkSscc, normalizeGtin } from '../codes/gs1.ts'
import { identifierSchemes } from '../codes/identifier.ts'
import { bizSteps, eventDispositions } from '../domain/event.ts'
import { parseQuantity } from '../domain/decimal.ts'
import { parseDate, parseInstant } from '../domain/time.ts'
import { unitsOfMeasure } from '../domain/unit-of-measure.ts'
import { AppError } from '../errors.ts'
import { differenceCodes } from '../matching/difference-codes.ts'
import { idPattern } from '../ledger/ids.ts'
import type { IdKind } from '../ledger/ids.ts'
import { organisationTypes, userRoles } from '../domain/organisation.ts'

/** Runs one of our own parsers as a refinement: its rule becomes the message. */
const parsedBy =
  (parse: (text: string) => unknown) =>
  (text: string, ctx: z.RefinementCtx): void => {
    try {
      parse(text)
    } catch (error) {
      const broken = error instanceof AppError ? error.details.faults?.[0] : undefined
      const rule = error instanceof AppError ? (broken?.rule ?? error.code) : 'invalid'
      ctx.addIssue({ code: 'custom', message: rule, params: { instead: broken?.instead } })
    }
  }

export const id = (kind: IdKind): z.ZodString => z.string().regex(idPattern(kind), `id.${kind}`)
export const digest = z.string().regex(/^[0-9a-f]{64}$/, 'sha256.hex')
/** A field that stands on chain only as its salted digest. */
export const digested = z.strictObject({ digest })
export const publicKey = z.string().regex(/^0[23][0-9a-f]{64}$/, 'p256.compressed')
export const custody = z.enum(['hosted', 'own'])

/** Text from people: one line, no control characters, trimmed, NFC. */
const line = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u, 'text.control')
    .regex(/^\S(?:.*\S)?$/u, 'text.trimmed')
export const name = line(80)
export const city = line(40)
export const text = line(200)
export const note = z.string().max(2_000)
/** A signed note (C2SP): a checkpoint or an endorsement. */
export const signedNote = z.string().min(1).max(4_096)
export const verifierKey = z.string().min(1).max(400)
export const restoreReason = z.enum(['disk_failure', 'lost_machine', 'damaged', 'mistake', 'other'])
export const reasonCode = z.enum([
  'price',
  'stock',
  'quality',
  'quantity',
  'damaged',
  'expired',
  'wrong_goods',
  'documents',
  'delay',
  'duplicate',
  'other',
])

export const identifierScheme = z.enum(identifierSchemes)
export const identifierValue = z
  .string()
  .min(1)
  .max(64)
  .regex(/^[0-9A-Za-z:.-]+$/, 'identifier.characters')
export const organisationType = z.enum(organisationTypes)
export const roles = z.array(z.enum(userRoles)).min(1).max(userRoles.length)

export const gln = z.string().superRefine(parsedBy((value) => checkGln(value, 'gln')))
export const sscc = z.string().superRefine(parsedBy((value) => checkSscc(value)))
/** Stored as GTIN-14. */
export const gtin = z.string().superRefine(
  parsedBy((value) => {
    if (normalizeGtin(value, 'gtin') !== value) throw new AppError('VALIDATION_FAILED')
  }),
)
/** GS1 character set 82, at most 20. */
export const lot = z.string().superRefine(parsedBy((value) => checkLot(value)))
export const latitude = z.string().regex(/^-?(?:90(?:\.0{1,6})?|[0-8]?\d(?:\.\d{1,6})?)$/, 'latitude')
export const longitude = z.string().regex(/^-?(?:180(?:\.0{1,6})?|(?:1[0-7]\d|\d?\d)(?:\.\d{1,6})?)$/, 'longitude')
export const temperature = z.string().regex(/^-?\d{1,3}(?:\.\d)?$/, 'temperature.celsius')
export const unitOfMeasure = z.enum(unitsOfMeasure)
export const quantity = z.string().superRefine(parsedBy((value) => parseQuantity(value, 'quantity')))
export const instant = z.string().superRefine(parsedBy((value) => parseInstant(value, 'time')))
export const day = z.string().superRefine(parsedBy((value) => parseDate(value, 'day')))

export const bizStep = z.enum(bizSteps)
export const disposition = z.enum(eventDispositions)
export const evidence = z.strictObject({
  digest,
  type: z.enum(['image/jpeg', 'image/png', 'image/webp']),
  title: line(60),
})
export const document = z.strictObject({
  kind: z.enum(['origin', 'quarantine', 'inspection', 'customs', 'invoice', 'other']),
  digest,
  title: line(60),
})
export const credentialType = z.string().regex(/^[a-z][a-z0-9_-]{0,39}$/, 'credential.type')
/** Numbers of licences as they are printed; no `/`, for they stand in a state key. */
export const credentialNo = z.string().regex(/^[0-9A-Za-z\u4e00-\u9fff()（）〔〕[\]._-]{1,60}$/, 'credential.no')
export const subjectType = z.enum(['organisation', 'product', 'batch', 'place'])
export const subject = z.string().regex(/^[OPBL][A-Z2-7]{19}$/, 'credential.subject')
export const statusReason = z.enum(['expired_basis', 'violation', 'error', 'request', 'replaced', 'restored', 'other'])
export const recallReason = z.enum(['safety', 'quality', 'labelling', 'tampering', 'other'])
export const retirementReason = z.enum(['sold', 'consumed', 'sampled', 'lost', 'destroyed'])
export const adjustmentReason = z.enum(['miscounted', 'found', 'measuring', 'damaged', 'stolen', 'other'])
export const party = z.enum(['supplier', 'carrier', 'buyer'])
export const fateOfMissing = z.enum(['not_shipped', 'lost'])
export const fateOfRejected = z.enum(['returning', 'destroyed'])
export const packLevel = z.enum(['carton', 'pallet'])
/** Of a batch's minted sets, from 0. */
export const codeSet = z.int().min(0).max(999)
export const codeIndex = z.int().min(0).max(999_999)
export const freezeReason = z.enum(['suspected_copy', 'labels_lost', 'quality', 'order', 'other'])
export const voidReason = z.enum(['destroyed', 'not_used', 'misprinted', 'unbound', 'other'])
export const revision = z.int().min(0).max(9_999)

export const tradeNo = z.string().regex(/^[0-9A-HJKMNP-TV-Z]{20}$/, 'trade.no')
export const codePath = z.string().max(160).startsWith('/s/')
export const tradeLine = z.strictObject({
  line: z.int().min(1).max(5_000),
  product: id('product'),
  quantity,
  unit: unitOfMeasure,
  /** Absolute; only where both sides agreed to one. */
  tolerance: quantity.optional(),
})
/** Proof that codes without a `unit/…` row belong to the batch: their positions in the minted set and a multiproof. */
export const membership = z.strictObject({
  set: z.int().min(0).max(999),
  units: z
    .array(z.strictObject({ path: codePath, index: z.int().min(0).max(999_999) }))
    .min(1)
    .max(500),
  proof: z.array(digest).max(20_000),
})
export const dispatchLine = z.strictObject({
  line: z.int().min(1).max(5_000),
  /** The agreed line it fills. */
  fills: z.int().min(1).max(5_000),
  batch: id('batch'),
  quantity,
  unit: unitOfMeasure,
  holdings: z
    .array(z.strictObject({ id: id('holding'), quantity }))
    .min(1)
    .max(50),
  /** Code paths shipped; absent for bulk. */
  units: z.array(codePath).min(1).max(500).optional(),
  membership: membership.optional(),
})
export const dispatchedUnits = z.strictObject({
  line: z.int().min(1),
  batch: id('batch'),
  root: digest.optional(),
  count: z.int().min(1).optional(),
})
const rejectReason = z.enum(['damaged', 'quality', 'temperature', 'packaging', 'other'])
export const countedLine = z.strictObject({
  line: z.int().min(1).max(5_000).optional(),
  product: id('product'),
  lot,
  unit: unitOfMeasure,
  accepted: quantity,
  rejected: quantity,
  missing: quantity,
  reason: rejectReason.optional(),
  units: z.array(codePath).max(50_000).optional(),
  rejectedUnits: z.array(codePath).max(50_000).optional(),
})
export const count = z.strictObject({
  receiver: id('organisation'),
  at: instant,
  kind: z.enum(['partial', 'final']),
  lines: z.array(countedLine).max(5_000),
})
export const difference = z.strictObject({
  code: z.enum(differenceCodes),
  disposition: z.string().max(40).nullable(),
  line: z.int().min(1).optional(),
  field: z.string().max(80),
  expected: z.string().max(200).optional(),
  actual: z.string().max(200).optional(),
  unit: codePath.optional(),
  quantity: quantity.optional(),
  reason: rejectReason.optional(),
})
export const units = z.array(codePath).min(1).max(500)
/** Holdings of one batch and how much is taken of each. */
export const taken = z
  .array(z.strictObject({ holding: id('holding'), quantity }))
  .min(1)
  .max(100)
export const takenFromBatches = z
  .array(z.strictObject({ batch: id('batch'), holding: id('holding'), quantity }))
  .min(1)
  .max(100)
/** How much of the product's unit of measure a larger one holds: `{ unit: 'XCT', quantity: '24' }`. */
export const packing = z
  .array(z.strictObject({ unit: unitOfMeasure, quantity }))
  .min(1)
  .max(4)
/**
 * How an answer to a discrepancy note changes what is due. `less`: so much of a line is not coming, and what becomes of it. `more`: so
 * much more was sent, on a line of the delivery or, with `fills`, on a new one of another batch of the same product.
 */
export const amendment = z.discriminatedUnion('change', [
  z.strictObject({
    change: z.literal('less'),
    line: z.int().min(1).max(10_000),
    quantity,
    fate: z.enum(['not_shipped', 'lost', 'returning', 'destroyed']),
    units: units.optional(),
  }),
  z.strictObject({
    change: z.literal('more'),
    line: z.int().min(1).max(10_000),
    fills: z.int().min(1).max(5_000).optional(),
    batch: id('batch'),
    quantity,
    holdings: z
      .array(z.strictObject({ id: id('holding'), quantity }))
      .min(1)
      .max(50),
    units: units.optional(),
    membership: membership.optional(),
  }),
])
