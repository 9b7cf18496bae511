// Runs a signed transaction over the state: what both ledgers call, after the signature and before the block.
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import type { ChainEvent, Write } from '@ectrace/shared/ledger/ledger'
import type { Args, TransactionName } from '@ectrace/shared/ledger/transactions'
import type { Envelope, Openings, Operation } from '@ectrace/shared/proof/envelope'
import { founder, registeredCaller } from './caller.ts'
import type { Caller, LedgerState } from './ledger-state.ts'
import { overlay } from './overlay.ts'
import type { Overlay, ReadState } from './overlay.ts'
import { argumentsOf, checkArguments, nameOf } from './parse-arguments.ts'
import { relocated } from './relocated.ts'
import { rulebook } from './rulebook.ts'

export { callerKey } from './caller.ts'
export type { ReadState } from './overlay.ts'

/** `transaction` = transactionId(envelope); the caller has verified the signature with `callerKey`. `checked`: argumentsHold said so. */
export type Execution = { envelope: Envelope; openings: Openings; transaction: string; checked?: boolean }
/** `texts`: the canonical text of each write's value. */
export type Outcome = { writes: Write[]; texts: string[]; events: ChainEvent[] }

type Call = { [N in TransactionName]: { name: N; args: Args<N> } }[TransactionName]

const callOf = (operation: Operation, openings: Openings, index: number, checked: boolean): Call => {
  const at = `operations.${index}`
  const name = nameOf(operation, at)
  const own = openings[index] ?? {}
  if (!checked) checkArguments(name, operation, own, at)
  return { name, args: argumentsOf(name, operation, own) } as Call
}

const parseCalls = ({ envelope, openings, checked = false }: Omit<Execution, 'transaction'>): Call[] => {
  if (openings.length !== envelope.operations.length)
    throw fault('VALIDATION_FAILED', 'openings', 'one.per-operation', String(openings.length))
  return envelope.operations.map((operation, index) => callOf(operation, openings, index, checked))
}

/** Whether `execute` will find no fault with the names, the openings and the arguments: what can be looked at without the state. */
export const argumentsHold = (given: { envelope: Envelope; openings: Openings }): boolean => {
  try {
    parseCalls(given)
    return true
  } catch (error) {
    if (error instanceof AppError) return false
    throw error
  }
}

/** (caller, nonce) is unique on chain: a repeat learns the first outcome, another request under the same nonce is refused. */
const checkNonce = async ({ envelope }: Execution, state: Overlay): Promise<void> => {
  const row = await state.get(keys.nonce(envelope.caller, envelope.nonce))
  if (row === undefined) return
  if (row.request === envelope.request)
    throw new AppError('DUPLICATE_TRANSACTION', { details: { transaction: row.transaction } })
  throw new AppError('IDEMPOTENCY_MISMATCH', { details: { first: row.request, second: envelope.request } })
}

const callerOf = async (envelope: Envelope, call: Call, state: Overlay): Promise<Caller> => {
  const caller = await registeredCaller(envelope, state.get)
  if (caller !== undefined) return caller
  if (call.name === 'registerOrganisation') return founder(envelope, call.args)
  throw fault('UNAUTHENTICATED', 'caller', 'user.registered', envelope.caller)
}

const apply = <N extends TransactionName>(name: N, state: LedgerState, args: Args<N>): Promise<void> =>
  rulebook[name](state, args)

/**
 * All operations or none: writes in order of the first put of each key with its last value, the nonce's row last, and the events.
 * Deterministic: the same execution over equal state gives equal writes; no clock, no random, no I/O but `read`.
 * Throws a coded AppError, faults named `operations.{i}.args.{path}`; then nothing is to be written. A repeat of a request throws
 * DUPLICATE_TRANSACTION (`details.transaction`: the first one's id), another request under its nonce IDEMPOTENCY_MISMATCH.
 */
export const execute = async (execution: Execution, read: ReadState): Promise<Outcome> => {
  const { envelope, transaction } = execution
  const state = overlay(read)
  const events: ChainEvent[] = []
  await checkNonce(execution, state)
  for (const [index, call] of parseCalls(execution).entries()) {
    const caller = await callerOf(envelope, call, state)
    const emit: LedgerState['emit'] = (name, payload) => void events.push({ name, payload })
    await apply(call.name, { get: state.get, put: state.put, now: envelope.time, caller, emit }, call.args).catch(
      (error: unknown) => {
        throw relocated(error, (field) => `operations.${index}.args.${field}`)
      },
    )
  }
  state.put(keys.nonce(envelope.caller, envelope.nonce), { v: 1, transaction, request: envelope.request })
  return { writes: state.writes(), texts: state.texts(), events }
}
