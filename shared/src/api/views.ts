// What the API answers. Plain types: the phone reads them, the server makes them.
import type { CodeState } from '../codes/code-runs.ts'
import type { OrganisationLevel, OrganisationType, UserRole } from '../domain/organisation.ts'
import type { ErrorCode, FieldFault } from '../errors.ts'
import type { TradeState } from '../domain/trade.ts'
import type { VerdictKind } from '../domain/verdict.ts'
import type { TransactionName } from '../ledger/transactions.ts'
import type { Difference, Expectation, MatchResult } from '../matching/match.ts'
import type { ShownExpectation } from '../matching/receipt-types.ts'
import type { Check } from '../plausibility/check.ts'
import type { Json } from '../proof/canonical.ts'
import type { Custody, Envelope, Leaf, Opening, Openings } from '../proof/envelope.ts'

/** RFC 9162 inclusion of one leaf under a signed checkpoint. Hashes in hex. */
export type InclusionProof = { leafIndex: number; size: number; path: string[]; checkpoint: string }

/**
 * Outcome of an act. `committed`: on chain, with proof. `pending`: sent, outcome not known yet: ask GET /transactions/{id}.
 * `to_sign`: the caller keeps an own key: sign SHA-256 of the canonical envelope and POST /transactions/{id}/signature.
 */
export type Recorded<T = Record<never, never>> = T & {
  transaction: string
  state: 'committed' | 'pending' | 'to_sign'
  height?: number
  /** Merkle root over the field digests of each operation. */
  recordDigests: string[]
  proof: InclusionProof | 'pending'
  envelope?: Envelope
  openings?: Openings
  /** Where an act goes to several channels: what became of it on each of the others. Repeat the request until all have it. */
  channels?: Record<string, OnChannel>
}
/** `failed`: the channel refused it or could not write it. `to_sign` carries an envelope of its own. */
export type OnChannel =
  | { state: 'committed' | 'pending'; transaction: string; height?: number }
  | { state: 'to_sign'; transaction: string; envelope: Envelope; openings: Openings }
  | { state: 'failed'; code: ErrorCode; faults?: FieldFault[] }
export type TransactionView = Recorded | { transaction: string; state: 'unknown' }
/** Kept and perhaps sent, but too old for the ledger to take: it is not on chain and never will be. */
export type NotWritten = { transaction: string; state: 'not_written' }

export type Me = { user: string; login: string; roles: UserRole[]; custody: Custody; organisation: OrganisationView }
export type Session = { token: string; refresh: string; /** ISO instant */ expiresAt: string; me: Me }

export type OrganisationView = {
  id: string
  name: string
  type: OrganisationType
  level: OrganisationLevel
  scheme: string
  value: string
  named: boolean
}
export type UserView = {
  id: string
  login: string
  roles: UserRole[]
  status: 'active' | 'revoked'
  custody: Custody
  /** PEM */ certificate: string
}
export type PlaceView = { id: string; name: string; gln?: string; city: string; latitude?: string; longitude?: string }
export type ProductView = {
  id: string
  organisation: string
  name: string
  gtin?: string
  specification?: string
  unit: string
  picture?: string
  /** How much of `unit` one package holds. */
  packing?: { unit: string; quantity: string }[]
  /** Types of credential that its maker must hold. */
  requiredCredentials?: string[]
}
export type BatchView = {
  id: string
  organisation: string
  product: ProductView
  lot: string
  producedOn: string
  expiresOn?: string
  place: string
  /** What was made: shown to the maker only. */
  quantity?: string
  /** What the caller's organisation has on hand. */
  onHand: string
  codes: { set: number; count: number }[]
  /** The batch's own code. */
  path: string
}
export type CodeView = { path: string; set: number; index: number }
export type EvidenceView = { digest: string; type: 'image/jpeg' | 'image/png' | 'image/webp'; bytes: number }

export type TradeSummary = {
  no: string
  path: string
  state: TradeState
  supplier: { id: string; name: string; level: OrganisationLevel }
  buyer: { id: string; name: string; level: OrganisationLevel }
  lines: {
    line: number
    product: string
    productName: string
    /** Absent for those who count blind. */
    quantity?: string
    unit: string
    tolerance?: string
  }[]
  promisedAt?: string
  updatedAt: string
}
export type TradeView = TradeSummary & {
  deliverTo?: string
  /** How often the terms were amended: to be said when they are accepted. */
  revision: number
  /** Agreed by the buyer's standing agreement. */
  agreement: boolean
  requiredCredentials: string[]
  documents: TradeDocument[]
  /** The trade whose goods go back under this one. */
  returnOf?: string
  /** What of this trade's goods went back under trades of their own. */
  sentBack: { product: string; quantity: string }[]
  dispatch?: TradeDispatch
  /** From the chain: what the goods are matched against. */
  expectation?: Expectation
  /** In its place for those who count blind. */
  blind?: ShownExpectation
  attempts: { n: number; at: string; transaction: string; differences: Difference[] }[]
  receipts: { n: number; at: string; transaction: string; kind: 'partial' | 'final' }[]
  /** Why the buyer refused what was still due, and whose doing it says that was. */
  refusal?: { reason: string; party: string }
  /** How often and when goods came back to the supplier. */
  returns: { n: number; at: string; transaction: string; place: string; returnedAt: string }[]
  /** Oldest first. */
  history: TradeStep[]
  asOf: AsOf
}
export type TradeDocument = { kind: string; digest: string; title: string }
export type TradeDispatch = {
  place: string
  dispatchedAt: string
  transaction: string
  temperature?: string
  documents: TradeDocument[]
  /** From the vault: the chain has its digest only. */
  vehicle?: string
}
/** One record about a trade; `state` is the one it left, absent where the chain's history goes back further than is shown. */
export type TradeStep = {
  act: TransactionName
  at: string
  transaction: string
  organisation: string
  user: string
  state?: TradeState
}
/** Details of RECEIPT_REFUSED. No attempt is kept on a trade that was never dispatched. */
export type RefusalDetails = { result: MatchResult; attempt?: Recorded<{ n: number }> }

