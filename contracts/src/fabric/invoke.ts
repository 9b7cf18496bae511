// The chaincode's one function: a signed transaction against Fabric's state, by the same checks and rules as the embedded ledger.
import { AppError, fault } from '@ectrace/shared/errors'
import { utf8Decode, utf8Encode } from '@ectrace/shared/proof/bytes'
import { canonical, canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { parseEnvelope, transactionId, verifyEnvelope } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { parseOpenings } from '@ectrace/shared/proof/openings'
import { checkAddress, checkSize } from '../admission.ts'
import { callerKey, execute } from '../execute.ts'
import type { Outcome, ReadState } from '../execute.ts'
import { errorText } from './error-text.ts'
import type { Stub } from './stub.ts'

/** The event of every transaction, in canonical JSON: Fabric sorts writes by key, the leaf has them in the order of the first put. */
export type TransactionEvent = { v: 1; transaction: string; keys: string[]; events: Outcome['events'] }
export const transactionEvent = 'transaction'

type Parsed = { envelope: Envelope; openings: Openings; id: string }

/** Kept beside the state and no part of a leaf: only one attempt at a transaction commits. */
const attemptKey = (id: string): string => `tx/${id}`

const json = (field: string, text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    throw fault('VALIDATION_FAILED', field, 'JSON')
  }
}

const parse = (envelopeText: string, openingsText: string): Parsed => {
  const envelope = parseEnvelope(json('envelope', envelopeText), 'envelope')
  const openings = parseOpenings(json('openings', openingsText), 'openings', envelope.operations.length)
  checkSize(canonicalBytes(envelope).length + canonicalBytes(openings).length)
  return { envelope, openings, id: transactionId(envelope) }
}

/** State that one attempt at a transaction may read. */
const readFrom =
  (stub: Stub): ReadState =>
  async (key) => {
    const bytes = await stub.getState(key)
    return bytes.length === 0 ? undefined : (JSON.parse(utf8Decode(bytes, 'STATE_DIGEST_MISMATCH')) as Json)
  }

/** Puts what the transaction wrote; nothing is read or asked after the first put. */
const put = async (stub: Stub, id: string, { writes, events }: Outcome): Promise<void> => {
  await stub.putState(attemptKey(id), canonicalBytes({ v: 1, attempt: stub.getTxID() }))
  for (const { key, value } of writes) await stub.putState(key, utf8Encode(canonical(value)))
  const event: TransactionEvent = { v: 1, transaction: id, keys: writes.map(({ key }) => key), events }
  stub.setEvent(transactionEvent, canonicalBytes(event))
}

const run = async (stub: Stub, log: string, args: readonly string[]): Promise<Uint8Array> => {
  const [envelopeText = '', signature = '', openingsText = ''] = args
  const { envelope, openings, id } = parse(envelopeText, openingsText)
  const read = readFrom(stub)
  if ((await read(attemptKey(id))) !== undefined)
    throw new AppError('DUPLICATE_TRANSACTION', { details: { transaction: id } })
  checkAddress(envelope, { origin: log, channel: stub.getChannelID() }, stub.getDateTimestamp().getTime())
  verifyEnvelope(envelope, signature, await callerKey(envelope, openings, read))
  await put(stub, id, await execute({ envelope, openings, transaction: id }, read))
  return utf8Encode(id)
}

/**
 * `invoke(envelope, signature, openings)`, each a text (the first and the last JSON), for the log named `log`. Gives the transaction's
 * id. Throws an Error whose message is errorText() of the coded error; then nothing was put. DUPLICATE_TRANSACTION names the one that
 * is on chain: this envelope, or the first under its nonce.
 */
export const invoke = async (stub: Stub, log: string, args: readonly string[]): Promise<Uint8Array> => {
  try {
    return await run(stub, log, args)
  } catch (error) {
    throw new Error(errorText(error), { cause: error })
  }
}
