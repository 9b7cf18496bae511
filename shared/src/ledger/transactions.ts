// Every transaction: its contract, version, fields (schema, who may see them, how they stand on chain). Zod: server and rules only.
import { z } from 'zod'
import * as f from '../schema/fields.ts'

/** Who may see a field: everybody; everybody if the organisation agrees to be named; parties of the act (and regulators); regulators. */
export type Audience = 'public' | 'named' | 'parties' | 'regulator'
/** `digestOnly`: the chain holds only the salted digest; value and salt stay in the vault. */
export type FieldSpec<S extends z.ZodType = z.ZodType> = { schema: S; audience: Audience; digestOnly?: true }

const open = <S extends z.ZodType>(schema: S): FieldSpec<S> => ({ schema, audience: 'public' })
const named = <S extends z.ZodType>(schema: S): FieldSpec<S> => ({ schema, audience: 'named' })
const parties = <S extends z.ZodType>(schema: S): FieldSpec<S> => ({ schema, audience: 'parties' })
/** In a rule's arguments such a field is `{ digest }`. */
const digestOnly = (audience: Audience): FieldSpec<typeof f.digested> => ({
  schema: f.digested,
  audience,
  digestOnly: true,
})

const user = {
  id: open(f.id('user')),
  publicKey: open(f.publicKey),
  certificate: open(f.digest),
  custody: open(f.custody),
}
const made = {
  id: open(f.id('batch')),
  product: open(f.id('product')),
  lot: open(f.lot),
  producedOn: open(f.day),
  expiresOn: open(f.day.optional()),
  place: open(f.id('place')),
  quantity: parties(f.quantity),
}

