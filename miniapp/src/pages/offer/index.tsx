// A new trade.
import '../../i18n/staff-texts'
export { OfferPage as default } from '../../features/offer/offer-page'
