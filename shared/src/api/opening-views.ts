// What the API answers about a code that somebody who is logged in has scanned. Plain types.
import type { TradeState } from '../domain/trade.ts'

/** `trades`: of a trade's code that trade, for its parties; of goods the open trades under which they come to the caller. */
export type OpeningView = {
  relation: 'buyer' | 'supplier' | 'other'
  trades: { no: string; state: TradeState; supplier: string; promisedAt?: string }[]
}
