// What the API answers about counting: an organisation's settings, manifests, the operations of several people on one trade.
import type { BrokenNumber } from '../counting/count-rows.ts'
import type { CountOperation } from '../counting/operation.ts'
import type { OperationAnswer } from '../counting/queue.ts'
import type { Duplicate } from '../counting/reduce-count.ts'
import type { CountedLine, ShownExpectation } from '../matching/receipt-types.ts'
import type { TradeState } from '../domain/trade.ts'

/**
 * `blindCount`: warehouse staff of the organisation count without seeing what is expected. `graceHours`: how long a supplier has to
 * answer a discrepancy note before it may be escalated.
 */
export type OrganisationSettings = { blindCount: boolean; graceHours: number }

/** `note` is signed by the log over `expectation` (proof/manifest.ts); `blind`: quantities and units are withheld. */
export type ManifestView = { note: string; expectation: ShownExpectation; blind: boolean }

/**
 * The counting of one trade by everybody. `answers`: of the operations in the request. `operations`: those of others after `since`;
 * `more`: go on at `cursor`. `count`: what all operations together make, where it was asked for: `lines` are what confirmReceipt takes,
 * unless something is `broken`.
 */
export type CountingView = {
  answers: OperationAnswer[]
  operations: CountOperation[]
  cursor: number
  more: boolean
  count?: { lines: CountedLine[]; broken: BrokenNumber[]; duplicates: Duplicate[] }
}

/** One of the buyer's people on a trade: how much he scanned, as long as that is kept, and when last. */
export type Counter = { user: string; login: string; scans: number; /** ISO instant of his device. */ last?: string }

/** What a count was made against, or what stands now. `due` is absent for those who count blind. */
export type CountBasis = { state: TradeState; lines: { line: number; due?: string | undefined }[] }
/** Details of COUNT_CONFLICT. */
export type CountConflict = { was: CountBasis; now: CountBasis }
