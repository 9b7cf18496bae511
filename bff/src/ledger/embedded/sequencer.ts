// Puts transactions in order: signatures in parallel, rules strictly one after the other, one block of all that waited.
import { setImmediate } from 'node:timers/promises'
import { checkAddress } from '@ectrace/contracts/admission'
import { execute } from '@ectrace/contracts/execute'
import type { ReadState } from '@ectrace/contracts/execute'
import { AppError } from '@ectrace/shared/errors'
import type { Committed } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import { checkSignature, parseSubmission } from './admission.ts'
import type { Parsed } from './admission.ts'
import { encodeRecord } from './block.ts'
import type { EncodedRecord } from './block.ts'
import { epochCheck } from './check-epoch.ts'
import type { Committer } from './committer.ts'
import type { LogDescriptor } from './log-key.ts'
import type { CheckSignature } from './verify-signature.ts'
import { promised } from './promised.ts'
import { openWaitingRoom } from './waiting-room.ts'

export const blockCap = { transactions: 500, bytes: 4 * 1024 * 1024 }
/** A single record may be larger than the cap of a block (its writes are), never larger than this. */
const maxRecord = 16 * 1024 * 1024

/** After so many rules the event loop gets a turn: for verified signatures, arrivals and reads. */
const turn = 16

type Waiting = { parsed: Parsed; resolve: (committed: Committed) => void; reject: (error: unknown) => void }

type Parts = {
  descriptor: LogDescriptor
  committer: Committer
  clock: () => number
  /** A committed value, checked against its digest. */
  read: (key: string) => Json | undefined
  signature: CheckSignature
  /** A transaction on chain. */
  committed: (id: string) => Committed | undefined
  /** Hears of what is no AppError: a fault of ours. */
  onFault: (error: unknown) => void
}

export type Sequencer = {
  submit: (submission: unknown) => Promise<Committed>
  /** Takes no new ones and resolves when all that were taken are answered. */
  drain: () => Promise<void>
}

/** What has run for the block being made. Nothing of it is told to anybody before the block is durable. */
type Draft = {
  records: EncodedRecord[]
  bytes: number
  values: Map<string, Json>
  accepted: Map<string, Waiting[]>
  refused: { waiting: Waiting; error: unknown }[]
}

const newDraft = (): Draft => ({ records: [], bytes: 0, values: new Map(), accepted: new Map(), refused: [] })

/** A fault of the storage, with the transaction that it concerns: its outcome may have to be asked for after a restart. */
const about = (transaction: string, error: unknown): unknown =>
  error instanceof AppError
    ? new AppError(error.code, { cause: error, details: { ...error.details, transaction } })
    : error

export const openSequencer = ({
  signature,
  descriptor,
  committer,
  clock,
  read,
  committed,
  onFault,
}: Parts): Sequencer => {
  const checkEpoch = epochCheck(descriptor)
  const queue: Waiting[] = []
  const idle: (() => void)[] = []
  const room = openWaitingRoom()
  let taken = 0
  let draining = false
  let running = false

  const readCommitted: ReadState = promised(read)

  /** Runs one transaction on top of the draft. */
  const run = async (waiting: Waiting, draft: Draft): Promise<void> => {
    const { parsed } = waiting
    const height = committer.head().height + 1
    const readDraft: ReadState = promised((key: string) => (draft.values.has(key) ? draft.values.get(key) : read(key)))
    const outcome = await execute({ ...parsed, transaction: parsed.id }, readDraft)
    const encoded = encodeRecord({ ...parsed, ...outcome }, height, draft.records.length)
    const bytes = encoded.bytes.length
    if (bytes > maxRecord) throw new AppError('BODY_TOO_LARGE', { details: { bytes, limit: maxRecord } })
    draft.records.push(encoded)
    draft.bytes += bytes
    for (const { key, value } of outcome.writes) draft.values.set(key, value)
    draft.accepted.set(parsed.id, [waiting])
  }

  /** A repeat gets the outcome of the first; anything else is a refusal. */
  const settleFault = (waiting: Waiting, error: unknown, draft: Draft): void => {
    const first =
      error instanceof AppError && error.code === 'DUPLICATE_TRANSACTION' ? error.details.transaction : undefined
    const sameBlock = typeof first === 'string' ? draft.accepted.get(first) : undefined
    const before = typeof first === 'string' && !sameBlock ? committed(first) : undefined
    if (sameBlock) sameBlock.push(waiting)
    else if (before) waiting.resolve(before)
    else draft.refused.push({ waiting, error })
  }

  const draftBlock = async (batch: readonly Waiting[]): Promise<{ draft: Draft; used: number }> => {
    const draft = newDraft()
    let used = 0
    for (const waiting of batch) {
      await run(waiting, draft).catch((error: unknown) => settleFault(waiting, error, draft))
      used += 1
      if (draft.bytes >= blockCap.bytes) break
      if (used % turn === 0) await setImmediate()
    }
    return { draft, used }
  }

  /** Refusals rest on the draft's state as well: they are told after it is durable, or never when it is lost. */
  const settle = (draft: Draft, outcomes: readonly Committed[]): void => {
    for (const outcome of outcomes)
      for (const { resolve } of draft.accepted.get(outcome.transaction) ?? []) resolve(outcome)
    for (const { waiting, error } of draft.refused) {
      if (!(error instanceof AppError)) onFault(error)
      waiting.reject(error instanceof AppError ? error : new AppError('INTERNAL', { cause: error }))
    }
  }

  const makeBlock = async (): Promise<void> => {
    const batch = queue.slice(0, blockCap.transactions)
    try {
      committer.ready()
      const { draft, used } = await draftBlock(batch)
      batch.length = used
      settle(draft, draft.records.length > 0 ? await committer.commit(draft.records, clock()) : [])
    } catch (error) {
      for (const { parsed, reject } of batch) reject(about(parsed.id, error))
    }
    queue.splice(0, batch.length)
  }

  const makeBlocks = async (): Promise<void> => {
    if (running) return
    running = true
    while (queue.length > 0) await makeBlock()
    running = false
  }

  const order = (parsed: Parsed): Promise<Committed> =>
    new Promise((resolve, reject) => {
      queue.push({ parsed, resolve, reject })
      makeBlocks().catch(onFault)
    })

  const take = async (submission: unknown): Promise<Committed> => {
    const parsed = parseSubmission(submission)
    const known = committed(parsed.id)
    if (known) return known
    if (draining) throw new AppError('LEDGER_STOPPED', { details: { outcome: 'not written' } })
    checkAddress(parsed.envelope, descriptor, clock())
    checkEpoch(parsed, committer.head().height)
    const leave = room.enter(parsed.envelope.caller, parsed.bytes)
    try {
      await checkSignature(parsed, readCommitted, signature)
      return await order(parsed)
    } finally {
      leave()
    }
  }

  return {
    submit: async (submission) => {
      room.check()
      taken += 1
      try {
        return await take(submission)
      } finally {
        taken -= 1
        if (taken === 0) for (const done of idle.splice(0)) done()
      }
    },
    drain: () => {
      draining = true
      return taken === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))
    },
  }
}
