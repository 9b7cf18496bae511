// Accounts: a login with its key, its certificate and, for a new organisation, the organisation's own authority.
import { AppError, fault } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { userId } from '@ectrace/shared/proof/envelope'
import type { Custody } from '@ectrace/shared/proof/envelope'
import type { Deps } from '../deps.ts'
import { platformAuthority } from '../identity/bootstrap.ts'
import { hashPassword } from '../identity/passwords.ts'
import type { Authority } from '../identity/signer.ts'
import { readState } from './state.ts'

/** What a request asks for; `nonce` is that request's. Without `publicKey` the platform keeps the key. */
export type AccountRequest = {
  login: string
  password: string
  publicKey?: string | undefined
  organisation: string
  nonce: string
}
export type Account = { user: string; organisation: string; publicKey: string; custody: Custody; certificate: string }

const certificateDays = 365

/** Makes an account, or gives back the one that the same request made before. Throws ALREADY_EXISTS when the login is taken. */
export const prepareAccount = async (deps: Deps, request: AccountRequest): Promise<Account> => {
  const taken = await deps.vault.selectFrom('account').selectAll().where('login', '=', request.login).executeTakeFirst()
  if (taken === undefined) return makeAccount(deps, request)
  if (taken.nonce !== request.nonce) throw fault('ALREADY_EXISTS', 'login', 'unique', request.login)
  const { fingerprint } = await deps.vault
    .selectFrom('certificate')
    .select('fingerprint')
    .where('user', '=', taken.user)
    .executeTakeFirstOrThrow()
  return {
    user: taken.user,
    organisation: taken.organisation,
    publicKey: taken.public_key,
    custody: taken.custody,
    certificate: fingerprint,
  }
}

const makeAccount = async (deps: Deps, request: AccountRequest): Promise<Account> => {
  const { organisation, login, nonce } = request
  const made = request.publicKey === undefined ? await deps.signer.createKey() : undefined
  const publicKey = made?.publicKey ?? request.publicKey
  if (publicKey === undefined) throw new AppError('INTERNAL')
  const user = userId(publicKey)
  const custody: Custody = made === undefined ? 'own' : 'hosted'
  const { authority, isNew } = await authorityOf(deps, organisation)
  const issued = await deps.signer.issueCertificate({ authority, publicKey, user, organisation, days: certificateDays })
  const password_hash = await hashPassword(request.password)
  const created_at = deps.clock()
  await deps.vault.transaction().execute(async (sql) => {
    await sql
      .insertInto('account')
      .values({
        login,
        user,
        organisation,
        public_key: publicKey,
        custody,
        nonce,
        password_hash,
        created_at,
        locked_until: null,
      })
      .execute()
    if (made !== undefined)
      await sql.insertInto('hosted_key').values({ user, wrapped: made.wrapped, created_at }).execute()
    if (isNew) {
      await sql
        .insertInto('authority')
        .values({ organisation, wrapped: authority.wrapped, certificate: authority.pem })
        .execute()
    }
    const { serial, pem, fingerprint, notAfter } = issued
    await sql
      .insertInto('certificate')
      .values({ serial, user, pem, fingerprint, not_after: Date.parse(notAfter) })
      .execute()
  })
  return { user, organisation, publicKey, custody, certificate: issued.fingerprint }
}

const authorityOf = async (deps: Deps, organisation: string): Promise<{ authority: Authority; isNew: boolean }> => {
  const found = await storedAuthority(deps, organisation)
  if (found !== undefined) return { authority: found, isNew: false }
  const root = await storedAuthority(deps, platformAuthority)
  if (root === undefined) throw new AppError('NOT_READY', { details: { part: 'certificates' } })
  return { authority: await deps.signer.createAuthority(organisation, root), isNew: true }
}

const storedAuthority = async ({ vault }: Deps, organisation: string): Promise<Authority | undefined> => {
  const row = await vault
    .selectFrom('authority')
    .selectAll()
    .where('organisation', '=', organisation)
    .executeTakeFirst()
  return row === undefined ? undefined : { name: organisation, wrapped: row.wrapped, pem: row.certificate }
}

/** Undoes `prepareAccount` for a request that the chain refused; an account known on any channel stays. */
export const dropAccount = async (deps: Deps, { user, organisation }: Account): Promise<void> => {
  const known = await Promise.all(deps.channels.map((at) => readState(at, keys.user(user))))
  if (known.some((entry) => entry !== undefined)) return
  await deps.vault.transaction().execute(async (sql) => {
    await sql.deleteFrom('account').where('user', '=', user).execute()
    await sql.deleteFrom('hosted_key').where('user', '=', user).execute()
    await sql.deleteFrom('certificate').where('user', '=', user).execute()
    const others = await sql
      .selectFrom('account')
      .select('login')
      .where('organisation', '=', organisation)
      .executeTakeFirst()
    if (others === undefined) await sql.deleteFrom('authority').where('organisation', '=', organisation).execute()
  })
}
