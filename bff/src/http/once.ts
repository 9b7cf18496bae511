// Makes a POST that writes no transaction idempotent: a row in the vault keeps what the first request with this key brought about.
import { AppError } from '@ectrace/shared/errors'
import type { Json } from '@ectrace/shared/proof/canonical'
import type { Vault } from '../store/vault.ts'

/**
 * `scope` is the caller: two callers with the same key do not meet. `request` is a digest of what is asked; where the request
 * holds a secret it must be a keyed one, for the row outlives the request.
 */
export type OnceRequest = { route: string; scope: string; key: string; request: string }

/** `repeated`: the outcome is the stored one of the first request. */
export type Outcome<T> = { repeated: boolean; outcome: T }

const lifeMs = 86_400_000
/** A row without an outcome after that long was left by a crash: nothing works on it any more. */
const longestWorkMs = 60_000

type Parts = { vault: Vault; clock: () => number }
type Place = { route: string; key: string }

/** Whether this request, begun `at`, is the first of its key; the row is its claim. */
const claim = async ({ vault, clock }: Parts, { route, key }: Place, request: string, at: number): Promise<boolean> => {
  await vault
    .deleteFrom('post_once')
    .where('created_at', '<', clock() - lifeMs)
    .execute()
  await vault
    .deleteFrom('post_once')
    .where('route', '=', route)
    .where('key', '=', key)
    .where('outcome', 'is', null)
    .where('created_at', '<', clock() - longestWorkMs)
    .execute()
  const inserted = await vault
    .insertInto('post_once')
    .values({ route, key, request, outcome: null, created_at: at })
    .onConflict((conflict) => conflict.columns(['route', 'key']).doNothing())
    .executeTakeFirst()
  return inserted.numInsertedOrUpdatedRows !== 0n
}

const firstOutcome = async ({ vault }: Parts, { route, key }: Place, request: string): Promise<string> => {
  const row = await vault
    .selectFrom('post_once')
    .selectAll()
    .where('route', '=', route)
    .where('key', '=', key)
    .executeTakeFirst()
  if (row !== undefined && row.request !== request) throw new AppError('IDEMPOTENCY_MISMATCH')
  if (row === undefined || row.outcome === null)
    throw new AppError('STATE_CONFLICT', { details: { reason: 'first request in progress' } })
  return row.outcome
}

/**
 * Runs `work` once per (route, scope, key) and keeps what it returns: never a token or another secret. A failure keeps nothing,
 * so that the request may be repeated. Throws IDEMPOTENCY_MISMATCH for another request under the key, STATE_CONFLICT while the
 * first is still being worked on.
 */
export const once = async <T extends Json>(
  parts: Parts,
  asked: OnceRequest,
  work: () => Promise<T>,
): Promise<Outcome<T>> => {
  const { vault } = parts
  const place: Place = { route: asked.route, key: `${asked.scope}|${asked.key}` }
  const at = parts.clock()
  if (!(await claim(parts, place, asked.request, at))) {
    return { repeated: true, outcome: JSON.parse(await firstOutcome(parts, place, asked.request)) as T }
  }
  type Claims<Q> = { where(column: 'route' | 'key', is: '=', value: string): Q } & {
    where(column: 'created_at', is: '=', value: number): Q
  }
  /** The row, unless another request has taken it over meanwhile. */
  const mine = <Q extends Claims<Q>>(query: Q): Q =>
    query.where('route', '=', place.route).where('key', '=', place.key).where('created_at', '=', at)
  try {
    const outcome = await work()
    await mine(vault.updateTable('post_once').set({ outcome: JSON.stringify(outcome) })).execute()
    return { repeated: false, outcome }
  } catch (error) {
    await mine(vault.deleteFrom('post_once')).execute()
    throw error
  }
}
