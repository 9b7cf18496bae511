// What the API answers about standing agreements and goods that travel on. Plain types.
import type { z } from 'zod'
import type { UnitOfMeasure } from '../domain/unit-of-measure.ts'
import type { requests } from '../schema/requests.ts'
import type { TradeSummary } from './views.ts'

export type AgreementView = {
  supplier: TradeSummary['supplier']
  buyer: TradeSummary['buyer']
  /** `most`: in one trade, in the product's unit of measure; absent: any quantity. */
  products: { product: string; productName: string; unit: string; most?: string }[]
  validUntil?: string
  state: 'open' | 'closed'
  updatedAt: string
  transaction: string
}

/** A licence that is valid today, of the goods or of who holds them. */
export type CarriedCredential = {
  subjectType: 'organisation' | 'product' | 'batch' | 'place'
  subject: string
  type: string
  no: string
  issuer: string
  validTo?: string
  title?: string
  document?: string
}

/**
 * Goods in hand as a trade: `offerTrade` takes `offer` with a buyer, `dispatchTrade` takes `dispatch` with a time, as they come. One offer
 * line a product; a dispatch line a batch, its named units apart from the rest.
 */
export type OnwardDraft = {
  offer: {
    lines: { product: string; quantity: string; unit: UnitOfMeasure }[]
    requiredCredentials: string[]
    documents: z.output<typeof requests.offerTrade>['documents']
  }
  dispatch: { place: string; lines: { fills: number; batch: string; quantity: string; units?: string[] }[] }
  /** What the goods carry; those that have a document are among `documents` too. */
  credentials: CarriedCredential[]
  /** Types that were asked for when the goods came in and of which no valid one is known: not asked for again. */
  missingCredentials: string[]
}

/** Bytes of type application/pdf: a file, no JSON. */
export type PdfFile = Uint8Array
