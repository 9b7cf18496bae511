// Products, places, batches and trades out of a file.
import '../../i18n/staff-texts'
export { ImportsPage as default } from '../../features/imports/imports-page'
