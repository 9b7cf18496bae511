// Words of the trades page.
import type { trades as zh } from '../zh/trades'

export const trades: Record<keyof typeof zh, string> = {
  'trades.title': 'Trades',
  'trades.hint': 'What your organisation sells and buys',
  'trades.views': 'Which trades',
  'trades.view.due': 'Due',
  'trades.view.done': 'History',
  'trades.view.bought': 'Bought',
  'trades.view.sold': 'Sold',
  'trades.scan': 'Scan a trade to receive it',
  'trades.offer': 'New trade',
  'trades.promised': 'due {time}',
  'trades.moreLines': '{count} more {count|line|lines}',
  'trades.empty.due': 'Nothing on its way',
  'trades.empty.due.text':
    'A trade appears here once it is dispatched. When the goods arrive, scan the trade code on the delivery note and count.',
  'trades.empty.done': 'Nothing received yet',
  'trades.empty.done.text': 'What was received or refused appears here, with who counted and who confirmed.',
  'trades.empty.bought': 'Nothing bought yet',
  'trades.empty.bought.text': 'When a supplier offers you a trade, accept it here.',
  'trades.empty.sold': 'Nothing sold yet',
  'trades.empty.sold.text': 'Make a trade: choose the buyer and the goods. Once it is accepted, dispatch it.',
}
