// Words of the trade page.
export const trade = {
  'trade.title': '交易单',
  'trade.hint': '一张交易单的经过',
} as const
