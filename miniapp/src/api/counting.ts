// Carries the counting queue of this device to the server and back: in order, again until it is answered, whenever there is a network.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { BodyOf } from '@ectrace/shared/api/endpoint'
import type { Recorded } from '@ectrace/shared/api/views'
import { countRows } from '@ectrace/shared/counting/count-rows'
import { operationsOfReceipt, rowsOfTrade } from '@ectrace/shared/counting/queue'
import type { QueuedReceipt } from '@ectrace/shared/counting/queue'
import { reduceCount } from '@ectrace/shared/counting/reduce-count'
import type { ErrorCode } from '@ectrace/shared/errors'
import type { ShownExpectation } from '@ectrace/shared/matching/receipt-types'
import type { Json } from '@ectrace/shared/proof/canonical'
import { holdAlone } from '../platform/hold-alone'
import { watchNetwork } from '../platform/network'
import { forget, readStored, store, storedKeys } from '../platform/storage'
import { uuid } from '../platform/uuid'
import { createCountQueue, unsentIn, type CountQueue, type Outgoing } from '../state/count-queue'
import { dropOldest } from '../state/kept-delivery'
import { createObservable } from '../state/observable'
import { unsent } from '../state/unsent'
import { ApiFailure } from './api-failure'
import { call } from './call'
import { deliveryOnDevice } from './deliveries'
import { passingReason, reach } from './reach'
import { session } from './session'

type Sent = Extract<Outgoing, { type: 'send' }>
type Body = NonNullable<BodyOf<typeof endpoints.confirmReceipt>>

/** What the server said of a confirmation in this run, whole: the queue keeps no more than it needs. By trade. */
export const confirmations = createObservable<Readonly<Record<string, Recorded | ApiFailure>>>({})

const retriesMs = [2_000, 4_000, 8_000, 15_000, 30_000, 60_000]
const queues = new Map<string, Promise<CountQueue | undefined>>()
const running: CountQueue[] = []
let networkUp = true
let failures = 0
let timer: ReturnType<typeof setTimeout> | undefined

const organisationNow = (): string | undefined => session.get()?.me.organisation.id

/** The queue of whoever is logged in goes out; those of other organisations on this device wait for theirs. */
const present = (): CountQueue | undefined => running.find(({ organisation }) => organisation === organisationNow())

/** Sends what waits now; `trade`: and asks what others counted there. */
export const sendNow = (trade?: string): void => {
  present()?.take(trade === undefined ? { type: 'send_due' } : { type: 'send_due', trade })
}

const later = (): void => {
  clearTimeout(timer)
  timer = setTimeout(sendNow, retriesMs[Math.min(failures, retriesMs.length - 1)])
  failures += 1
}

const answered = (): void => {
  failures = 0
  reach.set('reached')
}

const codeOf = ({ code }: ApiFailure): ErrorCode => (code === 'NETWORK' ? 'INTERNAL' : code)

const asFailure = (cause: unknown): ApiFailure =>
  cause instanceof ApiFailure ? cause : new ApiFailure({ code: 'INTERNAL', status: 0 })

/** true: it may be answered otherwise another time. */
const isPassing = (failure: ApiFailure): boolean => {
  const reason = failure.code === 'INTERNAL' ? 'busy' : passingReason(failure)
  if (reason === undefined) return false
  reach.set(reason)
  // After a login, or under another name, it is tried at once.
  if (reason === 'offline' || reason === 'busy') later()
  return true
}

// It came out of JSON, or is made of what did: its members are JSON.
const detailsOf = ({ details }: ApiFailure): Record<string, Json> =>
  JSON.parse(JSON.stringify(details)) as Record<string, Json>

const send = async ({ take }: CountQueue, { trade, operations, since }: Sent): Promise<void> => {
  try {
    const body = { operations: [...operations], since }
    const reply = await call(endpoints.count, { params: { no: trade }, body, quiet: true })
    answered()
    take({ type: 'answered', trade, ...reply })
  } catch (cause) {
    const failure = asFailure(cause)
    const ids = operations.map(({ id }) => id)
    if (isPassing(failure)) take({ type: 'lost', trade })
    else take({ type: 'refused', trade, ids, code: codeOf(failure), details: detailsOf(failure) })
  }
}

const told = (trade: string, outcome: Recorded | ApiFailure): void => {
  confirmations.set({ ...confirmations.get(), [trade]: outcome })
}

const expectedOn = async (organisation: string, no: string): Promise<ShownExpectation> => {
  const kept = deliveryOnDevice(organisation, no)?.manifest.expectation
  if (kept !== undefined) return kept
  const trade = await call(endpoints.trade, { params: { no }, quiet: true })
  return trade.expectation ?? trade.blind ?? { trade: no, state: trade.state, buyer: trade.buyer.id, lines: [] }
}

/** What was counted, and what it was counted against. */
const bodyOf = async ({ organisation, queue }: CountQueue, receipt: QueuedReceipt): Promise<Body> => {
  const { trade, kind, place } = receipt
  const { lines, state } = await expectedOn(organisation, trade)
  const rows = countRows(lines, reduceCount(operationsOfReceipt(queue.get(), receipt)))
  const basis = { state, lines: lines.map(({ line, due }) => (due === undefined ? { line } : { line, due })) }
  // Units of measure come from the chain: one that this phone does not know is the server's to judge.
  return { kind, place, lines: rows as Body['lines'], basis }
}

