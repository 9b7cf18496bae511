// Sessions: opened with a password, renewed with a rotating refresh token, ended at once.
import { createHash, timingSafeEqual } from 'node:crypto'
import { AppError } from '@ectrace/shared/errors'
import type { Deps, Principal } from '../deps.ts'
import type { AccountTable, SessionTable } from '../store/vault.ts'
import { openLockOut } from './lock-out.ts'
import { passwordHolds } from './passwords.ts'
import { openRegistry } from './registry.ts'
import { steadyClock } from './steady-clock.ts'
import { openTokens } from './tokens.ts'

/** `token` is good for 15 minutes, `refresh` once and until the session ends (12 hours). `expiresAt` (ISO, UTC) is the token's. */
export type OpenSession = {
  session: string
  user: string
  login: string
  token: string
  refresh: string
  expiresAt: string
}

export type Sessions = {
  /** Throws BAD_CREDENTIALS (same time and words whether the login exists or not), RATE_LIMITED, USER_REVOKED. */
  open(login: string, password: string, ip: string): Promise<OpenSession>
  /** For somebody who has proven who he is otherwise. Throws BAD_CREDENTIALS, USER_REVOKED. */
  openFor(user: string): Promise<OpenSession>
  /** New tokens for a live session whose opening is repeated (same Idempotency-Key). Throws SESSION_EXPIRED. */
  reopen(session: string): Promise<OpenSession>
  /** Throws SESSION_EXPIRED; a refresh token that was used before ends its session, for it may be stolen. */
  renew(refresh: string): Promise<OpenSession>
  end(session: string): Promise<void>
  /** For a user who is revoked. */
  endAllOf(user: string): Promise<void>
  /** Throws UNAUTHENTICATED, SESSION_EXPIRED, USER_REVOKED. */
  authenticate(token: string): Promise<Principal>
}

export type SessionDeps = Pick<Deps, 'channel' | 'vault' | 'fast' | 'ledger' | 'signer' | 'clock'> & {
  config: Pick<Deps['config'], 'rateFactor'>
}

const sessionMs = 43_200_000
/** Two tabs may renew with the same token at the same moment: the slower one is refused, and nobody is taken for a thief. */
const graceMs = 10_000

const digestOf = (refresh: string): string => createHash('sha256').update(refresh).digest('hex')
const same = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
const ended = (): AppError => new AppError('SESSION_EXPIRED')

type Parts = SessionDeps & {
  tokens: Awaited<ReturnType<typeof openTokens>>
  registry: ReturnType<typeof openRegistry>
  lockOut: ReturnType<typeof openLockOut>
}

/** The row of a session that is neither over nor ended; always from the vault, so that an end holds at once. */
const liveRow = async ({ vault, clock }: Parts, session: string): Promise<SessionTable> => {
  const row = await vault.first('session', () => vault.selectFrom('session').selectAll().where('id', '=', ''), [
    session,
  ])
  if (row === undefined || row.revoked_at !== null || row.expires_at <= clock()) throw ended()
  return row
}

/** `{session}.{secret}`: the first part finds the row, the second is stored only as its digest. */
const newRefresh = ({ signer }: Parts, session: string): string =>
  `${session}.${Buffer.from(signer.random(32)).toString('base64url')}`

const loginOf = async ({ vault }: Parts, user: string): Promise<string> =>
  (await vault.selectFrom('account').select('login').where('user', '=', user).executeTakeFirst())?.login ?? ''

const handOut = async (parts: Parts, row: Pick<SessionTable, 'id' | 'user'>, refresh: string): Promise<OpenSession> => {
  const { token, expiresAt } = await parts.tokens.make({ session: row.id, user: row.user })
  const login = await loginOf(parts, row.user)
  return { session: row.id, user: row.user, login, token, refresh, expiresAt: new Date(expiresAt).toISOString() }
}

/** Puts a new refresh token in the place of the one with `digest`. False when somebody else was quicker. */
const rotate = async (parts: Parts, session: string, digest: string, refresh: string): Promise<boolean> => {
  const changed = await parts.vault
    .updateTable('session')
    .set({ refresh_digest: digestOf(refresh), refresh_before: digest, refreshed_at: parts.clock() })
    .where('id', '=', session)
    .where('refresh_digest', '=', digest)
    .where('revoked_at', 'is', null)
    .executeTakeFirst()
  return changed.numUpdatedRows === 1n
}

/** Whether the token was the newest one until a moment ago, at whatever process it was renewed. */
const wasJustRenewed = async ({ vault, clock }: Parts, session: string, digest: string): Promise<boolean> => {
  const row = await vault
    .selectFrom('session')
    .select(['refresh_before', 'refreshed_at'])
    .where('id', '=', session)
    .executeTakeFirst()
  const { refresh_before: before = null, refreshed_at: at = null } = row ?? {}
  return before !== null && at !== null && clock() - at < graceMs && same(before, digest)
}

