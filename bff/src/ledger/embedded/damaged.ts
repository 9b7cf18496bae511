// The one way to say that the ledger's files are not what they were: where, and what is wrong there.
import { AppError } from '@ectrace/shared/errors'

/** A place in the log. `segment` and `offset` name the frame, `height` the block, `index` the transaction in it. */
export type Place = { height?: number; segment?: number; offset?: number; index?: number; field?: string }

export const damaged = (what: string, place: Place = {}, cause?: unknown): AppError =>
  new AppError('LEDGER_DAMAGED', { details: { ...place, what }, ...(cause !== undefined && { cause }) })

/** The log is shorter than, or another than, something that was signed or seen: `seen` and `found` are heights. */
export const rolledBack = (what: string, heights: { seen: number; found: number }): AppError =>
  new AppError('LEDGER_ROLLED_BACK', { details: { ...heights, what } })
