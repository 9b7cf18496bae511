// What a subscribe message says of a notice. Chinese alone: a message template is registered with WeChat in one language.
import type { NoticeKind } from '@ectrace/shared/api/file-views'

/** At most five characters, so that a `phrase` holds them. */
const words: Record<NoticeKind, string> = {
  trade_offered: '新的交易单',
  trade_agreed: '交易已达成',
  trade_declined: '交易被谢绝',
  trade_amended: '交易有修改',
  trade_cancelled: '交易已取消',
  trade_dispatched: '货物已发出',
  trade_received: '对方已收货',
  trade_refused: '对方已拒收',
  receipt_attempted: '收货不一致',
  discrepancy_raised: '收到差异单',
  discrepancy_answered: '差异已答复',
  discrepancy_escalated: '差异已升级',
  batch_recalled: '批次被召回',
  codes_frozen: '追溯码冻结',
  scan_alert: '扫码有异常',
  report_received: '收到举报',
}

/** The page of the mini-program that a message opens. */
const pages: Partial<Record<NoticeKind, 'trade'>> = {
  trade_offered: 'trade',
  trade_agreed: 'trade',
  trade_declined: 'trade',
  trade_amended: 'trade',
  trade_cancelled: 'trade',
  trade_dispatched: 'trade',
  trade_received: 'trade',
  trade_refused: 'trade',
  receipt_attempted: 'trade',
  discrepancy_raised: 'trade',
  discrepancy_answered: 'trade',
  discrepancy_escalated: 'trade',
}

export const noticeWords = (kind: NoticeKind): string => words[kind]

export const noticePath = (kind: NoticeKind, subject: string): string =>
  pages[kind] === undefined ? 'pages/index/index' : `pages/${pages[kind]}/index?no=${encodeURIComponent(subject)}`
