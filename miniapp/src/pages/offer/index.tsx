// A new trade.
export { OfferPage as default } from '../../features/offer/offer-page'
