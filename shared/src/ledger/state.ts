// Shapes of the values kept in the chain's state. Acts are kept verbatim under their own key; only status lives in mutable values.
import type { OrganisationLevel, OrganisationType, UserRole } from '../domain/organisation.ts'
import type { TradeState } from '../domain/trade.ts'
import type { Count, Difference } from '../matching/match.ts'
import type { Custody } from '../proof/envelope.ts'

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
}
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
type Unit = { v: 1; path: string; batch: string; holder: string; state: 'on_hand' | 'in_transit'; trade?: string }
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
  documents: { kind: string; digest: string; title: string }[]
  /** How many receipts and attempts there are: the next one's number. */
  receipts: number
  attempts: number
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
    /** The in-transit holding of this line. */
    holding: string
  }[]
}
type Receipt = { v: 1; trade: string; n: number; place: string; receivedAt: string; batches: string[]; count: Count }
type Attempt = { v: 1; trade: string; n: number; count: Count; differences: Difference[] }
type Refusal = { v: 1; trade: string; reason: string; party: string }

/** Every kind of state value. */
export type State = {
  operator: { v: 1; organisation: string }
  organisation: Organisation
  identifier: { v: 1; organisation: string }
  user: User
  nonce: { v: 1; transaction: string; request: string }
  epoch: Epoch
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
  codes: { v: 1; batch: string; sets: { set: number; root: string; count: number }[] }
  holding: Holding
  unit: Unit
  event: Event
  trade: Trade
  dispatch: Dispatch
  delivery: Delivery
  receipt: Receipt
  attempt: Attempt
  refusal: Refusal
  recall: { v: 1; batch: string; class: 1 | 2 | 3; reason: string }
}
