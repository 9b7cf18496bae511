// Words of the offer page.
import type { offer as zh } from '../zh/offer'

export const offer: Record<keyof typeof zh, string> = {
  'offer.title': 'New trade',
  'offer.hint': 'Choose buyer, products and quantities',
  'offer.buyer': 'Buyer',
  'offer.buyerHint': 'The buyer must be registered on the platform',
  'offer.buyerNone': 'Not found. Ask them to register first, then search by the full name.',
  'offer.lines': 'Goods',
  'offer.line': 'Line {n}',
  'offer.product': 'Product',
  'offer.noProduct': 'Nothing to sell yet',
  'offer.noProductText': 'Add a product or receive goods first.',
  'offer.quantity': 'Quantity',
  'offer.onHand': '{held} on hand',
  'offer.tolerance': 'Tolerance',
  'offer.toleranceHint': 'A receipt that differs by no more than this still agrees',
  'offer.addLine': 'Add a line',
  'offer.promised': 'Promised for',
  'offer.act': 'Sign and send to the buyer',
  'offer.done': 'The trade was sent to the buyer',
  'offer.qr': 'Trade code',
  'offer.qrText': 'Print it for the goods or show it. The buyer scans it to accept the trade and to receive.',
  'offer.open': 'Open the trade',
  'offer.another': 'Make another',
}
