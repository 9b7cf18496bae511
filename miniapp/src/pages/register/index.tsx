// Registering an organisation.
import '../../i18n/staff-texts'
export { RegisterPage as default } from '../../features/register/register-page'
