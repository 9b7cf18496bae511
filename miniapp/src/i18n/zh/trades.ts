// Words of the trades page.
export const trades = {
  'trades.title': '交易',
  'trades.hint': '我方发出和收到的交易单',
} as const
