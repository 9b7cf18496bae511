// Words of the offer page.
import type { offer as zh } from '../zh/offer'

export const offer: Record<keyof typeof zh, string> = {
  'offer.title': 'Offer a trade',
  'offer.hint': 'Buyer, products, quantities',
}
