// What the API answers about imports, exports and notices. Plain types.
import type { FieldFault } from '../errors.ts'
import type { importKinds } from '../schema/code-requests.ts'

export type ImportKind = (typeof importKinds)[number]
/** A file that was read and checked, and not written yet. `rows` = `good` + `bad`. */
export type ImportView = {
  id: string
  kind: ImportKind
  fileName?: string
  rows: number
  good: number
  bad: number
  /** Names of the file's columns in its order: keys of `values`, and `field` of faults. `title` is in the reader's language. */
  columns: { name: string; title: string }[]
  /** The first rows, bad ones first. */
  preview: ImportRow[]
  state: 'checked' | 'written'
  /** The transaction that wrote it, or is on its way. */
  transaction?: string
  expiresAt: string
}
/** `row` is the line in the file, counted as a spreadsheet counts. */
export type ImportRow = { row: number; values: Record<string, string>; faults: FieldFault[] }
/** The bytes of a CSV or XLSX file. */
export type TableFile = Uint8Array
/**
 * Something that an organisation's people should know. `values` fill the sentence of its `kind`; `path` leads to the page. `level`:
 * info, or caution for what needs somebody to act.
 */
export type NoticeView = {
  id: number
  kind: NoticeKind
  at: string
  level: 'info' | 'caution'
  values: Record<string, string>
  /** What it is about: a trade number, a code's path, a report's receipt number … */
  subject: string
  read: boolean
}
export const noticeKinds = [
  'trade_offered',
  'trade_agreed',
  'trade_declined',
  'trade_amended',
  'trade_cancelled',
  'trade_dispatched',
  'trade_received',
  'trade_refused',
  'receipt_attempted',
  'discrepancy_raised',
  'discrepancy_answered',
  'discrepancy_escalated',
  'batch_recalled',
  'codes_frozen',
  'scan_alert',
  'report_received',
] as const
export type NoticeKind = (typeof noticeKinds)[number]
