// What the API answers about stock, recalls and credentials.
import type { Standing } from '../domain/credential.ts'
import type { State } from '../ledger/state.ts'

type HoldingState = Exclude<State['holding']['state'], 'spent'>

/** All that an organisation has of a batch at a place in one state. */
export type StockView = {
  batch: string
  lot: string
  product: { id: string; name: string; unit: string }
  /** Absent while in transit to a buyer who named no place. */
  place?: string
  state: HoldingState
  quantity: string
  expiresOn?: string
  /** Class of the recall that the batch is under. */
  recalled?: State['recall']['class']
}

/** `at`: when the chain took the act in. */
type Acted = { at: string; transaction: string }

export type RetirementView = Acted & {
  id: string
  batch: string
  reason: string
  retiredAt: string
  place: string
  quantity: string
  units: string[]
}

export type AdjustmentView = Acted & {
  id: string
  batch: string
  place: string
  direction: State['adjustment']['direction']
  quantity: string
  reason: string
  state: State['adjustment']['state']
  /** Users. */
  proposedBy: string
  decidedBy?: string
}

export type RecallView = Acted & {
  id: string
  /** As they were named; `reached` has those that were made from them too. */
  batches: string[]
  class: State['recall']['class']
  reason: string
  organisation: string
}
export type RecalledBatch = {
  batch: string
  lot: string
  product: { id: string; name: string }
  /** The maker. */
  organisation: string
  /** The recalled batch that this one was made from; absent when it was named. */
  inheritedFrom?: string
  /** A graver recall came over it since. */
  overtakenBy?: string
}

export type CredentialView = {
  subjectType: State['credential']['subjectType']
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
  status: State['credential']['status']
  reason?: string
  /** How it stands today. */
  standing: Standing
}
