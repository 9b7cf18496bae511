// A consumer tells the brand and the regulator about a code.
export { ReportPage as default } from '../../features/report/report-page'
