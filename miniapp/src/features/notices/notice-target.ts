// The page on which a notice can be acted upon.
import type { NoticeKind, NoticeView } from '@ectrace/shared/api/file-views'
import type { PageName } from '../../page-names'

type Target = { page: PageName; parameters: Record<string, string> }
type About = Pick<NoticeView, 'kind' | 'values' | 'subject'>

const trade = ({ values, subject }: About): Target => ({
  page: 'trade',
  parameters: { no: values['trade'] ?? subject },
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
  discrepancy_raised: trade,
  discrepancy_answered: trade,
  discrepancy_escalated: trade,
  batch_recalled: batch,
  codes_frozen: batch,
  scan_alert: () => ({ page: 'alerts', parameters: {} }),
  report_received: ({ subject }) => ({ page: 'reports', parameters: { receipt: subject } }),
}

/** undefined for a kind that a later server tells of. */
export const targetOf = (notice: About): Target | undefined =>
  Object.prototype.hasOwnProperty.call(targets, notice.kind) ? targets[notice.kind](notice) : undefined
