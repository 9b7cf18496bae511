// Unusual scans of the brand's codes, and the rules that find them.
export { AlertsPage as default } from '../../features/alerts/alerts-page'
