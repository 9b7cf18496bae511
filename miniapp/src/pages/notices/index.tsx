// What an organisation's people should know.
import '../../i18n/staff-texts'
export { NoticesPage as default } from '../../features/notices/notices-page'
