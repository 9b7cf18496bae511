// How each kind of state value stands in the read model: one table per kind, one column per member, checked by the types to be complete.
import type { State } from '@ectrace/shared/ledger/state'

export type StateKind = keyof State

/** `json`: canonical JSON as text. `boolean`: 1 or 0. With `?` the member may be absent, then the column is null. */
export type ColumnKind = 'text' | 'integer' | 'boolean' | 'json' | 'text?' | 'integer?' | 'boolean?' | 'json?'

type Plain<V> = [V] extends [string]
  ? 'text'
  : [V] extends [number]
    ? 'integer'
    : [V] extends [boolean]
      ? 'boolean'
      : 'json'
// `{}` fits a Pick of one member exactly when that member may be absent.
type IsOptional<T, M extends keyof T> = object extends Pick<T, M> ? true : false
type KindOf<T, M extends keyof T> = IsOptional<T, M> extends true ? `${Plain<Exclude<T[M], undefined>>}?` : Plain<T[M]>

/** A column for every member of every kind: a member that is forgotten or of another type does not compile. */
export type StateColumns = { readonly [K in StateKind]: { readonly [M in keyof State[K]]-?: KindOf<State[K], M> } }

export const stateColumns: StateColumns = {
  operator: { v: 'integer', organisation: 'text' },
  organisation: {
    v: 'integer',
    id: 'text',
    scheme: 'text',
    value: 'text',
    name: 'text',
    type: 'text',
    named: 'boolean',
    level: 'text',
    administrator: 'text',
  },
  identifier: { v: 'integer', organisation: 'text' },
  user: {
    v: 'integer',
    id: 'text',
    organisation: 'text',
    publicKey: 'text',
    roles: 'json',
    status: 'text',
    custody: 'text',
    certificate: 'text',
  },
  // Written once, by the very transaction that it names: the member and the column of every table are the same.
  nonce: { v: 'integer', transaction: 'text', request: 'text' },
  epoch: {
    v: 'integer',
    epoch: 'integer',
    verifierKey: 'text',
    lostFrom: 'integer',
    lostTo: 'integer?',
    previous: 'text',
    endorsement: 'text',
    reason: 'text',
  },
  closed: { v: 'integer', successor: 'text' },
  place: {
    v: 'integer',
    id: 'text',
    organisation: 'text',
    name: 'text',
    gln: 'text?',
    city: 'text',
    latitude: 'text?',
    longitude: 'text?',
  },
  product: {
    v: 'integer',
    id: 'text',
    organisation: 'text',
    name: 'text',
    gtin: 'text?',
    specification: 'text?',
    unit: 'text',
    picture: 'text?',
    packing: 'json?',
    requiredCredentials: 'json?',
  },
  gtin: { v: 'integer', product: 'text' },
  batch: {
    v: 'integer',
    id: 'text',
    organisation: 'text',
    product: 'text',
    lot: 'text',
    producedOn: 'text',
    expiresOn: 'text?',
    place: 'text',
    quantity: 'text',
  },
  lineage: { v: 'integer', inputs: 'json', outputs: 'json' },
  transformation: { v: 'integer', batch: 'text', inputBatches: 'json', inputs: 'json' },
  codes: { v: 'integer', batch: 'text', sets: 'json' },
  codeRuns: { v: 'integer', batch: 'text', set: 'integer', acts: 'integer', runs: 'json' },
  codeActed: {
    v: 'integer',
    batch: 'text',
    set: 'integer',
    n: 'integer',
    act: 'text',
    from: 'integer',
    to: 'integer',
    reason: 'text?',
    note: 'json?',
    organisation: 'text',
  },
  scanAnchor: { v: 'integer', day: 'text', scans: 'integer', head: 'text' },
  scanAnchors: { v: 'integer', day: 'text', scans: 'integer' },
  holding: {
    v: 'integer',
    id: 'text',
    owner: 'text',
    place: 'text?',
    batch: 'text',
    quantity: 'text',
    state: 'text',
    trade: 'text?',
  },
  unit: {
    v: 'integer',
    path: 'text',
    batch: 'text',
    holder: 'text',
    state: 'text',
    trade: 'text?',
    parent: 'text?',
    takenOutOf: 'text?',
    pack: 'json?',
    minted: 'json?',
  },
  event: {
    v: 'integer',
    id: 'text',
    organisation: 'text',
    bizStep: 'text',
    disposition: 'text?',
    batches: 'json',
    place: 'text',
    eventTime: 'text',
    result: 'text?',
    reportNo: 'text?',
    temperature: 'text?',
    evidence: 'json',
    note: 'json',
  },
  trade: {
    v: 'integer',
    no: 'text',
    supplier: 'text',
    buyer: 'text',
    state: 'text',
    lines: 'json',
    deliverTo: 'text?',
    promisedAt: 'text?',
    requiredCredentials: 'json',
    documents: 'json',
    returnOf: 'text?',
    receipts: 'integer',
    attempts: 'integer',
    discrepancies: 'integer?',
    revision: 'integer?',
    returns: 'integer?',
    agreement: 'boolean?',
  },
  dispatch: {
    v: 'integer',
    trade: 'text',
    place: 'text',
    dispatchedAt: 'text',
    units: 'json',
    lines: 'json',
    vehicle: 'json',
    temperature: 'text?',
    documents: 'json?',
  },
  delivery: { v: 'integer', trade: 'text', lines: 'json', returning: 'json?' },
  receipt: {
    v: 'integer',
    trade: 'text',
    n: 'integer',
    place: 'text',
    receivedAt: 'text',
    batches: 'json',
    count: 'json',
  },
  attempt: { v: 'integer', trade: 'text', n: 'integer', count: 'json', differences: 'json' },
  refusal: { v: 'integer', trade: 'text', reason: 'text', party: 'text' },
  recall: { v: 'integer', batch: 'text', class: 'integer', reason: 'text', id: 'text?', inheritedFrom: 'text?' },
  recallAct: {
    v: 'integer',
    id: 'text',
    batches: 'json',
    class: 'integer',
    reason: 'text',
    note: 'json',
    organisation: 'text',
  },
  packed: {
    v: 'integer',
    parent: 'text',
    level: 'text',
    batch: 'text',
    place: 'text',
    packedAt: 'text',
    root: 'text',
    count: 'integer',
    children: 'json',
    partial: 'boolean?',
  },
  unpacked: { v: 'integer', parent: 'text', n: 'integer', place: 'text', unpackedAt: 'text', children: 'json?' },
  split: {
    v: 'integer',
    source: 'text',
    product: 'text',
    producedOn: 'text',
    expiresOn: 'text?',
    parts: 'json',
    place: 'text',
    quantities: 'json',
    inputs: 'json',
  },
  retirement: {
    v: 'integer',
    id: 'text',
    batch: 'text',
    reason: 'text',
    retiredAt: 'text',
    place: 'text',
    quantity: 'text',
    inputs: 'json',
    units: 'json?',
    organisation: 'text',
  },
  adjustment: {
    v: 'integer',
    id: 'text',
    batch: 'text',
    place: 'text',
    direction: 'text',
    quantity: 'text',
    reason: 'text',
    inputs: 'json?',
    held: 'text?',
    note: 'json',
    organisation: 'text',
    proposedBy: 'text',
    state: 'text',
    decidedBy: 'text?',
  },
  agreement: {
    v: 'integer',
    supplier: 'text',
    buyer: 'text',
    products: 'json',
    validUntil: 'text?',
    state: 'text',
  },
  return: { v: 'integer', trade: 'text', n: 'integer', place: 'text', returnedAt: 'text' },
  returned: { v: 'integer', trade: 'text', lines: 'json' },
  discrepancy: {
    v: 'integer',
    trade: 'text',
    n: 'integer',
    place: 'text',
    count: 'json',
    differences: 'json',
    reason: 'text',
    party: 'text',
    missing: 'text?',
    rejected: 'text?',
    answerBy: 'text',
    note: 'json',
    attempt: 'integer?',
    raisedBy: 'text',
    receipts: 'integer',
    state: 'text',
    receipt: 'integer?',
  },
  answer: {
    v: 'integer',
    trade: 'text',
    n: 'integer',
    answer: 'text',
    amendments: 'json',
    reason: 'text',
    party: 'text',
    note: 'json',
    differences: 'json?',
  },
  escalation: { v: 'integer', trade: 'text', n: 'integer', reason: 'text' },
  authority: { v: 'integer', organisation: 'text', types: 'json' },
  credential: {
    v: 'integer',
    subjectType: 'text',
    subject: 'text',
    type: 'text',
    no: 'text',
    issuer: 'text',
    validFrom: 'text',
    validTo: 'text?',
    title: 'text?',
    document: 'text?',
    replaces: 'text?',
    replacedBy: 'text?',
    status: 'text',
    reason: 'text?',
  },
  credentials: { v: 'integer', numbers: 'json' },
}

export const stateKinds = Object.keys(stateColumns) as StateKind[]

/** A kind's columns by name, for code that walks all kinds. */
export const columnsOf = (kind: StateKind): Readonly<Record<string, ColumnKind>> => stateColumns[kind]

/** The kind's columns hold this JSON text; parse it with `columnValue`, for it may have been edited by hand. */
export type JsonText<T> = string & { readonly json?: T }

type Stored<V> = [V] extends [string] ? V : [V] extends [number] ? V : [V] extends [boolean] ? 0 | 1 : JsonText<V>

/** Where a value was written: block, position in the block, transaction, position in the Merkle tree. */
export type Written = { key: string; height: number; tx_index: number; transaction: string; leaf_index: number }

/** A row of a kind's table. */
export type StateRow<K extends StateKind> = Written & {
  [M in keyof State[K]]-?: IsOptional<State[K], M> extends true
    ? Stored<Exclude<State[K][M], undefined>> | null
    : Stored<State[K][M]>
}
