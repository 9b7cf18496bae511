// One act of a user: digests and salts, the signed envelope, the intent kept before anything is sent, the outcome and its proof.
import { randomBytes } from 'node:crypto'
import type { Recorded } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import type { ErrorCode } from '@ectrace/shared/errors'
import { fieldsOf, transactions } from '@ectrace/shared/ledger/transactions'
import type { Placed } from '@ectrace/shared/ledger/ledger'
import type { Args, TransactionName } from '@ectrace/shared/ledger/transactions'
import { canonical, canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { envelopeBytes, makeOperation, transactionId } from '@ectrace/shared/proof/envelope'
import type { Custody, Envelope, Opening, Operation, Openings } from '@ectrace/shared/proof/envelope'
import { sha256Hex } from '@ectrace/shared/proof/hash'
import type { Deps } from '../deps.ts'
import type { HiddenValueTable } from '../store/vault.ts'
import { keyedDigest } from './keyed-digest.ts'
import { findIntent, forgetIntent, isOurs, keepIntent, markSubmitted } from './intents.ts'
import type { Intent } from './intents.ts'
import { recordDigests, recorded } from './recorded.ts'

/** Values of a transaction's fields; a digest-only field is given in the clear and goes to the vault. */
type Values<N extends TransactionName> = {
  [K in keyof Args<N>]:
    | (Args<N>[K] extends { digest: string } ? string : Args<N>[K])
    | (object extends Pick<Args<N>, K> ? undefined : never)
}
export type Act = { [N in TransactionName]: { name: N; fields: Values<N> } }[TransactionName]

/** Who acts, on which endpoint (`POST /trades/:no/dispatch`), under which Idempotency-Key, asking for what. */
export type ActRequest = { user: string; custody: Custody; route: string; key: string; asked: Json }

/**
 * What a handler makes of a request: the acts, and what the reply says beside the outcome. `restsOn`: state keys that it was decided on;
 * where one of them is written before the acts reach the chain and they are refused, the request is planned anew.
 */
export type Plan<T> = { acts: Act[]; reply: T; restsOn?: readonly string[] }
type Reply = Record<string, Json>
type MakePlan<T> = (nonce: string) => Promise<Plan<T>> | Plan<T>

/** So often is a request planned when the chain moves under it each time. */
const mostPlans = 4

const submitDeadlineMs = 10_000
/** The sequencer refuses envelopes older than five minutes; one that was never taken is made anew a little earlier. */
export const freshMs = 4 * 60_000

/** By then the sequencer takes no envelope any more, and none that it took can still be waiting. */
const oldMs = 6 * 60_000

/** What stands in the envelope for (route, Idempotency-Key); numbers made by the server derive from it. */
export const nonceOf = ({ route, key }: Pick<ActRequest, 'route' | 'key'>): string =>
  sha256Hex(canonicalBytes([route, key]))

/**
 * Runs an act once per (user, route, key). A repeat gets the first outcome; another body gets IDEMPOTENCY_MISMATCH with both
 * digests. An act that the chain refused leaves nothing and may be repeated. While an outcome is open only the same envelope
 * is sent again. `plan` gets the nonce, from which it derives identifiers; it may be asked again.
 */
export const act = async <T extends Reply>(
  deps: Deps,
  request: ActRequest,
  plan: MakePlan<T>,
): Promise<Recorded<T>> => {
  const nonce = nonceOf(request)
  // Keyed, because the digest is public and a short body (a plate number, a remark) could be guessed from a plain one.
  const asked = await keyedDigest(deps, 'request', canonicalBytes(request.asked))
  const known = await liveIntent(deps, request.user, nonce)
  return known === undefined ? planned(deps, request, { nonce, asked, plan }) : proceedAsAsked<T>(deps, known, asked)
}

/** Plans and proceeds; anew where the chain refused because what the plan rests on had moved meanwhile. */
const planned = async <T extends Reply>(
  deps: Deps,
  request: ActRequest,
  { nonce, asked, plan }: { nonce: string; asked: string; plan: MakePlan<T> },
): Promise<Recorded<T>> => {
  for (let plans = 1; ; plans++) {
    const { height } = await deps.ledger.log()
    const made = await plan(nonce)
    try {
      const intent = await newIntent(deps, request, { nonce, asked, ...made })
      return await proceedAsAsked<T>(deps, intent, asked)
    } catch (error) {
      const refused = error instanceof AppError && isFinal(error)
      if (!refused || plans === mostPlans || !(await movedSince(deps, made.restsOn ?? [], height))) throw error
    }
  }
}

const movedSince = async ({ ledger }: Deps, keys: readonly string[], height: number): Promise<boolean> => {
  const entries = await Promise.all(keys.map((key) => ledger.read(key)))
  return entries.some((entry) => entry !== undefined && entry.height > height)
}

const proceedAsAsked = async <T>(deps: Deps, intent: Intent, asked: string): Promise<Recorded<T>> => {
  if (intent.request === asked) return proceed<T>(deps, intent)
  throw new AppError('IDEMPOTENCY_MISMATCH', { details: { first: intent.request, second: asked } })
}

/** The intent under this nonce, unless it is too old for the ledger to take and not on chain: such a one is dead. */
const liveIntent = async (deps: Deps, user: string, nonce: string): Promise<Intent | undefined> => {
  const known = await findIntent(deps, user, nonce)
  if (known === undefined) return undefined
  const fresh = deps.clock() - Date.parse(known.envelope.time) < freshMs
  if (fresh || (await deps.ledger.transaction(known.transaction)) !== undefined) return known
  await forgetIntent(deps, known)
  return undefined
}

const proceed = async <T>(deps: Deps, intent: Intent): Promise<Recorded<T>> => {
  const { envelope, openings, signature } = intent
  if (signature !== undefined) return submitIntent<T>(deps, { ...intent, signature })
  return { ...openReply<T>(intent, 'to_sign'), envelope, openings }
}

const openReply = <T>(intent: Intent, state: 'pending' | 'to_sign'): Recorded<T> => ({
  // The reply was written by the same route's plan under the same request digest.
  ...(intent.reply as T),
  transaction: intent.transaction,
  state,
  recordDigests: recordDigests(intent.envelope),
  proof: 'pending',
})

/** The platform's signature for a user whose key it keeps. */
const signHosted = async (deps: Deps, envelope: Envelope): Promise<string> => {
  const { caller } = envelope
  const { vault } = deps
  const key = await vault.first(
    'hosted key',
    () => vault.selectFrom('hosted_key').select('wrapped').where('user', '=', ''),
    [caller],
  )
  if (key === undefined) throw new AppError('FORBIDDEN', { details: { reason: 'no hosted key' } })
  return deps.signer.sign(key.wrapped, envelopeBytes(envelope), caller)
}

/**
 * Sends a signed intent. Not known in time: `pending` with the transaction id, as where another process is sending it and this one heard
 * a refusal. Refused by the chain: its error, and no intent left.
 */
export const submitIntent = async <T>(deps: Deps, intent: Intent & { signature: string }): Promise<Recorded<T>> => {
  const { envelope, openings, signature } = intent
  if (intent.state === 'prepared') await markSubmitted(deps, intent, signature)
  const ours = intent.state === 'prepared' || (await isOurs(deps, intent))
  try {
    const submitting = deps.ledger.submit({ envelope, openings, signature })
    const outcome = await within(submitDeadlineMs, submitting)
    if (outcome === 'late') {
      if (ours) forgetWhenRefused(deps, intent, submitting)
      return openReply<T>(intent, 'pending')
    }
    return { ...(intent.reply as T), ...(await recorded(deps, outcome, intent)) }
  } catch (error) {
    // The disk failed under the block: it may be there after a restart. Nobody may call that a failure.
    if (error instanceof AppError && error.details['outcome'] === 'unknown') return openReply<T>(intent, 'pending')
    const refused = error instanceof AppError && isFinal(error)
    if (refused && !ours) return openReply<T>(intent, 'pending')
    if (refused) await forgetIntent(deps, intent)
    throw inRequestWords(error, envelope.operations.length)
  }
}

/**
 * After `pending` nobody waits for the ledger's answer any more: whoever asks GET /transactions/{id} must not be told for ever that it is on
 * its way when it was refused.
 */
const forgetWhenRefused = (deps: Deps, intent: Intent, submitting: Promise<unknown>): void => {
  submitting
    .catch(async (error: unknown) => {
      if (error instanceof AppError && isFinal(error)) await forgetIntent(deps, intent)
    })
    .catch((error: unknown) => {
      deps.log.error({ err: error, transaction: intent.transaction }, 'a late refusal could not be written down')
    })
}

/**
 * What became of a submitted intent that is not on chain. A fresh one may still be on its way. An older one is asked about by sending it
 * once more: the ledger says what it wrote under this envelope, or that it takes it no longer and nothing of it is on chain.
 */
export const outcomeOf = async (
  deps: Deps,
  intent: Intent & { signature: string },
): Promise<Placed | 'open' | 'not_written'> => {
  const { envelope, openings, signature } = intent
  if (deps.clock() - Date.parse(envelope.time) < oldMs) return 'open'
  try {
    const outcome = await within(submitDeadlineMs, deps.ledger.submit({ envelope, openings, signature }))
    return outcome === 'late' ? 'open' : outcome
  } catch (error) {
    if (error instanceof AppError && error.details['outcome'] !== 'unknown' && isFinal(error)) return 'not_written'
    if (error instanceof AppError) return 'open'
    throw error
  }
}

const operationField = /^operations\.(\d+)\.args\./

/** A rule names `operations.0.args.lot`; the caller of an endpoint knows that field as `lot`. Which of several acts it was stands beside it. */
const inRequestWords = (error: unknown, acts: number): unknown => {
  if (!(error instanceof AppError) || error.details.faults === undefined) return error
  const operation = operationField.exec(error.details.faults[0]?.field ?? '')?.[1]
  const faults = error.details.faults.map((one) => ({
    ...one,
    field: one.field.replace(operationField, ''),
  }))
  const where = operation === undefined || acts === 1 ? {} : { operation: Number(operation) }
  return new AppError(error.code, { cause: error, details: { ...error.details, ...where, faults } })
}

/** A ledger that stopped decided nothing; one that had no room did not look: the same envelope sent before may still be waiting there. */
const undecided: readonly ErrorCode[] = ['LEDGER_STOPPED', 'LEDGER_BUSY', 'RATE_LIMITED', 'INTERNAL']

/** The ledger decided: nothing of it is on chain, nor ever will be. */
export const isFinal = ({ code }: AppError): boolean => !undecided.includes(code)

const within = async <T>(ms: number, promise: Promise<T>): Promise<T | 'late'> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, ms, 'late')
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

