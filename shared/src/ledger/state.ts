// Shapes of the values kept in the chain's state. Acts are kept verbatim under their own key; only status lives in mutable values.
import type { OrganisationLevel, OrganisationType, UserRole } from '../domain/organisation.ts'
import type { TradeState } from '../domain/trade.ts'
import type { Count, Difference } from '../matching/match.ts'
import type { Custody } from '../proof/envelope.ts'
import type { CodeActed, CodeRuns, CodeSets } from './code-state.ts'

type Organisation = {
  v: 1
  id: string
  scheme: string
  value: string
  name: string
  type: OrganisationType
  named: boolean
  level: OrganisationLevel
  administrator: string
}
type User = {
  v: 1
  id: string
  organisation: string
  publicKey: string
  roles: UserRole[]
  status: 'active' | 'revoked'
  custody: Custody
  certificate: string
}
type Epoch = {
  v: 1
  epoch: number
  verifierKey: string
  lostFrom: number
  lostTo?: number
  previous: string
  endorsement: string
  reason: string
}
type Place = {
  v: 1
  id: string
  organisation: string
  name: string
  gln?: string
  city: string
  latitude?: string
  longitude?: string
}
type Product = {
  v: 1
  id: string
  organisation: string
  name: string
  gtin?: string
  specification?: string
  unit: string
  picture?: string
  packing?: Packing
  requiredCredentials?: string[]
}
type Packing = { unit: string; quantity: string }[]
type Batch = {
  v: 1
  id: string
  organisation: string
  product: string
  lot: string
  producedOn: string
  expiresOn?: string
  place: string
  quantity: string
}
type LineageEdge = { batch: string; quantity: string }
type Holding = {
  v: 1
  id: string
  owner: string
  /** Absent while in transit to a buyer who named no place. */
  place?: string
  batch: string
  quantity: string
  state: 'on_hand' | 'in_transit' | 'held' | 'spent'
  /** The trade it travels under. */
  trade?: string
}
/**
 * A code that acted alone: an item, or a pack (carton, pallet; all of one batch). What is in a pack has `parent` and lies where the
 * outermost pack lies: only that one's row moves. `retired`: gone for good, or a pack that was emptied.
 */
type Unit = {
  v: 1
  path: string
  batch: string
  holder: string
  state: 'on_hand' | 'in_transit' | 'retired'
  trade?: string
  parent?: string
  /** The pack it was last taken out of; absent again once it is packed anew. */
  takenOutOf?: string
  /** `minted`: for each set the lowest and highest index of what was packed into it; absent in rows of earlier rules. */
  pack?: {
    level: 'carton' | 'pallet'
    quantity: string
    children: string[]
    minted?: { set: number; from: number; to: number }[]
  }
  /** Where an item stands among its batch's minted codes; absent in rows of earlier rules. */
  minted?: { set: number; index: number }
}
/** `packedAt` of the newest packing of this code; kept verbatim, one for each pack. */
type Packed = {
  v: 1
  parent: string
  level: 'carton' | 'pallet'
  batch: string
  place: string
  packedAt: string
  root: string
  count: number
  children: string[]
  partial?: true
}
type Unpacked = { v: 1; parent: string; n: number; place: string; unpackedAt: string; children?: string[] }
type Split = {
  v: 1
  source: string
  product: string
  producedOn: string
  expiresOn?: string
  parts: { id: string; lot: string }[]
  place: string
  quantities: string[]
  inputs: Taken[]
}
type Taken = { holding: string; quantity: string }
type Retirement = {
  v: 1
  id: string
  batch: string
  reason: string
  retiredAt: string
  place: string
  quantity: string
  inputs: Taken[]
  units?: string[]
  organisation: string
}
type Adjustment = {
  v: 1
  id: string
  batch: string
  place: string
  direction: 'increase' | 'decrease'
  quantity: string
  reason: string
  inputs?: Taken[]
  held?: string
  note: { digest: string }
  organisation: string
  proposedBy: string
  state: 'proposed' | 'approved' | 'rejected'
  decidedBy?: string
}
type Event = {
  v: 1
  id: string
  organisation: string
  bizStep: string
  disposition?: string
  batches: string[]
  place: string
  eventTime: string
  result?: 'pass' | 'fail'
  reportNo?: string
  temperature?: string
  evidence: { digest: string; type: string; title: string }[]
  note: { digest: string }
}
type TradeLine = { line: number; product: string; quantity: string; unit: string; tolerance?: string | undefined }
type Trade = {
  v: 1
  no: string
  supplier: string
  buyer: string
  state: TradeState
  lines: TradeLine[]
  deliverTo?: string
  promisedAt?: string
  requiredCredentials: string[]
  documents: Document[]
  returnOf?: string
  /** How many receipts and attempts there are: the next one's number. */
  receipts: number
  attempts: number
  /** The same of discrepancy notes; absent: none. */
  discrepancies?: number
  /** How often its terms were amended; absent: never. */
  revision?: number
  /** How often goods came back; absent: never. */
  returns?: number
  /** Agreed by the buyer's standing agreement, not by a signature under these terms. */
  agreement?: true
}
type Document = { kind: string; digest: string; title: string }
type Agreement = {
  v: 1
  supplier: string
  buyer: string
  products: { product: string; most?: string | undefined }[]
  validUntil?: string
  state: 'open' | 'closed'
}
type DispatchLine = {
  line: number
  fills: number
  batch: string
  quantity: string
  unit: string
  holdings: { id: string; quantity: string }[]
  units?: string[] | undefined
}
type Dispatch = {
  v: 1
  trade: string
  place: string
  dispatchedAt: string
  units: { line: number; batch: string; root?: string | undefined; count?: number | undefined }[]
  lines: DispatchLine[]
  vehicle: { digest: string }
  temperature?: string
  documents?: Document[]
}
/** What is still due of a dispatch, per line. */
type Delivery = {
  v: 1
  trade: string
  lines: {
    line: number
    product: string
    batch: string
    lot: string
    unit: string
    dispatched: string
    received: string
    expiresOn?: string
    tolerance?: string
    units?: string[]
    receivedUnits?: string[]
    /** Packs among `units`: how much is in each. */
    contents?: Record<string, string>
    /** The in-transit holding of this line. */
    holding: string
  }[]
  /** Goods of this delivery on their way back to the supplier. */
  returning?: { batch: string; holding: string; units?: string[] }[]
}
type Receipt = { v: 1; trade: string; n: number; place: string; receivedAt: string; batches: string[]; count: Count }
type Attempt = { v: 1; trade: string; n: number; count: Count; differences: Difference[] }
type Refusal = { v: 1; trade: string; reason: string; party: string }
type Return = { v: 1; trade: string; n: number; place: string; returnedAt: string }
/** Per product, what of a trade's goods was sent back under trades of its own. */
type Returned = { v: 1; trade: string; lines: { product: string; quantity: string }[] }
/**
 * The buyer's word; `state` and what the answer brought follow later. `withdrawn`: the buyer received or refused after all, so that the
 * count no longer speaks of what is due.
 */
