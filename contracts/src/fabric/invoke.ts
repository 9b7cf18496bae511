// The chaincode's one function: a signed transaction against Fabric's state, by the same checks and rules as the embedded ledger.
import { AppError } from '@ectrace/shared/errors'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { parseEnvelope, transactionId } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import { parseOpenings } from '@ectrace/shared/proof/openings'
import { hex } from '@ectrace/shared/proof/shape'
import { checkAddress, checkSize } from '../admission.ts'
import { callerKey, execute } from '../execute.ts'
import type { Outcome, ReadState } from '../execute.ts'
import { rulesDigest } from '../rules-digest.ts'
import type { Stub } from './stub.ts'
import { jsonArgument, ownKeys, putValue, readValue } from './values.ts'
import { verifySignature } from './verify-signature.ts'

/**
 * The event of every transaction, in canonical JSON: Fabric sorts writes by key, the leaf has them in the order of the first put.
 * `rules`: digest of the rules that ran.
 */
export type TransactionEvent = { v: 1; transaction: string; rules: string; keys: string[]; events: Outcome['events'] }
export const transactionEvent = 'transaction'

type Parsed = { envelope: Envelope; openings: Openings; id: string }

const parse = (envelopeText: string, openingsText: string): Parsed => {
  const envelope = parseEnvelope(jsonArgument('envelope', envelopeText), 'envelope')
  const openings = parseOpenings(jsonArgument('openings', openingsText), 'openings', envelope.operations.length)
  checkSize(canonicalBytes(envelope).length + canonicalBytes(openings).length)
  return { envelope, openings, id: transactionId(envelope) }
}

/** Puts what the transaction wrote; nothing is read or asked after the first put. `texts` are the values in their canonical form. */
const put = async (stub: Stub, id: string, { writes, texts, events }: Outcome): Promise<void> => {
  await putValue(stub, ownKeys.attempt(id), { v: 1, attempt: stub.getTxID() })
  for (const [i, { key }] of writes.entries()) await stub.putState(key, utf8Encode(texts[i] ?? ''))
  const keys = writes.map(({ key }) => key)
  const event: TransactionEvent = { v: 1, transaction: id, rules: rulesDigest(), keys, events }
  stub.setEvent(transactionEvent, canonicalBytes(event))
}

/** The log that the channel carries. Throws NOT_READY until it is founded and its state is there. */
const originOf = async (stub: Stub): Promise<string> => {
  const open = (await readValue(stub, ownKeys.open)) as { origin: string } | undefined
  if (open === undefined) throw new AppError('NOT_READY', { details: { part: 'log' } })
  return open.origin
}

/**
 * `invoke(envelope, signature, openings)`, each a text (the first and the last JSON), for the log of the channel. Gives the transaction's
 * id. Throws a coded AppError before anything is put. DUPLICATE_TRANSACTION names the one that is on chain: this envelope, or the first
 * under its nonce. `clock`: this endorser's own, which can only refuse.
 */
export const invoke = async (stub: Stub, args: readonly string[], clock: () => number): Promise<Uint8Array> => {
  const [envelopeText = '', signature = '', openingsText = ''] = args
  const { envelope, openings, id } = parse(envelopeText, openingsText)
  const read: ReadState = (key) => readValue(stub, key)
  const log = { origin: await originOf(stub), channel: stub.getChannelID() }
  if ((await read(ownKeys.attempt(id))) !== undefined)
    throw new AppError('DUPLICATE_TRANSACTION', { details: { transaction: id } })
  checkAddress(envelope, log, stub.getDateTimestamp().getTime())
  checkAddress(envelope, log, clock())
  const publicKey = await callerKey(envelope, openings, read)
  await verifySignature(canonicalBytes(envelope), hex(signature, 'signature', 64), publicKey)
  await put(stub, id, await execute({ envelope, openings, transaction: id }, read))
  return utf8Encode(id)
}
