// Counts that do not agree, settled by two signed words.
import '../../i18n/staff-texts'
export { DiscrepancyPage as default } from '../../features/discrepancy/discrepancy-page'
