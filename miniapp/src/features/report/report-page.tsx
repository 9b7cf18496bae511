// A consumer's report: the form when it was opened for a code (`c`), else what became of earlier ones.
import { codeOf, useParameters } from '../../platform/navigation'
import { ReportForm } from './report-form'
import { ReportStatuses } from './report-statuses'
import './report.scss'

export const ReportPage = () => {
  const code = codeOf(useParameters())
  return code === undefined || code === '' ? <ReportStatuses /> : <ReportForm code={code} />
}
