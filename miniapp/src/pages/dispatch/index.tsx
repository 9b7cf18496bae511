// Sending goods.
import '../../i18n/staff-texts'
export { DispatchPage as default } from '../../features/dispatch/dispatch-page'