export type AsOf = { height: number; stale: boolean }
export type Page<T> = { items: T[]; next?: string; total: number; asOf: AsOf }

/** A record as painted: values come from the read model, salts from the chain; the reader recomputes digests, leaf and path. */
export type ProvenRecord = {
  /** `{transaction}.{operation}` */
  id: string
  transaction: string
  op: number
  name: TransactionName
  leaf: Leaf
  leafIndex: number
  path: string[]
  fields: Record<string, Opening>
  /** Fields of the envelope that this reader may not see, or that stand on chain as digest only. */
  withheld: string[]
  /** When the sequencer took it in (ISO, UTC). */
  recordedAt: string
  /** The server's own comparison of the read model with the chain: columns that differ, with the value on chain where it is there. */
  tampered: { table: string; column: string; field: string; original?: Json }[]
}

export type PackStep = { record: string; index: number; path: string[] }
export type TimelineEntry = {
  record: string
  kind: 'batch' | 'transformation' | 'event' | 'codes' | 'activation' | 'dispatch' | 'receipt'
  /** item: this very item was named; batch: only the batch is known (批次流向). */
  scope: 'item' | 'batch'
  /** The batch it speaks of: the item's own, or one it was made from. */
  batch: string
  /** Claimed by the recorder, ISO with offset. */
  time: string
  /**
   * Proof that this item is among the units of a dispatch line. `packs`: it was so inside of packs; each names the record of its
   * packing, from the innermost outwards, and the place of what lies in it among its children.
   */
  unit?: { line: number; index: number; path: string[]; packs?: PackStep[] }
}

/** Everything a consumer's device needs to paint and to check a code, in one reply. */
export type TraceView = {
  /** The channel in which the product lives: the checkpoint is its log's. */
  channel: string
  code: { kind: 'item' | 'batch'; path: string }
  asOf: AsOf
  checkpoint: string
  /** From the size the reader pinned (`?pinned=`) to this checkpoint. */
  consistency?: string[]
  product: string
  batch: string
  /** The item's place in a minted set: `record` is its mintCodes record. */
  membership?: { record: string; index: number; path: string[] }
  /** Of an item: how its code stands, and the records that say so; absent records: as it was minted. */
  status?: { state: CodeState; frozen: boolean; records: string[] }
  timeline: TimelineEntry[]
  /** Licences and certificates of the maker, the product and the batch: the record that issued each, and those that changed its status. */
  credentials?: { issued: string; changed: string[] }[]
  /** Whether the records agree with each other and with the map, by the chain's own values; a device makes them anew. */
  checks: Check[]
  /** Records by kind of subject, so that a page can look up names: place → createPlace record id, and so on. */
  subjects: {
    organisations: Record<string, { registered: string; verified?: string; level: OrganisationLevel }>
    /** user → the record that enrolled it (enrolUser, or registerOrganisation for the first). */
    users: Record<string, { enrolled: string; organisation: string }>
    places: Record<string, string>
    products: Record<string, string>
    batches: Record<string, string>
  }
  records: Record<string, ProvenRecord>
  /** The platform's verdict before the device has checked anything. */
  verdict: VerdictKind
  tampered: { record: string; table: string; column: string; field: string; original?: Json }[]
}

/** A channel and the log behind it; `verifierKey` is a C2SP verifier key text. */
export type ChannelView = { channel: string; origin: string; verifierKey: string }
/** A checkpoint that a witness cosigned, as a C2SP note; `time` by the clock of the witness. */
export type Cosigned = { witness: string; size: number; time: string; checkpoint: string }
export type LogView = {
  origin: string
  channel: string
  verifierKey: string
  /** Notes by which earlier keys of this log named their successors after a restore; see proof/pin.ts. */
  endorsements: readonly string[]
  checkpoint: string
  size: number
  height: number
  /** The newest of each witness. */
  cosigned: Cosigned[]
}
export type DemoView = {
  accounts: { login: string; password: string; organisation: string; role: UserRole }[]
  codes: { kind: 'trade_accept' | 'trade_refuse' | 'item' | 'forged'; path: string }[]
}
