// The counting queue as a pure reducer: nothing is acknowledged before it is kept, nothing is lost, nothing is done twice.
import type { ErrorCode } from '../errors.ts'
import type { Json } from '../proof/canonical.ts'
import type { CountOperation } from './operation.ts'
import { operationsOf, operationsOfReceipt } from './queue.ts'
import type { Queue, QueuedReceipt, QueueEffect, QueueEvent, QueueRefusal, QueueRow, RowState, Shard } from './queue.ts'
import * as storage from './queue-storage.ts'

export type Step = { state: Queue; effects: QueueEffect[] }
type Event<T extends QueueEvent['type']> = Extract<QueueEvent, { type: T }>

/** Of one request: far below the server's limits. */
const mostSent = 500

const quiet = (state: Queue): Step => ({ state, effects: [] })
const then = ({ state, effects }: Step, next: (state: Queue) => Step): Step => {
  const after = next(state)
  return { state: after.state, effects: [...effects, ...after.effects] }
}

/** Replaces rows that `change` changes and marks their shards. */
const changed = (state: Queue, change: (row: QueueRow) => QueueRow): Queue => {
  const dirty = new Set(state.dirty)
  const shards = state.shards.map((shard): Shard => {
    const rows = shard.rows.map(change)
    if (rows.every((row, i) => row === shard.rows[i])) return shard
    dirty.add(shard.n)
    return { ...shard, rows, bytes: storage.bytesOf(rows) }
  })
  return { ...state, shards, dirty: [...dirty] }
}

/** Writes whatever differs from what is kept, unless something is being written. */
const flushed = (state: Queue): Step => {
  if (state.writing !== undefined || (state.dirty.length === 0 && !state.indexDirty)) return quiet(state)
  const shards = state.shards.filter(({ n }) => state.dirty.includes(n))
  const made = shards.flatMap(({ rows }) => rows.filter((row) => row.state === 'making').map((row) => row.operation.id))
  const entries = [
    ...shards.map((shard) => ({ key: storage.shardKey(shard.n), text: storage.shardText(shard) })),
    // After the shards that it names, and before those go that it names no longer.
    ...(state.indexDirty ? [{ key: storage.indexKey, text: storage.indexText(state) }] : []),
    ...state.obsolete.map((n) => ({ key: storage.shardKey(n) })),
  ]
  const writing = { shards: shards.map(({ n }) => n), made }
  return {
    state: { ...state, writing, dirty: [], indexDirty: false, obsolete: [] },
    effects: [{ type: 'write', entries }],
  }
}

const nextShard = ({ shards, damaged, obsolete }: Queue): number =>
  Math.max(0, ...shards.map(({ n }) => n), ...damaged.map(({ n }) => n), ...obsolete) + 1

const appended = (state: Queue, row: QueueRow): Queue => {
  const bytes = storage.bytesOf(row) + 1
  const last = state.shards[state.shards.length - 1]
  if (last !== undefined && storage.fitsShard(last, bytes)) {
    const grown = { ...last, rows: [...last.rows, row], bytes: last.bytes + bytes }
    const dirty = state.dirty.includes(last.n) ? state.dirty : [...state.dirty, last.n]
    return { ...state, shards: [...state.shards.slice(0, -1), grown], dirty }
  }
  const n = nextShard(state)
  const shards = [...state.shards, { n, rows: [row], bytes }]
  return { ...state, shards, dirty: [...state.dirty, n], indexDirty: true }
}

const made = (state: Queue, { id, trade, at, by, act }: Event<'made'>): Step => {
  const { device } = state
  const sequence = (state.sequences[trade] ?? 0) + 1
  const operation: CountOperation = { id, trade, device, sequence, at, by, ...act }
  if (storage.totalBytes(state) + storage.bytesOf(operation) > storage.mostBytes)
    return { state, effects: [{ type: 'refuse', subject: id, code: 'STORAGE_FULL' }] }
  const sequences = { ...state.sequences, [trade]: sequence }
  return flushed(appended({ ...state, sequences }, { operation, state: 'making' }))
}

