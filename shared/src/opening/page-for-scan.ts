// Where a scanned code leads: the one table of what was scanned × who scanned it.
import type { CodeParts } from '../codes/trace-code.ts'
import type { UserRole } from '../domain/organisation.ts'
import type { TradeState } from '../domain/trade.ts'

/**
 * What the reader's organisation has to do with what was scanned. Of a trade: its side of it. Of goods: `buyer` when they are on their
 * way to it, `supplier` when it made or holds them. `unknown`: somebody is logged in, and the platform could not be asked.
 */
export type Relation = 'anonymous' | 'buyer' | 'supplier' | 'other' | 'unknown'

export type ScanReader = {
  relation: Relation
  roles: readonly UserRole[]
  /** For goods on their way to the reader: the open trades that expect them. For a trade: that trade. */
  trades: readonly { no: string; state: TradeState }[]
}

export type Opening =
  | { page: 'trace' }
  | { page: 'trade'; no: string }
  | { page: 'receive'; no: string }
  /** More than one open trade expects these goods: the reader says which. */
  | { page: 'choose'; trades: readonly string[] }

const trace: Opening = { page: 'trace' }

/** States in which there is something to count. */
const countable: readonly TradeState[] = ['dispatched', 'partly_received']

const receives = ({ roles }: ScanReader): boolean => roles.includes('warehouse')
const handlesGoods = ({ roles }: ScanReader): boolean => roles.includes('warehouse') || roles.includes('trader')

/** Its parties see a trade, and who receives counts it. All others are told what it is. */
const forTrade = (no: string, reader: ScanReader): Opening => {
  switch (reader.relation) {
    case 'anonymous':
    case 'other':
      return trace
    case 'supplier':
      return { page: 'trade', no }
    case 'buyer': {
      const counts = reader.trades.some((trade) => trade.no === no && countable.includes(trade.state))
      return { page: receives(reader) && counts ? 'receive' : 'trade', no }
    }
    // Without a signal: the count of somebody in the warehouse goes on, and tells by itself when the trade is none of theirs.
    case 'unknown':
      return { page: receives(reader) ? 'receive' : 'trade', no }
  }
}

/** Who takes goods in hand that are on their way to them goes on to their count. All others see where the goods have been. */
const forGoods = (reader: ScanReader): Opening => {
  if (reader.relation !== 'buyer' || !handlesGoods(reader)) return trace
  const [first, ...others] = reader.trades.filter(({ state }) => countable.includes(state))
  if (first === undefined) return trace
  if (others.length === 0) return { page: 'receive', no: first.no }
  return { page: 'choose', trades: [first, ...others].map(({ no }) => no) }
}

export const pageForScan = (code: CodeParts, reader: ScanReader): Opening =>
  code.kind === 'trade' ? forTrade(code.trade, reader) : forGoods(reader)
