// Words of the trade page.
import type { trade as zh } from '../zh/trade'

export const trade: Record<keyof typeof zh, string> = {
  'trade.title': 'Trade',
  'trade.hint': 'One trade and its history',
}