type Discrepancy = {
  v: 1
  trade: string
  n: number
  place: string
  count: Count
  differences: Difference[]
  reason: string
  party: string
  missing?: 'not_shipped' | 'lost'
  rejected?: 'returning' | 'destroyed'
  answerBy: string
  note: { digest: string }
  /** The kept attempt whose count this is. */
  attempt?: number
  raisedBy: string
  /** How many receipts there were: another one moves what is due. */
  receipts: number
  state: 'open' | 'escalated' | 'confirmed' | 'corrected' | 'disputed' | 'withdrawn'
  /** Number of the receipt that followed. */
  receipt?: number
}
type Amendment = {
  change: 'less' | 'more'
  line: number
  quantity: string
  fate?: string | undefined
  fills?: number | undefined
  batch?: string | undefined
  holdings?: { id: string; quantity: string }[] | undefined
  units?: string[] | undefined
}
type Answer = {
  v: 1
  trade: string
  n: number
  answer: 'confirm' | 'correct' | 'dispute'
  amendments: Amendment[]
  reason: string
  party: string
  note: { digest: string }
  /** What still differs from the count after the amendments; absent: nothing. */
  differences?: Difference[]
}
type Escalation = { v: 1; trade: string; n: number; reason: string }
type SubjectType = 'organisation' | 'product' | 'batch' | 'place'
type Credential = {
  v: 1
  subjectType: SubjectType
  subject: string
  type: string
  no: string
  issuer: string
  validFrom: string
  validTo?: string
  title?: string
  document?: string
  replaces?: string
  replacedBy?: string
  status: 'valid' | 'suspended' | 'revoked' | 'replaced'
  /** Why the status is not what it was when it was issued. */
  reason?: string
}
/** `id`: the recall's act; `inheritedFrom`: the recalled batch that this one was made from. */
type Recall = { v: 1; batch: string; class: 1 | 2 | 3; reason: string; id?: string; inheritedFrom?: string }
type RecallAct = {
  v: 1
  id: string
  batches: string[]
  class: 1 | 2 | 3
  reason: string
  note: { digest: string }
  organisation: string
}

/** Every kind of state value. */
export type State = {
  operator: { v: 1; organisation: string }
  organisation: Organisation
  identifier: { v: 1; organisation: string }
  user: User
  nonce: { v: 1; transaction: string; request: string }
  epoch: Epoch
  closed: { v: 1; successor: 'fabric' }
  place: Place
  product: Product
  gtin: { v: 1; product: string }
  batch: Batch
  lineage: { v: 1; inputs: LineageEdge[]; outputs: LineageEdge[] }
  transformation: {
    v: 1
    batch: string
    inputBatches: string[]
    inputs: { batch: string; holding: string; quantity: string }[]
  }
  codes: CodeSets
  codeRuns: CodeRuns
  codeActed: CodeActed
  scanAnchor: { v: 1; day: string; scans: number; head: string }
  /** The newest anchor. */
  scanAnchors: { v: 1; day: string; scans: number }
  holding: Holding
  unit: Unit
  event: Event
  trade: Trade
  dispatch: Dispatch
  delivery: Delivery
  receipt: Receipt
  attempt: Attempt
  refusal: Refusal
  recall: Recall
  recallAct: RecallAct
  packed: Packed
  unpacked: Unpacked
  split: Split
  retirement: Retirement
  adjustment: Adjustment
  agreement: Agreement
  return: Return
  returned: Returned
  discrepancy: Discrepancy
  answer: Answer
  escalation: Escalation
  authority: { v: 1; organisation: string; types: string[] }
  credential: Credential
  /** Numbers of a subject's credentials of a type: rules cannot list keys. */
  credentials: { v: 1; numbers: string[] }
}
