// Logging in and out. A login writes no transaction: its Idempotency-Key is remembered with the session, never with the token.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Me, Session } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import { requests } from '@ectrace/shared/schema/requests'
import { keyedDigest } from '../commands/keyed-digest.ts'
import { mustRead } from '../commands/state.ts'
import type { Deps } from '../deps.ts'
import { once } from '../http/once.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import type { OpenSession } from '../identity/sessions.ts'

const meOf = async (deps: Deps, user: string): Promise<Me> => {
  const { organisation, roles, custody } = await mustRead(deps, keys.user(user), 'user')
  const { id, name, type, level, scheme, value, named } = await mustRead(
    deps,
    keys.organisation(organisation),
    'organisation',
  )
  const account = await deps.vault.selectFrom('account').select('login').where('user', '=', user).executeTakeFirst()
  if (account === undefined) throw new AppError('UNAUTHENTICATED')
  return { user, login: account.login, roles, custody, organisation: { id, name, type, level, scheme, value, named } }
}

const sessionOf = async (deps: Deps, { user, token, refresh, expiresAt }: OpenSession): Promise<Session> => ({
  token,
  refresh,
  expiresAt,
  me: await meOf(deps, user),
})

export const registerSessionRoutes = (api: Api): void => {
  const { deps, sessions } = api

  publicRoute(api, endpoints.createSession, requests.createSession, async ({ body, key, route: name, ip }) => {
    const request = await keyedDigest(deps, 'request', canonicalBytes(body))
    let opened: OpenSession | undefined
    const { outcome } = await once(deps, { route: name, scope: body.login, key, request }, async () => {
      opened = await sessions.open(body.login, body.password, ip)
      return { session: opened.session }
    })
    return sessionOf(deps, opened ?? (await sessions.reopen(outcome.session)))
  })

  /** A lost answer on a bad line is no theft: the same key gets new tokens of the session that it renewed. */
  publicRoute(api, endpoints.renewSession, requests.renewSession, async ({ body, key, route: name }) => {
    const request = await keyedDigest(deps, 'request', canonicalBytes(body))
    let opened: OpenSession | undefined
    const scope = body.refresh.split('.')[0] ?? ''
    const { outcome } = await once(deps, { route: name, scope, key, request }, async () => {
      opened = await sessions.renew(body.refresh)
      return { session: opened.session }
    })
    return sessionOf(deps, opened ?? (await sessions.reopen(outcome.session)))
  })

  route(api, endpoints.endSession, requests.empty, async ({ principal }) => {
    await sessions.end(principal.session)
    return {}
  })

  route(api, endpoints.me, null, ({ principal }) => meOf(deps, principal.user))
}
