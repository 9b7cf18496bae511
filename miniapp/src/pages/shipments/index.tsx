// What was sent and how it is received.
import '../../i18n/staff-texts'
export { ShipmentsPage as default } from '../../features/shipments/shipments-page'
