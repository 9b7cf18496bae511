// Intents: transactions kept in the vault before anything is sent, so that after a crash an outcome is looked up, never guessed.
import type { Json } from '@ectrace/shared/proof/canonical'
import { canonical } from '@ectrace/shared/proof/canonical'
import { parseEnvelope } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import type { Deps } from '../deps.ts'
import type { HiddenValueTable, IntentTable } from '../store/vault.ts'

export type Intent = {
  caller: string
  nonce: string
  route: string
  /** Hex digest of what was asked under this nonce. */
  request: string
  state: IntentTable['state']
  envelope: Envelope
  openings: Openings
  signature?: string
  transaction: string
  /** What the reply says beside the outcome. */
  reply: Record<string, Json>
}

const parseIntent = (row: IntentTable): Intent => ({
  caller: row.caller,
  nonce: row.nonce,
  route: row.route,
  request: row.request,
  state: row.state,
  envelope: parseEnvelope(JSON.parse(row.envelope)),
  openings: JSON.parse(row.openings) as Openings,
  ...(row.signature === null ? {} : { signature: row.signature }),
  transaction: row.transaction,
  reply: JSON.parse(row.outcome ?? '{}') as Record<string, Json>,
})

/** The caller's intent under this nonce on the channel of `deps`. */
export const findIntent = async (
  { vault, channel }: Deps,
  caller: string,
  nonce: string,
): Promise<Intent | undefined> => {
  const row = await vault
    .selectFrom('intent')
    .selectAll()
    .where('caller', '=', caller)
    .where('nonce', '=', nonce)
    .where('channel', '=', channel)
    .executeTakeFirst()
  return row === undefined ? undefined : parseIntent(row)
}

export const findIntentByTransaction = async ({ vault }: Deps, transaction: string): Promise<Intent | undefined> => {
  const row = await vault.selectFrom('intent').selectAll().where('transaction', '=', transaction).executeTakeFirst()
  return row === undefined ? undefined : parseIntent(row)
}

/** Keeps a new intent with its digest-only values. When another request under the same nonce was quicker, that one is given back. */
export const keepIntent = async (deps: Deps, intent: Intent, hidden: readonly HiddenValueTable[]): Promise<Intent> => {
  const now = deps.clock()
  const kept = await deps.vault.transaction().execute(async (sql) => {
    const inserted = await sql
      .insertInto('intent')
      .values({
        caller: intent.caller,
        nonce: intent.nonce,
        channel: deps.channel,
        route: intent.route,
        request: intent.request,
        state: intent.state,
        envelope: canonical(intent.envelope),
        openings: canonical(intent.openings),
        signature: null,
        transaction: intent.transaction,
        outcome: canonical(intent.reply),
        created_at: now,
        updated_at: now,
      })
      .onConflict((conflict) => conflict.columns(['caller', 'nonce', 'channel']).doNothing())
      .executeTakeFirst()
    if (inserted.numInsertedOrUpdatedRows === 0n) return false
    if (hidden.length > 0)
      await sql
        .insertInto('hidden_value')
        .values([...hidden])
        .execute()
    return true
  })
  return kept ? intent : ((await findIntent(deps, intent.caller, intent.nonce)) ?? intent)
}

/** Keeps the signature before it is sent; the use of a hosted key is logged with it. What became of it, the chain alone knows. */
export const markSubmitted = async (
  { vault, clock }: Deps,
  { transaction, envelope }: Intent,
  signature: string,
): Promise<void> => {
  const at = clock()
  await vault.transaction().execute(async (sql) => {
    const fresh = await sql
      .updateTable('intent')
      .set({ state: 'submitted', signature, updated_at: at })
      .where('transaction', '=', transaction)
      .where('state', '=', 'prepared')
      .executeTakeFirst()
    if (envelope.custody !== 'hosted' || fresh.numUpdatedRows === 0n) return
    await sql.insertInto('key_use').values({ user: envelope.caller, transaction, at }).execute()
  })
}

/** Nothing of it is on chain, nor will be: the row and its hidden values go. */
export const forgetIntent = async ({ vault }: Deps, { transaction }: Pick<Intent, 'transaction'>): Promise<void> => {
  await vault.transaction().execute(async (sql) => {
    await sql.deleteFrom('hidden_value').where('transaction', '=', transaction).execute()
    await sql.deleteFrom('intent').where('transaction', '=', transaction).execute()
  })
}
