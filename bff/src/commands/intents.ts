// Intents: transactions kept in the vault before anything is sent, so that after a crash an outcome is looked up, never guessed.
import type { Json } from '@ectrace/shared/proof/canonical'
import { canonical } from '@ectrace/shared/proof/canonical'
import { parseEnvelope } from '@ectrace/shared/proof/envelope'
import type { Envelope, Openings } from '@ectrace/shared/proof/envelope'
import type { Deps } from '../deps.ts'
import { isConstraintError } from '../store/sql-errors.ts'
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
  /** The process that sends it; null where an earlier version kept it. */
  run: string | null
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
  run: row.run,
  reply: JSON.parse(row.outcome ?? '{}') as Record<string, Json>,
})

/** The caller's intent under this nonce on the channel of `deps`. */
export const findIntent = async (
  { vault, channel }: Deps,
  caller: string,
  nonce: string,
): Promise<Intent | undefined> => {
  const row = await vault.first(
    'intent by nonce',
    () =>
      vault.selectFrom('intent').selectAll().where('caller', '=', '').where('nonce', '=', '').where('channel', '=', ''),
    [caller, nonce, channel],
  )
  return row === undefined ? undefined : parseIntent(row)
}

export const findIntentByTransaction = async ({ vault }: Deps, transaction: string): Promise<Intent | undefined> => {
  const row = await vault.selectFrom('intent').selectAll().where('transaction', '=', transaction).executeTakeFirst()
  return row === undefined ? undefined : parseIntent(row)
}

/** The newest intents of the channel that were signed and sent since `since` (milliseconds since the epoch), the newest first. */
export const newestSubmitted = async ({ vault, channel }: Deps, since: number, most: number): Promise<Intent[]> => {
  const rows = await vault
    .selectFrom('intent')
    .selectAll()
    .where('state', '=', 'submitted')
    .where('channel', '=', channel)
    .where('updated_at', '>=', since)
    .orderBy('updated_at', 'desc')
    .limit(most)
    .execute()
  return rows.map(parseIntent)
}

/**
 * Keeps a new intent with its digest-only values and, where the platform has signed for its user, the use of that key. When another
 * request under the same nonce was quicker, that one is given back.
 */
export const keepIntent = async (deps: Deps, intent: Intent, hidden: readonly HiddenValueTable[]): Promise<Intent> => {
  const { vault } = deps
  const { caller, nonce, transaction } = intent
  const at = deps.clock()
  const row: IntentTable = {
    caller,
    nonce,
    channel: deps.channel,
    route: intent.route,
    request: intent.request,
    state: intent.state,
    envelope: canonical(intent.envelope),
    openings: canonical(intent.openings),
    signature: intent.signature ?? null,
    transaction,
    outcome: canonical(intent.reply),
    created_at: at,
    updated_at: at,
    run: intent.run,
  }
  const use = { user: caller, transaction, at }
  try {
    await vault.batch([
      vault.statement('new intent', () => vault.insertInto('intent').values(row), Object.values(row)),
      ...(hidden.length > 0 ? [vault.insertInto('hidden_value').values([...hidden])] : []),
      ...(intent.signature === undefined
        ? []
        : [vault.statement('new key use', () => vault.insertInto('key_use').values(use), Object.values(use))]),
    ])
    return intent
  } catch (error) {
    const first = isConstraintError(error) ? await findIntent(deps, caller, nonce) : undefined
    if (first === undefined) throw error
    return first
  }
}

/**
 * Whether this process decides what became of the intent: it is the one that sends it, or that one is dead and this one the first to take its
 * place. While another one lives, whatever it sent may still reach the chain: a refusal heard here is then no outcome.
 */
export const isOurs = async ({ vault, leadership }: Deps, { transaction, run }: Intent): Promise<boolean> => {
  if (run === leadership.run) return true
  if (run !== null && (await leadership.isAlive(run))) return false
  const taken = await vault
    .updateTable('intent')
    .set({ run: leadership.run })
    .where('transaction', '=', transaction)
    .where('run', run === null ? 'is' : '=', run)
    .executeTakeFirst()
  return taken.numUpdatedRows === 1n
}

/** Keeps the signature of a user who signed with an own key, before it is sent; this process sends it. */
export const markSubmitted = async (
  { vault, clock, leadership }: Deps,
  { transaction }: Intent,
  signature: string,
): Promise<void> => {
  await vault
    .updateTable('intent')
    .set({ state: 'submitted', signature, updated_at: clock(), run: leadership.run })
    .where('transaction', '=', transaction)
    .where('state', '=', 'prepared')
    .execute()
}

/** Nothing of it is on chain, nor will be: the row and its hidden values go. */
export const forgetIntent = async ({ vault }: Deps, { transaction }: Pick<Intent, 'transaction'>): Promise<void> => {
  await vault.batch([
    vault.deleteFrom('hidden_value').where('transaction', '=', transaction),
    vault.deleteFrom('intent').where('transaction', '=', transaction),
  ])
}
