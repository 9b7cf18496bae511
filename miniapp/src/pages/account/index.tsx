// Who works on this device.
import '../../i18n/staff-texts'
export { AccountPage as default } from '../../features/account/account-page'