export const transactions = {
  /** Signed by the first administrator, whose key it registers. The first organisation of type operator needs no other; there is one. */
  registerOrganisation: {
    contract: 'identity',
    version: 1,
    fields: {
      id: open(f.id('organisation')),
      scheme: open(f.identifierScheme),
      value: named(f.identifierValue),
      name: named(f.name),
      type: open(f.organisationType),
      /** The organisation agrees to be named on consumer pages. */
      named: open(z.boolean()),
      administrator: open(f.id('user')),
      publicKey: open(f.publicKey),
      certificate: open(f.digest),
      custody: open(f.custody),
    },
  },
  verifyOrganisation: {
    contract: 'identity',
    version: 1,
    fields: {
      organisation: open(f.id('organisation')),
      level: open(z.enum(['verified', 'suspended'])),
      basis: digestOnly('regulator'),
    },
  },
  /** Signed by an administrator of the user's own organisation. */
  enrolUser: {
    contract: 'identity',
    version: 1,
    fields: { ...user, organisation: open(f.id('organisation')), roles: open(f.roles) },
  },
  revokeUser: { contract: 'identity', version: 1, fields: { id: open(f.id('user')), reason: digestOnly('parties') } },
  /**
   * The first entry after an older backup was restored: entries `lostFrom` to `lostTo - 1` are gone (absent: how many is not known).
   * `previous` is the backup's checkpoint, `endorsement` the old key's note about the new one. Signed by the operator's administrator.
   */
  openEpoch: {
    contract: 'identity',
    version: 1,
    fields: {
      epoch: open(z.int().min(2).max(9_999)),
      verifierKey: open(f.verifierKey),
      lostFrom: open(z.int().min(0)),
      lostTo: open(z.int().min(0).optional()),
      previous: open(f.signedNote),
      endorsement: open(f.signedNote),
      reason: open(f.restoreReason),
    },
  },

  createPlace: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('place')),
      name: named(f.name),
      gln: named(f.gln.optional()),
      city: open(f.city),
      latitude: open(f.latitude.optional()),
      longitude: open(f.longitude.optional()),
    },
  },
  createProduct: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('product')),
      name: open(f.name),
      gtin: open(f.gtin.optional()),
      specification: open(f.text.optional()),
      unit: open(f.unitOfMeasure),
      picture: open(f.digest.optional()),
    },
  },
  createBatch: { contract: 'trace', version: 1, fields: made },
  /** Raw batches become a product batch. `inputs` name the holdings they are taken from. */
  transformBatch: {
    contract: 'trace',
    version: 1,
    fields: {
      ...made,
      inputBatches: open(z.array(f.id('batch')).min(1).max(100)),
      inputs: parties(
        z
          .array(z.strictObject({ batch: f.id('batch'), holding: f.id('holding'), quantity: f.quantity }))
          .min(1)
          .max(100),
      ),
    },
  },
  /** One transaction for a whole set: the Merkle root over `leafHash(path)` of the codes in index order. */
  mintCodes: {
    contract: 'trace',
    version: 1,
    fields: {
      batch: open(f.id('batch')),
      set: open(z.int().min(0).max(999)),
      root: open(f.digest),
      count: open(z.int().min(1).max(1_000_000)),
    },
  },
  recordEvent: {
    contract: 'trace',
    version: 1,
    fields: {
      id: open(f.id('event')),
      bizStep: open(f.bizStep),
      disposition: open(f.disposition.optional()),
      batches: open(z.array(f.id('batch')).min(1).max(50)),
      place: open(f.id('place')),
      eventTime: open(f.instant),
      result: open(z.enum(['pass', 'fail']).optional()),
      reportNo: open(f.text.optional()),
      temperature: open(f.temperature.optional()),
      evidence: open(z.array(f.evidence).max(9)),
      note: digestOnly('parties'),
    },
  },

  offerTrade: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      supplier: open(f.id('organisation')),
      buyer: parties(f.id('organisation')),
      lines: parties(z.array(f.tradeLine).min(1).max(5_000)),
      deliverTo: parties(f.id('place').optional()),
      promisedAt: parties(f.instant.optional()),
      requiredCredentials: parties(z.array(f.credentialType).max(20)),
      documents: parties(z.array(f.document).max(50)),
    },
  },
  acceptTrade: { contract: 'trade', version: 1, fields: { no: open(f.tradeNo) } },
  declineTrade: { contract: 'trade', version: 1, fields: { no: open(f.tradeNo), reason: parties(f.reasonCode) } },
  cancelTrade: { contract: 'trade', version: 1, fields: { no: open(f.tradeNo), reason: parties(f.reasonCode) } },
  dispatchTrade: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      place: open(f.id('place')),
      dispatchedAt: open(f.instant),
      /** Batches on this dispatch and, where units were named, the root over their code paths in the order of `lines`. */
      units: open(z.array(f.dispatchedUnits).min(1).max(5_000)),
      lines: parties(z.array(f.dispatchLine).min(1).max(5_000)),
      vehicle: digestOnly('parties'),
      temperature: open(f.temperature.optional()),
    },
  },
  /** What was counted and did not agree; the trade stays dispatched. */
  recordReceiptAttempt: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      count: parties(f.count),
      differences: parties(z.array(f.difference).min(1).max(2_000)),
    },
  },
  confirmReceipt: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      place: open(f.id('place')),
      receivedAt: open(f.instant),
      batches: open(z.array(f.id('batch')).min(1).max(5_000)),
      count: parties(f.count),
    },
  },
  refuseReceipt: {
    contract: 'trade',
    version: 1,
    fields: {
      no: open(f.tradeNo),
      reason: parties(f.reasonCode),
      party: parties(z.enum(['supplier', 'carrier', 'buyer'])),
    },
  },
} as const satisfies Record<string, { contract: string; version: number; fields: Record<string, FieldSpec> }>

export type TransactionName = keyof typeof transactions
type Fields<N extends TransactionName> = (typeof transactions)[N]['fields']
type Optional<F> = {
  [K in keyof F]: F[K] extends { schema: infer S } ? (undefined extends z.output<S & z.ZodType> ? K : never) : never
}[keyof F]

/** Arguments of a transaction as a rule sees them, after parsing. */
export type Args<N extends TransactionName> = {
  [K in Exclude<keyof Fields<N>, Optional<Fields<N>>>]: Fields<N>[K] extends { schema: infer S extends z.ZodType }
    ? z.output<S>
    : never
} & {
  [K in Optional<Fields<N>>]?: Fields<N>[K] extends { schema: infer S extends z.ZodType }
    ? Exclude<z.output<S>, undefined>
    : never
}

export const transactionNames = Object.keys(transactions) as TransactionName[]
export const isTransactionName = (name: string): name is TransactionName => Object.hasOwn(transactions, name)

/** The strict object schema of a transaction's arguments. */
export const argsSchema = (name: TransactionName): z.ZodObject =>
  z.strictObject(
    Object.fromEntries(
      Object.entries(transactions[name].fields as Record<string, FieldSpec>).map(([field, spec]) => [
        field,
        spec.schema,
      ]),
    ),
  )

export const fieldsOf = (name: TransactionName): Record<string, FieldSpec> => transactions[name].fields
