// Consumers' reports, for the brand and the regulator.
import '../../i18n/staff-texts'
export { ReportsPage as default } from '../../features/reports/reports-page'
