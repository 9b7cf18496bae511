// The page on which a notice can be acted upon.
import type { NoticeKind, NoticeView } from '@ectrace/shared/api/file-views'
import type { PageName } from '../../page-names'

type Target = { page: PageName; parameters: Record<string, string> }
type About = Pick<NoticeView, 'kind' | 'values' | 'subject'>

const trade = ({ values, subject }: About): Target => ({
  page: 'trade',
  parameters: { no: values['trade'] ?? subject },
})
const discrepancy = ({ values, subject }: About): Target => ({
  page: 'discrepancy',
  parameters: { no: values['trade'] ?? subject, view: 'notes' },
})
const batch = ({ values, subject }: About): Target => ({
  page: 'batch',
  parameters: { id: values['batch'] ?? subject },
})

const targets: Record<NoticeKind, (notice: About) => Target> = {
  trade_offered: trade,
  trade_agreed: trade,
  trade_declined: trade,
  trade_amended: trade,
  trade_cancelled: trade,
  trade_dispatched: trade,
  trade_received: trade,
  trade_refused: trade,
  receipt_attempted: trade,
  discrepancy_raised: discrepancy,
  discrepancy_answered: discrepancy,
  discrepancy_escalated: discrepancy,
  batch_recalled: batch,
  codes_frozen: batch,
  scan_alert: () => ({ page: 'alerts', parameters: {} }),
  report_received: ({ subject }) => ({ page: 'reports', parameters: { receipt: subject } }),
}

/** undefined for a kind that a later server tells of. */
export const targetOf = (notice: About): Target | undefined =>
  Object.prototype.hasOwnProperty.call(targets, notice.kind) ? targets[notice.kind](notice) : undefined
