// Names and payloads of the events that rules emit: a notice that something happened, never the record of it.
import type { OrganisationLevel } from '../domain/organisation.ts'
import type { TradeState } from '../domain/trade.ts'
import type { ReceiptKind } from '../matching/match.ts'

export type EventPayloads = {
  organisationRegistered: { v: 1; organisation: string }
  organisationLevelChanged: { v: 1; organisation: string; level: OrganisationLevel }
  userEnrolled: { v: 1; user: string; organisation: string }
  userRevoked: { v: 1; user: string; organisation: string }
  epochOpened: { v: 1; epoch: number; lostFrom: number }
  placeCreated: { v: 1; place: string }
  productCreated: { v: 1; product: string }
  batchCreated: { v: 1; batch: string }
  batchTransformed: { v: 1; batch: string; inputBatches: string[] }
  codesMinted: { v: 1; batch: string; set: number; count: number }
  eventRecorded: { v: 1; event: string; batches: string[] }
  tradeChanged: { v: 1; trade: string; state: TradeState }
  receiptConfirmed: { v: 1; trade: string; n: number; kind: ReceiptKind }
  receiptAttempted: { v: 1; trade: string; n: number }
}

export type EventName = keyof EventPayloads
