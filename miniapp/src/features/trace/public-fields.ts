// Which fields of a record everybody may see: one that the platform leaves out of a page is missed there, not overlooked.
import type { TransactionName } from '@ectrace/shared/ledger/transactions'

const user = ['publicKey', 'certificate', 'custody']
const made = ['id', 'product', 'lot', 'producedOn', 'expiresOn', 'place']

/** The public fields of each transaction (shared/src/ledger/transactions.ts, whose schemas phones do not carry; a test compares the two). */
export const publicFields: Readonly<Record<TransactionName, readonly string[]>> = {
  registerOrganisation: ['id', 'scheme', 'type', 'named', 'administrator', ...user],
  verifyOrganisation: ['organisation', 'level'],
  enrolUser: ['id', ...user, 'organisation', 'roles'],
  revokeUser: ['id'],
  openEpoch: ['epoch', 'verifierKey', 'lostFrom', 'lostTo', 'previous', 'endorsement', 'reason'],
  createPlace: ['id', 'city', 'latitude', 'longitude'],
  createProduct: ['id', 'name', 'gtin', 'specification', 'unit', 'picture'],
  createBatch: made,
  transformBatch: [...made, 'inputBatches'],
  mintCodes: ['batch', 'set', 'root', 'count'],
  recordEvent: [
    'id',
    'bizStep',
    'disposition',
    'batches',
    'place',
    'eventTime',
    'result',
    'reportNo',
    'temperature',
    'evidence',
  ],
  offerTrade: ['no', 'supplier'],
  acceptTrade: ['no'],
  declineTrade: ['no'],
  cancelTrade: ['no'],
  dispatchTrade: ['no', 'place', 'dispatchedAt', 'units', 'temperature'],
  recordReceiptAttempt: ['no'],
  confirmReceipt: ['no', 'place', 'receivedAt', 'batches'],
  refuseReceipt: ['no'],
}

export const isTransactionName = (name: string): name is TransactionName =>
  Object.prototype.hasOwnProperty.call(publicFields, name)
