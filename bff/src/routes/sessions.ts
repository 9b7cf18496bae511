// Logging in and out. A login writes no transaction: its Idempotency-Key is remembered with the session, never with the token.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Me, Session } from '@ectrace/shared/api/views'
import { AppError } from '@ectrace/shared/errors'
import { keys } from '@ectrace/shared/ledger/keys'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
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

  /** Once per key; a repeat gets new tokens of the session that the first one opened or renewed: a lost answer is no theft. */
  const openOnce = async (
    { body, key, route: name }: { body: Json; key: string; route: string },
    scope: string,
    open: () => Promise<OpenSession>,
  ): Promise<Session> => {
    const request = await keyedDigest(deps, 'request', canonicalBytes(body))
    let opened: OpenSession | undefined
    const { outcome } = await once(deps, { route: name, scope, key, request }, async () => {
      opened = await open()
      return { session: opened.session }
    })
    return sessionOf(deps, opened ?? (await sessions.reopen(outcome.session)))
  }

  publicRoute(api, endpoints.createSession, requests.createSession, (call) => {
    const { login, password } = call.body
    return openOnce(call, login, () => sessions.open(login, password, call.ip))
  })

  publicRoute(api, endpoints.renewSession, requests.renewSession, (call) => {
    const { refresh } = call.body
    return openOnce(call, refresh.split('.')[0] ?? '', () => sessions.renew(refresh))
  })

  route(api, endpoints.endSession, requests.empty, async ({ principal }) => {
    await sessions.end(principal.session)
    return {}
  })

  route(api, endpoints.me, null, ({ principal }) => meOf(deps, principal.user))
}