const submit = async (own: CountQueue, receipt: QueuedReceipt): Promise<void> => {
  const { trade, key } = receipt
  try {
    const body = await bodyOf(own, receipt)
    const recorded = await call(endpoints.confirmReceipt, { params: { no: trade }, key, body, quiet: true })
    answered()
    told(trade, recorded)
    const outcome = recorded.state === 'committed' ? 'on_chain' : 'pending'
    own.take({ type: 'receipt_answered', trade, key, answer: { outcome, transaction: recorded.transaction } })
    endRounds(own)
  } catch (cause) {
    const failure = asFailure(cause)
    if (isPassing(failure)) {
      own.take({ type: 'receipt_lost', trade })
      return
    }
    told(trade, failure)
    const details = detailsOf(failure)
    const answer = { outcome: 'refused' as const, code: codeOf(failure), details }
    own.take({ type: 'receipt_answered', trade, key, answer })
  }
}

/** An outcome that was open when it was last heard of. */
const askOutcome = async (own: CountQueue, { trade, key, transaction }: QueuedReceipt): Promise<void> => {
  if (transaction === undefined) return
  const now = await call(endpoints.transaction, { params: { id: transaction }, quiet: true }).catch(() => undefined)
  if (now?.state === 'committed') receiptOnChain(own, trade, now)
  else if (now?.state === 'not_written')
    own.take({
      ...{ type: 'receipt_answered', trade, key },
      answer: { outcome: 'refused', code: 'NOT_FOUND', details: { transaction } },
    })
}

/** A confirmation whose outcome was open is on chain now. */
export const receiptOnChain = (own: CountQueue, trade: string, recorded: Recorded): void => {
  const receipt = own.queue.get().receipts.find((one) => one.trade === trade && one.state === 'pending')
  if (receipt === undefined) return
  told(trade, recorded)
  const answer = { outcome: 'on_chain' as const, transaction: recorded.transaction }
  own.take({ type: 'receipt_answered', trade, key: receipt.key, answer })
  endRounds(own)
}

/** What was received is counted no more, here and on every other phone; when all have it from the server, it leaves this one. */
const endRound = ({ queue, take, make }: CountQueue, { trade, upTo }: QueuedReceipt): void => {
  const by = session.get()?.me.user
  const rows = rowsOfTrade(queue.get(), trade)
  if (!rows.some(({ operation }) => operation.kind === 'taken') && by !== undefined) {
    make(trade, by, { kind: 'taken', upTo })
    return
  }
  const isOver = rows.every(
    ({ operation, state }) =>
      (state === 'sent' || state === 'on_chain') &&
      (operation.kind === 'taken' || operation.sequence <= (upTo[operation.device] ?? 0)),
  )
  if (isOver) take({ type: 'put_away', trade })
}

const endRounds = (own: CountQueue): void => {
  for (const receipt of own.queue.get().receipts) if (receipt.state === 'on_chain') endRound(own, receipt)
}

const carry = (own: CountQueue, effect: Outgoing): void => {
  if (effect.type === 'send') void send(own, effect)
  if (effect.type === 'submit') void submit(own, effect.receipt)
  if (effect.type === 'ask') void askOutcome(own, effect.receipt)
}

const countUnsent = (): void => {
  const own = present()
  unsent.set(own === undefined ? 0 : unsentIn(own.queue.get()))
}

/** Which queue may go out has changed, or whether any may. */
const look = (): void => {
  const own = present()
  for (const queue of running) queue.take({ type: networkUp && queue === own ? 'online' : 'offline' })
  // With a network it is worth trying again, whatever stood in the way before.
  reach.set(networkUp ? 'reached' : 'offline')
  if (networkUp) sendNow()
  countUnsent()
}

const watch = (): void => {
  watchNetwork((up) => {
    networkUp = up
    failures = 0
    look()
  })
  session.subscribe(look)
}

const open = async (organisation: string): Promise<CountQueue | undefined> => {
  if (!(await holdAlone(`count:${organisation}`))) return undefined
  const own: CountQueue = createCountQueue({
    organisation,
    shelf: { read: readStored, store, forget, keys: storedKeys },
    fresh: await uuid(),
    out: (effect) => {
      carry(own, effect)
    },
    makeRoom: () => dropOldest(organisation),
  })
  if (running.length === 0) watch()
  running.push(own)
  own.queue.subscribe(() => {
    countUnsent()
    endRounds(own)
  })
  look()
  return own
}

/** The queue of the organisation on this device; undefined when another tab of this browser holds it. */
export const openCounting = (organisation: string): Promise<CountQueue | undefined> => {
  const known = queues.get(organisation) ?? open(organisation)
  queues.set(organisation, known)
  void known.then(
    (queue) => {
      if (queue === undefined) queues.delete(organisation)
    },
    () => queues.delete(organisation),
  )
  return known
}