const newIntent = async (
  deps: Deps,
  request: ActRequest,
  made: { nonce: string; asked: string; acts: Act[]; reply: Reply },
): Promise<Intent> => {
  const { origin, channel } = await deps.ledger.log()
  const salted = made.acts.map(saltedOperation)
  const envelope: Envelope = {
    v: 1,
    log: origin,
    channel,
    operations: salted.map(({ operation }) => operation),
    caller: request.user,
    custody: request.custody,
    time: new Date(deps.clock()).toISOString(),
    nonce: made.nonce,
    request: made.asked,
  }
  const transaction = transactionId(envelope)
  // Signed before it is kept, so that one commit holds all: a signature that was not kept leaves this process nowhere.
  const signed: Pick<Intent, 'state' | 'signature'> =
    request.custody === 'hosted'
      ? { state: 'submitted', signature: await signHosted(deps, envelope) }
      : { state: 'prepared' }
  const intent: Intent = {
    ...signed,
    caller: request.user,
    nonce: made.nonce,
    route: request.route,
    request: made.asked,
    envelope,
    openings: salted.map(({ openings }) => openings),
    transaction,
    run: deps.leadership.run,
    reply: made.reply,
  }
  return keepIntent(
    deps,
    intent,
    salted.flatMap(({ hidden }, op) => hiddenRows(transaction, op, hidden)),
  )
}

type Salted = { operation: Operation; openings: Openings[number]; hidden: Record<string, Opening> }

/** With fresh salts; `hidden` holds what goes to the vault. */
export const saltedOperation = ({ name, fields }: Act): Salted => {
  const { contract, version } = transactions[name]
  const specs = fieldsOf(name)
  const given = Object.entries(fields).filter((entry): entry is [string, Json] => entry[1] !== undefined)
  const salted = Object.fromEntries(
    given.map(([field, value]): [string, Opening] => [field, { salt: randomBytes(16).toString('hex'), value }]),
  )
  const isHidden = ([field]: [string, Opening]): boolean => specs[field]?.digestOnly === true
  const hidden = Object.fromEntries(Object.entries(salted).filter(isHidden))
  return { ...makeOperation(contract, version, name, salted, Object.keys(hidden)), hidden }
}

const hiddenRows = (transaction: string, op: number, hidden: Record<string, Opening>): HiddenValueTable[] =>
  Object.entries(hidden).map(([field, { salt, value }]) => ({ transaction, op, field, salt, value: canonical(value) }))
