// Names and payloads of the events that rules emit: a notice that something happened, never the record of it.
import type { CodeAct } from '../codes/code-runs.ts'
import type { OrganisationLevel } from '../domain/organisation.ts'
import type { TradeState } from '../domain/trade.ts'
import type { ReceiptKind } from '../matching/match.ts'
import type { State } from './state.ts'

export type EventPayloads = {
  organisationRegistered: { v: 1; organisation: string }
  organisationLevelChanged: { v: 1; organisation: string; level: OrganisationLevel }
  userEnrolled: { v: 1; user: string; organisation: string }
  userRevoked: { v: 1; user: string; organisation: string }
  epochOpened: { v: 1; epoch: number; lostFrom: number }
  logClosed: { v: 1; successor: 'fabric' }
  placeCreated: { v: 1; place: string }
  productCreated: { v: 1; product: string }
  batchCreated: { v: 1; batch: string }
  batchTransformed: { v: 1; batch: string; inputBatches: string[] }
  codesMinted: { v: 1; batch: string; set: number; count: number }
  codesChanged: { v: 1; batch: string; set: number; act: CodeAct; from: number; to: number }
  scansAnchored: { v: 1; day: string; scans: number }
  eventRecorded: { v: 1; event: string; batches: string[] }
  tradeChanged: { v: 1; trade: string; state: TradeState }
  receiptConfirmed: { v: 1; trade: string; n: number; kind: ReceiptKind }
  receiptAttempted: { v: 1; trade: string; n: number }
  batchSplit: { v: 1; source: string; parts: string[] }
  batchesMerged: { v: 1; batch: string; inputBatches: string[] }
  goodsRetired: { v: 1; retirement: string; batch: string }
  adjustmentChanged: { v: 1; adjustment: string; state: 'proposed' | 'approved' | 'rejected' }
  unitsPacked: { v: 1; parent: string; count: number }
  unitsUnpacked: { v: 1; parent: string; count: number }
  agreementChanged: { v: 1; supplier: string; buyer: string; state: 'open' | 'closed' }
  goodsReturned: { v: 1; trade: string; n: number }
  discrepancyChanged: { v: 1; trade: string; n: number; state: State['discrepancy']['state'] }
  recallOpened: { v: 1; recall: string; batches: string[] }
  authorityGranted: { v: 1; organisation: string }
  credentialChanged: { v: 1; subjectType: string; subject: string; type: string; no: string; status: string }
}

export type EventName = keyof EventPayloads