const persisted = (state: Queue): Step => {
  const { writing, ...rest } = state
  if (writing === undefined) return quiet(state)
  const ids = new Set(writing.made)
  const shards = rest.shards.map((shard): Shard => {
    if (!writing.shards.includes(shard.n)) return shard
    const rows = shard.rows.map((row): QueueRow => (ids.has(row.operation.id) ? { ...row, state: 'on_phone' } : row))
    return { ...shard, rows }
  })
  const told: QueueEffect[] = writing.made.length === 0 ? [] : [{ type: 'acknowledge', ids: writing.made }]
  return then(then({ state: { ...rest, shards }, effects: told }, flushed), sent)
}

const lastSequences = (state: Queue, gone: readonly CountOperation[]): Queue['sequences'] => {
  const sequences = { ...state.sequences }
  for (const { trade, sequence } of gone) sequences[trade] = Math.min(sequences[trade] ?? sequence, sequence - 1)
  return sequences
}

/**
 * The device keeps nothing more. What was being made, and whatever was made after it, is not in the queue, and the person hears it.
 * What was to be written otherwise waits for the next occasion.
 */
const persistFailed = (state: Queue): Step => {
  const { writing, ...rest } = state
  if (writing === undefined) return quiet(state)
  const isMaking = (row: QueueRow): boolean => row.state === 'making'
  const gone = rest.shards.flatMap(({ rows }) => rows.filter(isMaking).map(({ operation }) => operation))
  const left = rest.shards.map((shard): Shard => {
    if (!shard.rows.some(isMaking)) return shard
    const rows = shard.rows.filter((row) => !isMaking(row))
    return { ...shard, rows, bytes: storage.bytesOf(rows) }
  })
  const shards = left.filter(({ rows }) => rows.length > 0)
  const dirty = [...new Set([...writing.shards, ...rest.dirty])].filter((n) => shards.some((shard) => shard.n === n))
  return {
    state: { ...rest, shards, dirty, indexDirty: true, sequences: lastSequences(state, gone) },
    effects: gone.map(({ id }) => ({ type: 'refuse', subject: id, code: 'STORAGE_FULL' })),
  }
}

const waiting = ({ shards }: Queue): CountOperation[] =>
  shards.flatMap(({ rows }) => rows.flatMap(({ operation, state }) => (state === 'on_phone' ? [operation] : [])))

/** Sends operations of one trade, the oldest first, unless some are on their way. */
const sent = (state: Queue): Step => {
  if (!state.online || state.flight !== undefined) return quiet(state)
  const all = waiting(state)
  const [first] = all
  if (first === undefined) return receiptsDue(state)
  const { trade } = first
  return departing(state, trade, all.filter((operation) => operation.trade === trade).slice(0, mostSent))
}

const departing = (state: Queue, trade: string, operations: readonly CountOperation[]): Step => ({
  state: { ...state, flight: { trade, ids: operations.map(({ id }) => id) } },
  effects: [{ type: 'send', trade, operations, since: state.others[trade]?.cursor ?? 0 }],
})

const withReceipts = (state: Queue, receipts: readonly QueuedReceipt[]): Queue => ({
  ...state,
  receipts,
  indexDirty: true,
})

/** Nothing is sent that is not the count of which the person said: received. */
const countChanged = (state: Queue, receipt: QueuedReceipt): Step => {
  const refusal: QueueRefusal = { code: 'COUNT_CONFLICT', details: { operations: receipt.operations } }
  const receipts = state.receipts.map((one): QueuedReceipt =>
    one === receipt ? { ...one, state: 'refused', refusal } : one,
  )
  return { state: withReceipts(state, receipts), effects: [conflict(receipt.trade, 'COUNT_CONFLICT')] }
}

const receiptDue = (state: Queue, receipt: QueuedReceipt): Step => {
  if (receipt.state !== 'on_phone' || state.submitted.includes(receipt.trade)) return quiet(state)
  if (operationsOfReceipt(state, receipt).length === receipt.operations)
    return {
      state: { ...state, submitted: [...state.submitted, receipt.trade] },
      effects: [{ type: 'submit', receipt }],
    }
  // After a restart what others counted has to be heard again first.
  if (state.others[receipt.trade]?.whole !== true)
    return state.flight === undefined ? departing(state, receipt.trade, []) : quiet(state)
  return countChanged(state, receipt)
}

/** All that was counted is with the server: receipts go. */
const receiptsDue = (state: Queue): Step =>
  then(
    state.receipts.reduce((step, receipt) => then(step, (after) => receiptDue(after, receipt)), quiet(state)),
    flushed,
  )

