// What the API answers about standing agreements and goods that travel on. Plain types.
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
