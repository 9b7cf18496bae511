// Logging in.
import '../../i18n/staff-texts'
export { LoginPage as default } from '../../features/login/login-page'
