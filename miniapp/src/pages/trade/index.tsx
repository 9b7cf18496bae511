// One trade.
import '../../i18n/staff-texts'
export { TradePage as default } from '../../features/trade/trade-page'
