// Writes an entry for a command of the operator, signed with the hosted key of the login that it names; the use of the key is logged.
import { randomBytes } from 'node:crypto'
import { fault } from '@ectrace/shared/errors'
import type { Ledger } from '@ectrace/shared/ledger/ledger'
import { transactions } from '@ectrace/shared/ledger/transactions'
import type { Args, TransactionName } from '@ectrace/shared/ledger/transactions'
import { envelopeBytes, makeOperation, transactionId } from '@ectrace/shared/proof/envelope'
import type { Envelope, Opening } from '@ectrace/shared/proof/envelope'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Signer } from './signer.ts'
import type { Vault } from '../store/vault.ts'

export type SigningParts = { vault: Vault; signer: Signer; clock: () => number }

const hostedKey = async ({ vault }: SigningParts, login: string): Promise<{ user: string; wrapped: string }> => {
  const account = await vault.selectFrom('account').select('user').where('login', '=', login).executeTakeFirst()
  if (account === undefined) throw fault('NOT_FOUND', '--as', 'login in the vault', login)
  const key = await vault
    .selectFrom('hosted_key')
    .select(['user', 'wrapped'])
    .where('user', '=', account.user)
    .executeTakeFirst()
  if (key === undefined) throw fault('FORBIDDEN', '--as', 'an administrator whose key is kept here', login)
  return key
}

const saltedFields = (fields: Record<string, Json>): Record<string, Opening> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, { salt: randomBytes(16).toString('hex'), value }]),
  )

/** An act of somebody who is not there to sign: `name` with its `fields`. */
export type ActAs<N extends TransactionName> = { login: string; name: N; fields: Args<N> }

/** Throws NOT_FOUND or FORBIDDEN (`--as`), and what the rule throws. */
export const signAsLogin = async <N extends TransactionName>(
  parts: SigningParts,
  ledger: Ledger,
  { login, name, fields }: ActAs<N>,
): Promise<void> => {
  const { user, wrapped } = await hostedKey(parts, login)
  const { origin, channel } = await ledger.log()
  const { contract, version } = transactions[name]
  const { operation, openings } = makeOperation(contract, version, name, saltedFields(fields))
  const at = parts.clock()
  const envelope: Envelope = {
    ...{ v: 1, log: origin, channel, operations: [operation], caller: user, custody: 'hosted' },
    ...{ time: new Date(at).toISOString(), nonce: randomBytes(32).toString('hex') },
    request: randomBytes(32).toString('hex'),
  }
  const signature = await parts.signer.sign(wrapped, envelopeBytes(envelope), user)
  const use = { user, transaction: transactionId(envelope), at }
  await parts.vault.insertInto('key_use').values(use).execute()
  await ledger.submit({ envelope, signature, openings: [openings] })
}
