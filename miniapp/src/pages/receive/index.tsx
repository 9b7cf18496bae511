// Receiving goods.
import '../../i18n/staff-texts'
export { ReceivePage as default } from '../../features/receive/receive-page'
