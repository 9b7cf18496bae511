// Batches.
import '../../i18n/staff-texts'
export { BatchesPage as default } from '../../features/batches/batches-page'
