// What a committed transaction leaves in the read model beside state: one record per operation, and what each speaks of. Pure.
import type { Committed, Write } from '@ectrace/shared/ledger/ledger'
import { keys } from '@ectrace/shared/ledger/keys'
import { isTransactionName } from '@ectrace/shared/ledger/transactions'
import type { Args, TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Opening } from '@ectrace/shared/proof/envelope'
import type { EventBatchTable, RecordTable } from '../store/read-model.ts'
import { kindOf } from './project.ts'

/** A record's subject before it is counted. */
export type Subject = { subject: string; transaction: string; op: number }

type Mention = 'batch' | 'trade' | 'place' | 'product' | 'event' | 'user' | 'organisation' | 'unit'
/**
 * The fields that name what an act makes or changes, and the batches or the trade that it speaks of without writing them. A list
 * of objects names its batch in `batch` or `id`. A place or a product that is only used is not a subject: it would have a record per act.
 */
type Mentions = { readonly [N in TransactionName]: { readonly [F in keyof Args<N>]?: Mention } }

const mentions: Mentions = {
  registerOrganisation: { id: 'organisation', administrator: 'user' },
  verifyOrganisation: { organisation: 'organisation' },
  enrolUser: { id: 'user' },
  revokeUser: { id: 'user' },
  openEpoch: {},
  closeLog: {},
  createPlace: { id: 'place' },
  createProduct: { id: 'product' },
  createBatch: { id: 'batch' },
  transformBatch: { id: 'batch', inputBatches: 'batch' },
  mintCodes: { batch: 'batch' },
  activateCodes: { batch: 'batch' },
  freezeCodes: { batch: 'batch' },
  releaseCodes: { batch: 'batch' },
  voidCodes: { batch: 'batch' },
  anchorScans: {},
  recordEvent: { id: 'event', batches: 'batch' },
  offerTrade: { no: 'trade' },
  acceptTrade: { no: 'trade' },
  declineTrade: { no: 'trade' },
  cancelTrade: { no: 'trade' },
  dispatchTrade: { no: 'trade', units: 'batch' },
  recordReceiptAttempt: { no: 'trade' },
  confirmReceipt: { no: 'trade', batches: 'batch' },
  refuseReceipt: { no: 'trade' },
  splitBatch: { source: 'batch', parts: 'batch' },
  mergeBatches: { id: 'batch', inputBatches: 'batch' },
  retireGoods: { batch: 'batch' },
  adjustStock: { batch: 'batch' },
  decideAdjustment: {},
  aggregate: { parent: 'unit', batch: 'batch', children: 'unit' },
  disaggregate: { parent: 'unit', children: 'unit' },
  openAgreement: {},
  closeAgreement: {},
  amendTrade: { no: 'trade' },
  returnGoods: { no: 'trade' },
  raiseDiscrepancy: { no: 'trade' },
  answerDiscrepancy: { no: 'trade' },
  escalateDiscrepancy: { no: 'trade' },
  openRecall: { batches: 'batch' },
  grantAuthority: {},
  issueCredential: {},
  changeCredentialStatus: {},
}

const isRecord = (value: Json): value is Readonly<Record<string, Json>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value)

/** The identifiers in a field: a text, a list of texts, or a list of objects with a member `batch`. */
const identifiers = (value: Json): string[] => {
  if (typeof value === 'string') return [value]
  if (Array.isArray(value)) return (value as readonly Json[]).flatMap(identifiers)
  const named = isRecord(value) ? (value['batch'] ?? value['id']) : undefined
  return typeof named === 'string' ? [named] : []
}

const mentionedBy = (name: string, openings: Readonly<Record<string, Opening>>): string[] => {
  if (!isTransactionName(name)) return []
  const fields: [string, Mention][] = Object.entries(mentions[name])
  return fields.flatMap(([field, mention]) => {
    const opening = openings[field]
    return opening === undefined ? [] : identifiers(opening.value).map((id) => keys[mention](id))
  })
}

/** Written keys that are worth asking by: a nonce is asked of the chain alone. */
const isSubject = (key: string): boolean => {
  const kind = kindOf(key)
  return kind !== undefined && kind !== 'nonce'
}

/**
 * Subjects per operation: what its fields mention, and the keys that the transaction wrote. Writes are not kept per operation:
 * among several, a key belongs to those that mention it, or to all when none does.
 */
const subjectsPerOperation = ({ leaf, openings, writes }: Committed): string[][] => {
  const mentioned = leaf.envelope.operations.map(({ name }, op) => mentionedBy(name, openings[op] ?? {}))
  const written = writes.map(({ key }) => key).filter(isSubject)
  const named = new Set(mentioned.flat())
  const unnamed = written.filter((key) => !named.has(key))
  return mentioned.map((subjects) => [...new Set([...subjects, ...unnamed])])
}

/** One row per operation, and its subjects in a fixed order. `organisation` is the caller's. */
export const recordsOf = (
  committed: Committed,
  organisation: string,
): { records: RecordTable[]; subjects: Subject[] } => {
  const { transaction, leafIndex, block, leaf } = committed
  const records = leaf.envelope.operations.map(({ name }, op) => ({
    transaction,
    op,
    name,
    caller: leaf.envelope.caller,
    organisation,
    height: block.height,
    tx_index: leaf.index,
    leaf_index: leafIndex,
    recorded_at: block.time,
  }))
  const subjects = subjectsPerOperation(committed).flatMap((list, op) =>
    list.map((subject) => ({ subject, transaction, op })),
  )
  return { records, subjects }
}

/** The link rows of an event's value; empty for a value of any other kind. */
export const eventBatchesOf = ({ key, value }: Write): EventBatchTable[] => {
  if (kindOf(key) !== 'event' || !isRecord(value)) return []
  const { id, batches } = value
  if (typeof id !== 'string' || !Array.isArray(batches)) return []
  return identifiers(batches as readonly Json[]).map((batch, position) => ({ event: id, position, batch }))
}
