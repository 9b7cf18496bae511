// List of trades.
import '../../i18n/staff-texts'
export { TradesPage as default } from '../../features/trades/trades-page'
