// Tables of all that an organisation has.
import '../../i18n/staff-texts'
export { ExportsPage as default } from '../../features/exports/exports-page'
