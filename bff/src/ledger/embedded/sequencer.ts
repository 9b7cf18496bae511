// Puts transactions in order: signatures in parallel, rules strictly one after the other, one block of all that waited.
import { setImmediate } from 'node:timers/promises'
import { checkAddress } from '@ectrace/contracts/admission'
import { callerKey, execute } from '@ectrace/contracts/execute'
import type { ReadState } from '@ectrace/contracts/execute'
import { rulesDigest } from '@ectrace/contracts/rules-digest'
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { Placed } from '@ectrace/shared/ledger/ledger'
import type { Json } from '@ectrace/shared/proof/canonical'
import { parseSubmission } from './admission.ts'
import type { Admission, Admitted } from './admission.ts'
import { encodeRecord } from './block.ts'
import type { EncodedRecord } from './block.ts'
import { epochCheck } from './check-epoch.ts'
import type { Engine, EngineParts } from './engine.ts'
import { promised } from './promised.ts'
import { openWaitingRoom } from './waiting-room.ts'
import type { Place } from './waiting-room.ts'

export const blockCap = { transactions: 500, bytes: 4 * 1024 * 1024 }
/** A single record may be larger than the cap of a block (its writes are), never larger than this. */
const maxRecord = 16 * 1024 * 1024

/** While more than a block has are still being read it waits for them, up to so many: a block costs as much as a few receipts. */
const worthWaitingFor = 32

/** After so many rules the event loop gets a turn: for verified signatures, arrivals and reads. */
const turn = 16

type Waiting = { parsed: Admitted; resolve: (placed: Placed) => void; reject: (error: unknown) => void }

type Parts = EngineParts & { admission: Admission }

/** What has run for block `height`. Nothing of it is told to anybody before the block is durable. */
type Draft = {
  height: number
  records: EncodedRecord[]
  bytes: number
  values: Map<string, Json>
  accepted: Map<string, Waiting[]>
  refused: { waiting: Waiting; error: unknown }[]
}

const newDraft = (height: number): Draft => ({
  height,
  records: [],
  bytes: 0,
  values: new Map(),
  accepted: new Map(),
  refused: [],
})

/** A block that is being written while the next one is drafted over it. `told` gives the fault that lost it, if one did. */
type Underway = { draft: Draft; open: boolean; told: Promise<unknown> }

/** A fault of the storage, with the transaction that it concerns: its outcome may have to be asked for after a restart. */
const about = (transaction: string, error: unknown): unknown =>
  error instanceof AppError
    ? new AppError(error.code, { cause: error, details: { ...error.details, transaction } })
    : error

/** Drafted over a block that was lost: of these nothing was ever written, whatever became of that block. */
const neverWritten = (error: unknown): unknown =>
  error instanceof AppError
    ? new AppError(error.code, { cause: error, details: { ...error.details, outcome: 'not written' } })
    : error

