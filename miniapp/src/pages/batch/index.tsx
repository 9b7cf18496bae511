// One batch.
import '../../i18n/staff-texts'
export { BatchPage as default } from '../../features/batches/batch-page'
