// The counting queue of one phone: every operation with how far it has come, receipts on their way, and what the server refused.
import type { ErrorCode } from '../errors.ts'
import type { ReceiptKind } from '../matching/receipt-types.ts'
import type { Json } from '../proof/canonical.ts'
import type { CountAct, CountOperation } from './operation.ts'
import { reduceCount, type Counted } from './reduce-count.ts'

/**
 * making: not kept yet, and not acknowledged to the person. on_phone: kept here. sent: the server has it. on_chain: part of a receipt
 * on chain. refused: the server did not take it, a person has to look. settled: a person has looked.
 */
export type RowState = 'making' | 'on_phone' | 'sent' | 'on_chain' | 'refused' | 'settled'

/** Why the server did not take something: its error. */
export type QueueRefusal = { code: ErrorCode; details: Record<string, Json> }

export type QueueRow = { operation: CountOperation; state: RowState; refusal?: QueueRefusal }

/** One storage key; `bytes` is the size of its rows as text. */
export type Shard = { n: number; rows: readonly QueueRow[]; bytes: number }

/**
 * A confirmation of the count of `upTo` (device → its last sequence). It keeps its Idempotency-Key until its outcome is known: whatever
 * is lost on the way, it is one receipt.
 */
export type QueuedReceipt = {
  trade: string
  key: string
  kind: ReceiptKind
  place: string
  upTo: Readonly<Record<string, number>>
  /** How many operations that are: with fewer known, the count would be another. */
  operations: number
  state: 'on_phone' | 'pending' | 'on_chain' | 'refused'
  transaction?: string
  refusal?: QueueRefusal
}

/** A shard that could not be read: left as it is, for somebody to look at. */
export type DamagedShard = { n: number; rule: string }

/** What others counted on a trade, heard since the start; `cursor`: where the server's list goes on, `whole`: it has ended there. */
export type Heard = { operations: readonly CountOperation[]; cursor: number; whole: boolean }

export type Queue = {
  /** Names this phone in new operations. */
  device: string
  online: boolean
  shards: readonly Shard[]
  damaged: readonly DamagedShard[]
  receipts: readonly QueuedReceipt[]
  /** Last sequence used on a trade. */
  sequences: Readonly<Record<string, number>>
  /** What is being written: at most one thing at a time, so that what fails is always the newest. */
  writing?: { shards: readonly number[]; made: readonly string[] }
  /** Shards that differ from what is kept; `index` likewise. */
  dirty: readonly number[]
  indexDirty: boolean
  /** Keys that are no longer needed, to be removed with the next index. */
  obsolete: readonly number[]
  /** Operations that are on their way to the server. Not kept: after a restart they are sent again, and their ids make that harmless. */
  flight?: { trade: string; ids: readonly string[] }
  /** Trades whose receipt was submitted and not answered yet; not kept either. */
  submitted: readonly string[]
  others: Readonly<Record<string, Heard>>
}

/** What the server says of one operation. */
export type OperationAnswer =
  | { id: string; outcome: 'kept' | 'duplicate' }
  | { id: string; outcome: 'conflict'; code: ErrorCode; details: Record<string, Json> }

export type ReceiptAnswer =
  | { outcome: 'pending' | 'on_chain'; transaction: string }
  | { outcome: 'refused'; code: ErrorCode; details: Record<string, Json> }

export type QueueEvent =
  /** What the storage holds when the program starts; `fresh`: a random UUID for a phone that has none yet, or lost its memory. */
  | { type: 'loaded'; index: unknown; shards: readonly { n: number; value: unknown }[]; fresh: string }
  | { type: 'made'; id: string; trade: string; at: string; by: string; act: CountAct }
  | { type: 'persisted' }
  | { type: 'persist_failed' }
  | { type: 'online' }
  | { type: 'offline' }
  /** The moment to send; with a trade, what others did is asked for though there is nothing to send. */
  | { type: 'send_due'; trade?: string }
  | {
      type: 'answered'
      trade: string
      answers: readonly OperationAnswer[]
      operations: readonly CountOperation[]
      cursor: number
      /** The server's list goes on. */
      more: boolean
    }
  /** The server refused the request as a whole. */
  | { type: 'refused'; trade: string; ids: readonly string[]; code: ErrorCode; details: Record<string, Json> }
  /** No answer, or one that says: later. */
  | { type: 'lost'; trade: string }
  | { type: 'receipt_made'; trade: string; key: string; kind: ReceiptKind; place: string }
  | { type: 'receipt_answered'; trade: string; key: string; answer: ReceiptAnswer }
  | { type: 'receipt_lost'; trade: string }
  /** A person has looked at a refusal: of an operation, or of a trade's receipt. */
  | { type: 'settled'; operation: string }
  | { type: 'receipt_settled'; trade: string }
  /** The trade is over: what was counted on it leaves the phone. */
  | { type: 'put_away'; trade: string }

export type QueueEffect =
  /** In this order; `text` absent: remove the key. Answer with persisted or persist_failed. */
  | { type: 'write'; entries: readonly { key: string; text?: string }[] }
  /** Now, and not before, the person may be told that it counts. */
  | { type: 'acknowledge'; ids: readonly string[] }
  /** It is not in the queue; `subject` is an operation's id or a trade. */
  | { type: 'refuse'; subject: string; code: ErrorCode }
  | { type: 'send'; trade: string; operations: readonly CountOperation[]; since: number }
  | { type: 'submit'; receipt: QueuedReceipt }
  | { type: 'ask'; receipt: QueuedReceipt }
  /** Something needs a person; it stays in the queue until `settled`. */
  | { type: 'conflict'; subject: string; code: ErrorCode }

export const emptyQueue = (device: string): Queue => ({
  device,
  online: false,
  shards: [],
  damaged: [],
  receipts: [],
  sequences: {},
  dirty: [],
  indexDirty: true,
  obsolete: [],
  submitted: [],
  others: {},
})

export const rowsOfTrade = ({ shards }: Queue, trade: string): QueueRow[] =>
  shards.flatMap(({ rows }) => rows.filter(({ operation }) => operation.trade === trade))

const counts: readonly RowState[] = ['on_phone', 'sent', 'on_chain']

/** Everything that counts on a trade: this phone's acknowledged operations and those of others. */
export const operationsOf = (queue: Queue, trade: string): CountOperation[] => [
  ...rowsOfTrade(queue, trade).flatMap(({ operation, state }) => (counts.includes(state) ? [operation] : [])),
  ...(queue.others[trade]?.operations ?? []),
]

export const countOf = (queue: Queue, trade: string): Counted => reduceCount(operationsOf(queue, trade))

/** The operations that a receipt speaks of: what came later is not part of it. */
export const operationsOfReceipt = (queue: Queue, { trade, upTo }: QueuedReceipt): CountOperation[] =>
  operationsOf(queue, trade).filter(({ device, sequence }) => sequence <= (upTo[device] ?? 0))

/** What waits for a person. */
export const conflictsOf = ({ shards, receipts }: Queue): (QueueRow | QueuedReceipt)[] => [
  ...shards.flatMap(({ rows }) => rows.filter(({ state }) => state === 'refused')),
  ...receipts.filter(({ state }) => state === 'refused'),
]
