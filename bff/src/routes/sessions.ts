// Logging in and out. A login writes no transaction: its Idempotency-Key is remembered with the session, never with the token.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { Session } from '@ectrace/shared/api/views'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { requests } from '@ectrace/shared/schema/requests'
import { keyedDigest } from '../commands/keyed-digest.ts'
import { meOf, sessionOf } from '../commands/session-view.ts'
import { once } from '../http/once.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import type { OpenSession } from '../identity/sessions.ts'

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
