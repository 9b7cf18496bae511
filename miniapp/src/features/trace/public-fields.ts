// Which fields of a record everybody may see: one that the platform leaves out of a page is missed there, not overlooked.
import type { TransactionName } from '@ectrace/shared/ledger/transactions'

const user = ['publicKey', 'certificate', 'custody']
const credential = ['subjectType', 'subject', 'type', 'no']
const codes = ['batch', 'set', 'from', 'to']
const made = ['id', 'product', 'lot', 'producedOn', 'expiresOn', 'place']

/** The public fields of each transaction (shared/src/ledger/transactions.ts, whose schemas phones do not carry; a test compares the two). */
export const publicFields: Readonly<Record<TransactionName, readonly string[]>> = {
  registerOrganisation: ['id', 'scheme', 'type', 'named', 'administrator', ...user],
  verifyOrganisation: ['organisation', 'level'],
  enrolUser: ['id', ...user, 'organisation', 'roles'],
  revokeUser: ['id'],
  openEpoch: ['epoch', 'verifierKey', 'lostFrom', 'lostTo', 'previous', 'endorsement', 'reason'],
  closeLog: ['successor'],
  createPlace: ['id', 'city', 'latitude', 'longitude'],
  createProduct: ['id', 'name', 'gtin', 'specification', 'unit', 'picture', 'packing', 'requiredCredentials'],
  createBatch: made,
  transformBatch: [...made, 'inputBatches'],
  splitBatch: ['source', 'product', 'producedOn', 'expiresOn', 'parts', 'place'],
  mergeBatches: [...made, 'inputBatches'],
  retireGoods: ['id', 'batch', 'reason', 'retiredAt', 'place'],
  adjustStock: ['id', 'batch', 'place', 'direction', 'reason'],
  decideAdjustment: ['id', 'decision'],
  openRecall: ['id', 'batches', 'class', 'reason'],
  grantAuthority: ['organisation', 'types'],
  issueCredential: [...credential, 'validFrom', 'validTo', 'title', 'document', 'replaces'],
  changeCredentialStatus: [...credential, 'status', 'reason'],
  mintCodes: ['batch', 'set', 'root', 'count', 'activation'],
  activateCodes: codes,
  freezeCodes: [...codes, 'reason'],
  releaseCodes: codes,
  voidCodes: [...codes, 'reason'],
  anchorScans: ['day', 'scans', 'head'],
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
  confirmReceipt: ['no', 'place', 'receivedAt', 'batches', 'n'],
  refuseReceipt: ['no'],
  aggregate: ['parent', 'level', 'batch', 'place', 'packedAt', 'root', 'count', 'partial'],
  disaggregate: ['parent', 'place', 'unpackedAt'],
  openAgreement: ['supplier'],
  closeAgreement: ['supplier'],
  amendTrade: ['no'],
  returnGoods: ['no', 'place', 'returnedAt'],
  raiseDiscrepancy: ['no', 'place'],
  answerDiscrepancy: ['no', 'n'],
  escalateDiscrepancy: ['no', 'n'],
}

export const isTransactionName = (name: string): name is TransactionName =>
  Object.prototype.hasOwnProperty.call(publicFields, name)
