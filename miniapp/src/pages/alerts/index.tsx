// Unusual scans of the brand's codes, and the rules that find them.
import '../../i18n/staff-texts'
export { AlertsPage as default } from '../../features/alerts/alerts-page'