export const openSequencer = ({ admission, descriptor, committer, clock, read, placed, onFault }: Parts): Engine => {
  const checkEpoch = epochCheck(descriptor)
  const rules = rulesDigest()
  /** closeLog was the last entry: nothing follows it, not even in its own block. */
  let ended = read(keys.closed()) !== undefined
  const queue: Waiting[] = []
  const idle: (() => void)[] = []
  const room = openWaitingRoom()
  let taken = 0
  let draining = false
  let running = false

  let arrived = (): void => undefined
  /** The next one that was taken is in the queue, or refused. */
  const arrival = (): Promise<void> =>
    new Promise((resolve) => {
      arrived = resolve
    })

  const readCommitted: ReadState = promised(read)

  /** A value as of the draft: over the block that is being written, over what is committed. */
  const readOver =
    (draft: Draft, before: Draft | undefined) =>
    (key: string): Json | undefined => {
      if (draft.values.has(key)) return draft.values.get(key)
      return before?.values.has(key) === true ? before.values.get(key) : read(key)
    }

  /** Runs one transaction on top of the draft. */
  const run = async ({ parsed, ...waiting }: Waiting, draft: Draft, readDraft: ReadState): Promise<void> => {
    if (ended) throw fault('STATE_CONFLICT', 'log', 'log.open')
    const outcome = await execute({ ...parsed, transaction: parsed.id }, readDraft)
    const encoded = encodeRecord({ ...parsed, ...outcome }, draft.height, draft.records.length)
    const bytes = encoded.bytes.length
    if (bytes > maxRecord) throw new AppError('BODY_TOO_LARGE', { details: { bytes, limit: maxRecord } })
    draft.records.push(encoded)
    draft.bytes += bytes
    for (const { key, value } of outcome.writes) draft.values.set(key, value)
    ended = draft.values.has(keys.closed())
    draft.accepted.set(parsed.id, [{ parsed, ...waiting }])
  }

  /** What is on chain, or why that cannot be read just now: its outcome is no failure. */
  const lookUp = (transaction: string): Placed | AppError => {
    const details = { outcome: 'unknown', transaction }
    try {
      return placed(transaction) ?? new AppError('LEDGER_STOPPED', { details })
    } catch (cause) {
      return new AppError('LEDGER_STOPPED', { cause, details })
    }
  }

  /** A repeat gets the outcome of the first; anything else is a refusal. */
  const settleFault = (waiting: Waiting, error: unknown, draft: Draft, before: Underway | undefined): void => {
    if (!(error instanceof AppError) || error.code !== 'DUPLICATE_TRANSACTION') {
      draft.refused.push({ waiting, error })
      return
    }
    const first = String(error.details.transaction)
    const untold = draft.accepted.get(first) ?? (before?.open === true ? before.draft.accepted.get(first) : undefined)
    if (untold) {
      untold.push(waiting)
      return
    }
    const known = lookUp(first)
    if (known instanceof AppError) draft.refused.push({ waiting, error: known })
    else waiting.resolve(known)
  }

  /** Runs what waits now; false when the block is full. What it took is no longer in the queue. */
  const runWaiting = async (draft: Draft, batch: Waiting[], before: Underway | undefined): Promise<boolean> => {
    const readDraft = promised(readOver(draft, before?.draft))
    for (let left = Math.min(queue.length, blockCap.transactions - batch.length); left > 0; left--) {
      const waiting = queue.shift()
      if (waiting === undefined) break
      batch.push(waiting)
      await run(waiting, draft, readDraft).catch((error: unknown) => settleFault(waiting, error, draft, before))
      if (draft.bytes >= blockCap.bytes) return false
      if (batch.length % turn === 0) await setImmediate()
    }
    return batch.length < blockCap.transactions
  }

  /** A block takes what waits, and what comes while the one before is still being written: it could not be written sooner anyway. */
  const draftBlock = async (before: Underway | undefined): Promise<{ draft: Draft; batch: Waiting[] }> => {
    const written = before !== undefined && before.draft.records.length > 0 ? before.draft.height : 0
    const draft = newDraft(Math.max(written, committer.head().height) + 1)
    const batch: Waiting[] = []
    while (before?.open === true) {
      if (!(await runWaiting(draft, batch, before))) return { draft, batch }
      if (queue.length === 0) await before.told
    }
    while (await runWaiting(draft, batch, before)) {
      const coming = taken - batch.length
      if (batch.length >= Math.min(coming, worthWaitingFor)) break
      if (queue.length === 0) await arrival()
    }
    return { draft, batch }
  }

  /** Refusals rest on the draft's state as well: they are told after it is durable, or never when it is lost. */
  const settle = (draft: Draft, outcomes: readonly Placed[]): void => {
    for (const outcome of outcomes)
      for (const { resolve } of draft.accepted.get(outcome.transaction) ?? []) resolve(outcome)
    for (const { waiting, error } of draft.refused) {
      if (!(error instanceof AppError)) onFault(error)
      waiting.reject(error instanceof AppError ? error : new AppError('INTERNAL', { cause: error }))
    }
  }

  const write = async ({ records }: Draft): Promise<Placed[]> => {
    committer.ready()
    return records.length > 0 ? committer.commit(records, clock(), rules) : []
  }

  const startWriting = (draft: Draft, batch: readonly Waiting[]): Underway => {
    const underway: Underway = { draft, open: true, told: Promise.resolve() }
    underway.told = write(draft).then(
      (outcomes) => {
        underway.open = false
        settle(draft, outcomes)
      },
      (error: unknown) => {
        underway.open = false
        lose(draft, batch, error)
        return error
      },
    )
    return underway
  }

  /** A repeat may have joined one of the batch after it was drafted. */
  const lose = (draft: Draft, batch: readonly Waiting[], error: unknown): void => {
    if (draft.values.has(keys.closed())) ended = false
    for (const { parsed, reject } of new Set([...batch, ...[...draft.accepted.values()].flat()]))
      reject(about(parsed.id, error))
  }

  /** Drafts what waits while the block before is being written. A block that is lost takes the one drafted over it with it. */
  const makeBlock = async (before: Underway | undefined): Promise<Underway> => {
    const { draft, batch } = await draftBlock(before)
    const lost = await before?.told
    if (lost === undefined) return startWriting(draft, batch)
    lose(draft, batch, neverWritten(lost))
    return { draft: newDraft(0), open: false, told: Promise.resolve() }
  }

  const makeBlocks = async (): Promise<void> => {
    if (running) return
    running = true
    let before: Underway | undefined
    while (queue.length > 0) {
      before = await makeBlock(before)
      if (queue.length === 0) await before.told
    }
    running = false
  }

  const order = (parsed: Admitted): Promise<Placed> =>
    new Promise((resolve, reject) => {
      queue.push({ parsed, resolve, reject })
      arrived()
      makeBlocks().catch(onFault)
    })

  /** The key that counts is the one on chain now; a verdict under another says nothing. */
  const checkSignature = async (parsed: Admitted): Promise<void> => {
    const publicKey = await callerKey(parsed.envelope, parsed.openings, readCommitted)
    if (parsed.verdict?.key !== publicKey) await admission.check(parsed, publicKey)
    else if (!parsed.verdict.holds) throw new AppError('SIGNATURE_INVALID')
  }

  const admit = async (parsed: Admitted, place: Place): Promise<Placed> => {
    checkAddress(parsed.envelope, descriptor, clock())
    checkEpoch(parsed, committer.head().height)
    place.claim(parsed.envelope.caller)
    // A block that the state could not take is told and counts: its keys are those that sign.
    committer.ready()
    await checkSignature(parsed)
    return await order(parsed)
  }

  /** What is on chain is so whatever has changed since: a repeat is looked up when it would be refused. */
  const take = async (submission: string, place: Place): Promise<Placed> => {
    const parsed = await admission.read(submission)
    try {
      return await admit(parsed, place)
    } catch (error) {
      const known = placed(parsed.id)
      if (known) return known
      throw error
    }
  }

  /** While the ledger closes nothing new is taken; of a repeat it is still told where it stands. */
  const late = (submission: string): Placed => {
    const known = placed(parseSubmission(JSON.parse(submission)).id)
    if (known === undefined) throw new AppError('LEDGER_STOPPED', { details: { outcome: 'not written' } })
    return known
  }

  /** Nobody waits any more: once they are told, the state has time for its file. */
  const rest = async (): Promise<void> => {
    await setImmediate()
    if (taken === 0) committer.rest()
  }

  return {
    submit: async (submission) => {
      if (draining) return late(submission)
      const place = room.enter(Buffer.byteLength(submission))
      taken += 1
      try {
        return await take(submission, place)
      } finally {
        place.leave()
        taken -= 1
        arrived()
        if (taken === 0) {
          for (const done of idle.splice(0)) done()
          void rest()
        }
      }
    },
    drain: () => {
      draining = true
      return taken === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve))
    },
  }
}
