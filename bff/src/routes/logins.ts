// Logging in without a password: as the person whom WeChat knows, or who holds a phone; either must have bound an account before.
import type { AccountChoice, LoginAnswer } from '@ectrace/shared/api/account-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError } from '@ectrace/shared/errors'
import { canonicalBytes } from '@ectrace/shared/proof/canonical'
import type { Json } from '@ectrace/shared/proof/canonical'
import { requests } from '@ectrace/shared/schema/requests'
import { keyedDigest } from '../commands/keyed-digest.ts'
import { accountsOfPhone, accountsOfWechat } from '../commands/person-accounts.ts'
import { sessionOf } from '../commands/session-view.ts'
import { once } from '../http/once.ts'
import { publicRoute } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import type { OpenSession } from '../identity/sessions.ts'
import {
  checkCode,
  codeApartSeconds,
  codeLifeSeconds,
  makeCode,
  phoneDigest,
  useCodeUp,
  wrongCode,
} from '../sms/codes.ts'
import type { SmsSender } from '../sms/sender.ts'

/** What is remembered of a login: never a token. */
type Kept = { session: string } | { accounts: AccountChoice[] }
type Request = { body: Json; key: string; route: string }

/** The account that is meant; undefined: the person has to say. FORBIDDEN for one that is not his. */
const chosen = (accounts: readonly AccountChoice[], user: string | undefined): AccountChoice | undefined => {
  if (user === undefined) return accounts.length === 1 ? accounts[0] : undefined
  const found = accounts.find((one) => one.user === user)
  if (found === undefined) throw new AppError('FORBIDDEN', { details: { reason: 'not bound to this account' } })
  return found
}

export const registerLoginRoutes = (api: Api): void => {
  const { deps, sessions } = api

  const mustSend = (): SmsSender => {
    if (deps.sms === undefined) throw new AppError('NOT_FOUND', { details: { sms: 'not set up' } })
    return deps.sms
  }

  /** Codes are good once: a request whose answer was lost gets new tokens of the session that it opened. */
  const loginOnce = async (
    call: Request,
    scope: string,
    login: () => Promise<Kept | OpenSession>,
  ): Promise<LoginAnswer> => {
    const request = await keyedDigest(deps, 'request', canonicalBytes(call.body))
    let opened: OpenSession | undefined
    const { outcome } = await once(
      deps,
      { route: call.route, scope, key: call.key, request },
      async (): Promise<Kept> => {
        const done = await login()
        if (!('token' in done)) return done
        opened = done
        return { session: done.session }
      },
    )
    if ('accounts' in outcome) return outcome
    return { session: await sessionOf(deps, opened ?? (await sessions.reopen(outcome.session))) }
  }

  publicRoute(api, endpoints.loginWays, null, () =>
    Promise.resolve({ sms: deps.sms !== undefined, wechat: deps.wechat !== undefined }),
  )

  publicRoute(api, endpoints.createWechatSession, requests.createWechatSession, (call) => {
    const { wechat } = deps
    if (wechat === undefined) throw new AppError('NOT_FOUND', { details: { wechat: 'not set up' } })
    const { code, user } = call.body
    return loginOnce({ ...call, body: { code, user: user ?? null } }, call.ip, async () => {
      const accounts = await accountsOfWechat(deps, await wechat.openidOf(code))
      const account = chosen(accounts, user)
      return account === undefined ? { accounts } : sessions.openFor(account.user)
    })
  })

  publicRoute(api, endpoints.sendSmsCode, requests.sendSmsCode, async (call) => {
    const sms = mustSend()
    const { phone } = call.body
    const digest = await phoneDigest(deps, phone)
    const request = await keyedDigest(deps, 'request', canonicalBytes(call.body))
    await once(deps, { route: call.route, scope: digest, key: call.key, request }, async () => {
      const code = await makeCode(deps, phone, 'login', call.ip)
      // An unknown number gets the same answer, and no message.
      if ((await accountsOfPhone(deps, digest)).length > 0) sms.sendLater(phone, code)
      return {}
    })
    return { again: codeApartSeconds, life: codeLifeSeconds }
  })

  publicRoute(api, endpoints.createSmsSession, requests.createSmsSession, async (call) => {
    mustSend()
    const { phone, code, user } = call.body
    const digest = await phoneDigest(deps, phone)
    return loginOnce({ ...call, body: { phone, code, user: user ?? null } }, digest, async () => {
      await checkCode(deps, phone, 'login', code)
      const accounts = await accountsOfPhone(deps, digest)
      // Guessed for a number that nobody has: no other answer than a wrong guess.
      if (accounts.length === 0) throw wrongCode()
      const account = chosen(accounts, user)
      if (account === undefined) return { accounts }
      await useCodeUp(deps, phone, 'login', code)
      return sessions.openFor(account.user)
    })
  })
}
