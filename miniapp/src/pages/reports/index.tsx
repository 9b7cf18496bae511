// Consumers' reports, for the brand and the regulator.
export { ReportsPage as default } from '../../features/reports/reports-page'
