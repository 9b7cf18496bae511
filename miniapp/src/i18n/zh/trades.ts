// Words of the trades page.
export const trades = {
  'trades.title': '交易',
  'trades.hint': '我方发出和收到的交易单',
  'trades.views': '查看哪些交易',
  'trades.view.due': '待收货',
  'trades.view.bought': '买入',
  'trades.view.sold': '卖出',
  'trades.scan': '扫交易码收货',
  'trades.offer': '新建交易',
  'trades.moreLines': '另有 {count} 行',
  'trades.empty.due': '没有待收的货',
  'trades.empty.due.text': '对方发货后，交易会出现在这里。货到时扫送货单上的交易码就能开始清点。',
  'trades.empty.bought': '还没有买入的交易',
  'trades.empty.bought.text': '供货方向贵方发起交易后，在这里确认。',
  'trades.empty.sold': '还没有卖出的交易',
  'trades.empty.sold.text': '新建一笔交易，选好买方和货物；对方确认后就能发货。',
} as const
