// Words of the trades page.
import type { trades as zh } from '../zh/trades'

export const trades: Record<keyof typeof zh, string> = {
  'trades.title': 'Trades',
  'trades.hint': 'Trades we sent and received',
}
