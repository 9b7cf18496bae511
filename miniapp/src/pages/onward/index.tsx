// Goods in hand become the next trade.
import '../../i18n/staff-texts'
export { OnwardPage as default } from '../../features/offer/onward-page'