/** What became of receipts whose outcome is open. */
const asks = (state: Queue): Step => {
  const pending = state.online ? state.receipts.filter((receipt) => receipt.state === 'pending') : []
  return { state, effects: pending.map((receipt) => ({ type: 'ask', receipt })) }
}

const sendDue = (state: Queue, { trade }: Event<'send_due'>): Step => {
  const step = then(then(flushed(state), sent), asks)
  if (trade === undefined || !step.state.online || step.state.flight !== undefined) return step
  return then(step, (after) => departing(after, trade, []))
}

const landed = (state: Queue, trade: string): Queue => {
  const { flight, ...rest } = state
  return flight?.trade === trade ? rest : state
}

const heard = (state: Queue, { trade, operations, cursor, more }: Event<'answered'>): Queue => {
  const before = state.others[trade] ?? { operations: [], cursor: 0, whole: false }
  const own = new Set(state.shards.flatMap(({ rows }) => rows.map(({ operation }) => operation.id)))
  const known = new Set(before.operations.map(({ id }) => id))
  const strange = operations.filter(({ id }) => !own.has(id) && !known.has(id))
  const after = {
    operations: [...before.operations, ...strange],
    cursor: Math.max(before.cursor, cursor),
    whole: before.whole || !more,
  }
  return { ...state, others: { ...state.others, [trade]: after } }
}

const refusedRow = (row: QueueRow, code: ErrorCode, details: Record<string, Json>): QueueRow => ({
  ...row,
  state: 'refused',
  refusal: storage.trimmed({ code, details }),
})

const conflict = (subject: string, code: ErrorCode): QueueEffect => ({ type: 'conflict', subject, code })

/** An answer may come late or twice: it changes only what still waits for one. */
const answered = (state: Queue, event: Event<'answered'>): Step => {
  const answers = new Map(event.answers.map((answer) => [answer.id, answer]))
  const effects: QueueEffect[] = []
  const after = changed(landed(state, event.trade), (row) => {
    const answer = answers.get(row.operation.id)
    if (answer === undefined || row.state !== 'on_phone') return row
    if (answer.outcome !== 'conflict') return { ...row, state: 'sent' }
    effects.push(conflict(answer.id, answer.code))
    return refusedRow(row, answer.code, answer.details)
  })
  const step = then({ state: heard(after, event), effects }, flushed)
  return event.more && step.state.flight === undefined && step.state.online
    ? then(step, (next) => departing(next, event.trade, []))
    : then(step, sent)
}

const refused = (state: Queue, { trade, ids, code, details }: Event<'refused'>): Step => {
  const effects: QueueEffect[] = []
  const after = changed(landed(state, trade), (row) => {
    if (row.state !== 'on_phone' || !ids.includes(row.operation.id)) return row
    effects.push(conflict(row.operation.id, code))
    return refusedRow(row, code, details)
  })
  return then({ state: after, effects }, flushed)
}

const receiptMade = (state: Queue, { trade, key, kind, place }: Event<'receipt_made'>): Step => {
  if (state.receipts.some((one) => one.trade === trade && (one.state === 'on_phone' || one.state === 'pending')))
    return { state, effects: [{ type: 'refuse', subject: trade, code: 'STATE_CONFLICT' }] }
  const upTo: Record<string, number> = {}
  const operations = operationsOf(state, trade)
  for (const { device, sequence } of operations) upTo[device] = Math.max(sequence, upTo[device] ?? 0)
  const receipt: QueuedReceipt = { trade, key, kind, place, upTo, operations: operations.length, state: 'on_phone' }
  const receipts = [...state.receipts.filter((one) => one.trade !== trade), receipt]
  return flushed(withReceipts(state, receipts))
}

const withoutSubmitted = (state: Queue, trade: string): Queue => ({
  ...state,
  submitted: state.submitted.filter((one) => one !== trade),
})

const received: readonly RowState[] = ['on_phone', 'sent']

