// What the page of shipments shows: the supplier's trades of a view, with the notes that wait for its answer and what nobody has read yet.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { DiscrepancySummary } from '@ectrace/shared/api/discrepancy-views'
import type { NoticeView } from '@ectrace/shared/api/file-views'
import type { Page, TradeSummary } from '@ectrace/shared/api/views'
import { call } from '../../api/call'

/** under way: sent and not received to the end; refused: the buyer took none of what was due; over: received or back. */
export const shipmentViews = ['underWay', 'refused', 'over'] as const
export type ShipmentsView = (typeof shipmentViews)[number]

const states: Record<ShipmentsView, string> = {
  underWay: 'dispatched,partly_received',
  refused: 'refused',
  over: 'received,returned',
}

export const loadTrades = (view: ShipmentsView, after?: string): Promise<Page<TradeSummary>> =>
  call(endpoints.trades, { query: { side: 'supplier', state: states[view], limit: 30, after } })

/** What has to be looked at, by trade. */
export type Marks = {
  /** Notes that wait for our answer. */
  notes: ReadonlyMap<string, DiscrepancySummary>
  /** Kinds of the notices that nobody of us has read, newest first, each once. */
  news: ReadonlyMap<string, readonly NoticeView['kind'][]>
}

/** What tells how goods arrive; offers and agreements were before they left. */
const ofArrival: ReadonlySet<NoticeView['kind']> = new Set([
  'trade_received',
  'trade_refused',
  'receipt_attempted',
  'discrepancy_raised',
  'discrepancy_escalated',
])

const newsOf = (notices: readonly NoticeView[]): Marks['news'] => {
  const news = new Map<string, NoticeView['kind'][]>()
  for (const { kind, values } of notices) {
    const { trade } = values
    if (trade === undefined || !ofArrival.has(kind)) continue
    const before = news.get(trade) ?? []
    if (!before.includes(kind)) news.set(trade, [...before, kind])
  }
  return news
}

export const loadMarks = async (): Promise<Marks> => {
  const [notes, notices] = await Promise.all([
    call(endpoints.discrepancies, { query: { side: 'supplier', state: 'open,escalated', limit: 200 } }),
    call(endpoints.notices, { query: { unread: 'true', limit: 200 } }),
  ])
  return { notes: new Map(notes.items.map((note) => [note.trade, note])), news: newsOf(notices.items) }
}
