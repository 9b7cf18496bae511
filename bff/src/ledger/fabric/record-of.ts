// A valid call in a Fabric block as an entry of the log: the writes in the order that the event names, everything held against the rest.
import { transactionEvent } from '@ectrace/contracts/fabric/invoke'
import type { TransactionEvent } from '@ectrace/contracts/fabric/invoke'
import { isOwnKey } from '@ectrace/contracts/fabric/values'
import type { Write } from '@ectrace/shared/ledger/ledger'
import { utf8Decode } from '@ectrace/shared/proof/bytes'
import { canonical } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { parseSubmission } from '../embedded/admission.ts'
import type { Executed } from '../embedded/block.ts'
import { damaged } from '../embedded/damaged.ts'
import type { Invocation } from './channel.ts'

/** What a call leaves in the log, and the digest of the rules that ran. */
export type FollowedRecord = { executed: Executed; rules: string }

const eventOf = ({ event }: Invocation): TransactionEvent => {
  if (event?.name !== transactionEvent) throw damaged('a transaction without its event')
  return JSON.parse(utf8Decode(event.payload)) as TransactionEvent
}

/** In the order of `keys`, which must be those that were written. */
const ordered = ({ writes }: Invocation, keys: readonly string[]): { writes: Write[]; texts: string[] } => {
  const values = new Map(writes.filter(([key]) => !isOwnKey(key)))
  if (values.size !== keys.length) throw damaged('the event names other keys than were written')
  const texts = keys.map((key) => {
    const bytes = values.get(key)
    if (bytes === undefined) throw damaged('the event names other keys than were written', { field: key })
    return utf8Decode(bytes)
  })
  const found = keys.map((key, i) => ({ key, value: JSON.parse(texts[i] ?? '') as Json }))
  if (found.some(({ value }, i) => canonical(value) !== texts[i])) throw damaged('a value is not in canonical form')
  return { writes: found, texts }
}

/**
 * Throws LEDGER_DAMAGED or what parseSubmission throws: a block of one's own peer that the chaincode cannot have made is no longer
 * followed.
 */
export const recordOf = (invocation: Invocation): FollowedRecord => {
  const [envelope = '', signature, openings = ''] = invocation.args
  const parsed = parseSubmission({
    envelope: JSON.parse(envelope) as Json,
    signature,
    openings: JSON.parse(openings) as Json,
  })
  const { transaction, rules, keys, events } = eventOf(invocation)
  if (transaction !== parsed.id) throw damaged('the event speaks of another transaction', { field: 'transaction' })
  return { executed: { ...parsed, ...ordered(invocation, keys), events }, rules }
}