const receiptAnswered = (state: Queue, { trade, key, answer }: Event<'receipt_answered'>): Step => {
  const receipt = state.receipts.find((one) => one.trade === trade && one.key === key)
  if (receipt === undefined || receipt.state === 'on_chain' || receipt.state === 'refused') return quiet(state)
  if (receipt.state === answer.outcome) return quiet(state)
  const settled = (change: Partial<QueuedReceipt>): Queue =>
    withReceipts(
      state,
      state.receipts.map((one) => (one === receipt ? { ...one, ...change } : one)),
    )
  if (answer.outcome === 'refused') {
    const { code, details } = answer
    const after = settled({ state: 'refused', refusal: storage.trimmed({ code, details }) })
    return then({ state: after, effects: [conflict(trade, code)] }, flushed)
  }
  const after = settled({ state: answer.outcome, transaction: answer.transaction })
  if (answer.outcome === 'pending') return flushed(after)
  const { upTo } = receipt
  const isIn = ({ operation, state: row }: QueueRow): boolean =>
    operation.trade === trade && received.includes(row) && operation.sequence <= (upTo[operation.device] ?? 0)
  return flushed(changed(after, (row) => (isIn(row) ? { ...row, state: 'on_chain' } : row)))
}

const settledOperation = (state: Queue, { operation: id }: Event<'settled'>): Step =>
  flushed(
    changed(state, (row) => (row.operation.id === id && row.state === 'refused' ? { ...row, state: 'settled' } : row)),
  )

const settledReceipt = (state: Queue, { trade }: Event<'receipt_settled'>): Step => {
  const receipts = state.receipts.filter((one) => one.trade !== trade || one.state !== 'refused')
  return receipts.length === state.receipts.length ? quiet(state) : flushed(withReceipts(state, receipts))
}

const open: readonly RowState[] = ['making', 'on_phone', 'refused']

/** Refused with STATE_CONFLICT while anything of the trade is not with the server, or waits for a person. */
const putAway = (state: Queue, { trade }: Event<'put_away'>): Step => {
  const of = (row: QueueRow): boolean => row.operation.trade === trade
  const rows = state.shards.flatMap((shard) => shard.rows.filter(of))
  const unsettled = state.receipts.some((one) => one.trade === trade && one.state !== 'on_chain')
  if (unsettled || rows.some((row) => open.includes(row.state)))
    return { state, effects: [{ type: 'refuse', subject: trade, code: 'STATE_CONFLICT' }] }
  const touched = state.shards.filter((shard) => shard.rows.some(of)).map(({ n }) => n)
  const left = state.shards.map((shard): Shard => {
    if (!touched.includes(shard.n)) return shard
    const kept = shard.rows.filter((row) => !of(row))
    return { ...shard, rows: kept, bytes: storage.bytesOf(kept) }
  })
  const gone = left.filter((shard) => shard.rows.length === 0).map(({ n }) => n)
  const { [trade]: _heard, ...others } = state.others
  return flushed({
    ...state,
    shards: left.filter(({ n }) => !gone.includes(n)),
    dirty: [...new Set([...state.dirty, ...touched])].filter((n) => !gone.includes(n)),
    obsolete: [...state.obsolete, ...gone],
    receipts: state.receipts.filter((one) => one.trade !== trade),
    others,
    indexDirty: true,
  })
}

const reducers: { [T in QueueEvent['type']]: (state: Queue, event: Event<T>) => Step } = {
  loaded: (_state, { index, shards, fresh }) => flushed(storage.loadQueue(index, shards, fresh)),
  made,
  persisted,
  persist_failed: persistFailed,
  online: (state) => then(sent({ ...state, online: true }), asks),
  offline: (state) => {
    const { flight: _lost, ...rest } = state
    return quiet({ ...rest, submitted: [], online: false })
  },
  send_due: sendDue,
  answered,
  refused,
  lost: (state, { trade }) => quiet(landed(state, trade)),
  receipt_made: receiptMade,
  receipt_answered: (state, event) => receiptAnswered(withoutSubmitted(state, event.trade), event),
  receipt_lost: (state, { trade }) => quiet(withoutSubmitted(state, trade)),
  settled: settledOperation,
  receipt_settled: settledReceipt,
  put_away: putAway,
}

/** The queue after an event, and what is to be done: effects are carried out in their order, and answered by events. */
export const reduceQueue = (state: Queue, event: QueueEvent): Step =>
  // The table has a reducer of this very event's type.
  (reducers[event.type] as (state: Queue, event: QueueEvent) => Step)(state, event)