const create = async (parts: Parts, account: Pick<AccountTable, 'user' | 'organisation'>): Promise<OpenSession> => {
  const { user, organisation } = account
  const id = Buffer.from(parts.signer.random(16)).toString('base64url')
  const refresh = newRefresh(parts, id)
  const created_at = parts.clock()
  const times = {
    created_at,
    expires_at: created_at + sessionMs,
    revoked_at: null,
    refresh_before: null,
    refreshed_at: null,
  }
  await parts.vault
    .insertInto('session')
    .values({ id, user, organisation, refresh_digest: digestOf(refresh), ...times })
    .execute()
  return handOut(parts, { id, user }, refresh)
}

const openWith = async (parts: Parts, login: string, password: string, ip: string): Promise<OpenSession> => {
  const account = await parts.vault.selectFrom('account').selectAll().where('login', '=', login).executeTakeFirst()
  await parts.lockOut.check(login, ip, account?.locked_until ?? null)
  const holds = await passwordHolds(account?.password_hash, password)
  if (account === undefined || !holds) {
    await parts.lockOut.failed(login, ip)
    throw new AppError('BAD_CREDENTIALS')
  }
  await parts.lockOut.succeeded(login)
  return openRegistered(parts, account)
}

const openRegistered = async (
  parts: Parts,
  account: Pick<AccountTable, 'user' | 'organisation'>,
): Promise<OpenSession> => {
  const registered = await parts.registry.read(account.user)
  // In the vault but not on chain: the registration is not committed yet, or never will be.
  if (registered === undefined) throw new AppError('BAD_CREDENTIALS')
  if (registered.status !== 'active') throw new AppError('USER_REVOKED')
  return create(parts, account)
}

const endOne = async ({ vault, registry, clock }: Parts, session: string): Promise<void> => {
  const live = vault.updateTable('session').set({ revoked_at: clock() }).where('id', '=', session)
  await live.where('revoked_at', 'is', null).execute()
  await registry.forget(session)
}

const renewWith = async (parts: Parts, refresh: string): Promise<OpenSession> => {
  const row = await liveRow(parts, refresh.split('.')[0] ?? '')
  const digest = digestOf(refresh)
  const next = newRefresh(parts, row.id)
  if (same(digest, row.refresh_digest) && (await rotate(parts, row.id, digest, next))) return handOut(parts, row, next)
  if (!(await wasJustRenewed(parts, row.id, digest))) await endOne(parts, row.id)
  throw ended()
}

const principalOf = async (parts: Parts, token: string): Promise<Principal> => {
  const { session, user } = await parts.tokens.read(token)
  const row = await liveRow(parts, session)
  if (row.user !== user) throw new AppError('UNAUTHENTICATED')
  const registered = await parts.registry.find(user, session)
  if (registered === undefined) throw ended()
  if (registered.status !== 'active') throw new AppError('USER_REVOKED')
  const { organisation, roles, custody } = registered
  return { user, organisation, roles, session, custody }
}

export const openSessions = async (given: SessionDeps): Promise<Sessions> => {
  // A clock that is put back must not bring an expired session to life again, not even after a restart: the newest block's time is past.
  const { lastTime } = await given.ledger.log()
  const deps: SessionDeps = { ...given, clock: steadyClock(given.clock, Date.parse(lastTime)) }
  const lockOut = openLockOut({ ...deps, factor: deps.config.rateFactor })
  const parts: Parts = { ...deps, tokens: await openTokens(deps), registry: openRegistry(deps), lockOut }
  return {
    open: (login, password, ip) => openWith(parts, login, password, ip),
    openFor: async (user) => {
      const account = await parts.vault.selectFrom('account').selectAll().where('user', '=', user).executeTakeFirst()
      if (account === undefined) throw new AppError('BAD_CREDENTIALS')
      return openRegistered(parts, account)
    },
    reopen: async (session) => {
      const row = await liveRow(parts, session)
      const refresh = newRefresh(parts, session)
      if (!(await rotate(parts, session, row.refresh_digest, refresh))) throw ended()
      return handOut(parts, row, refresh)
    },
    renew: (refresh) => renewWith(parts, refresh),
    end: (session) => endOne(parts, session),
    endAllOf: async (user) => {
      const live = parts.vault
        .selectFrom('session')
        .select('id')
        .where('user', '=', user)
        .where('revoked_at', 'is', null)
      for (const { id } of await live.execute()) await endOne(parts, id)
    },
    authenticate: (token) => principalOf(parts, token),
  }
}
