// The phone number of one's own account: bound with a code by SMS or with what WeChat knows, shown in part, taken off again.
import type { AccountView } from '@ectrace/shared/api/account-views'
import { endpoints } from '@ectrace/shared/api/endpoints'
import { AppError, fault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import type { Deps } from '../deps.ts'
import { onceFor } from '../http/once-for.ts'
import { route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import { checkCode, codeApartSeconds, codeLifeSeconds, makeCode, phoneDigest, useCodeUp } from '../sms/codes.ts'
import type { SmsOutcome } from '../sms/client.ts'

const mainland = '86'

/** What its owner recognises a number by, and nobody else can call. */
const shownPart = (phone: string): string => `${phone.slice(0, 3)}****${phone.slice(-4)}`

const bind = async (deps: Deps, user: string, phone: string): Promise<void> => {
  const row = { phone: await phoneDigest(deps, phone), shown: shownPart(phone), bound_at: deps.clock() }
  await deps.vault
    .insertInto('phone_binding')
    .values({ user, ...row })
    .onConflict((conflict) => conflict.column('user').doUpdateSet(row))
    .execute()
}

const viewOf = async ({ vault }: Deps, user: string): Promise<AccountView> => {
  const account = await vault.selectFrom('account').selectAll().where('user', '=', user).executeTakeFirst()
  const phone = await vault.selectFrom('phone_binding').select('shown').where('user', '=', user).executeTakeFirst()
  const wechat = await vault.selectFrom('wechat_binding').select('user').where('user', '=', user).executeTakeFirst()
  return {
    phone: phone?.shown ?? null,
    wechat: wechat !== undefined,
    publicKey: account?.custody === 'own' ? account.public_key : null,
  }
}

/** Whether it was certainly sent. Throws what is to be done instead. */
const mustBeSent = (outcome: SmsOutcome): boolean => {
  if (outcome.state === 'sent') return true
  if (outcome.state === 'unknown') return false
  if (outcome.state === 'number') throw fault('VALIDATION_FAILED', 'phone', 'sms.number')
  throw new AppError('SMS_FAILED', { details: { state: outcome.state, reason: outcome.code } })
}

export const registerPhoneRoutes = (api: Api): void => {
  const { deps } = api

  route(api, endpoints.account, null, ({ principal }) => viewOf(deps, principal.user))

  // A code is good once, a message costs money: a repeated request gets what the first one brought.
  route(api, endpoints.sendBindingCode, requests.sendSmsCode, (call) => {
    const { sms } = deps
    if (sms === undefined) throw new AppError('NOT_FOUND', { details: { sms: 'not set up' } })
    const { phone } = call.body
    const { user } = call.principal
    return onceFor(deps, call, user, async () => {
      const code = await makeCode(deps, phone, `bind ${user}`, call.ip)
      const certain = mustBeSent(await sms.send(phone, code))
      return { certain, again: codeApartSeconds, life: codeLifeSeconds }
    })
  })

  route(api, endpoints.bindPhone, requests.bindPhone, (call) => {
    const { phone, code } = call.body
    const { user } = call.principal
    return onceFor(deps, call, user, async () => {
      await checkCode(deps, phone, `bind ${user}`, code)
      await useCodeUp(deps, phone, `bind ${user}`, code)
      await bind(deps, user, phone)
      return viewOf(deps, user)
    })
  })

  route(api, endpoints.bindWechatPhone, requests.bindWechatPhone, (call) => {
    const { wechat } = deps
    if (wechat === undefined) throw new AppError('NOT_FOUND', { details: { wechat: 'not set up' } })
    const { user } = call.principal
    return onceFor(deps, call, user, async () => {
      const { country, number } = await wechat.phoneOf(call.body.code)
      if (country !== mainland) throw fault('VALIDATION_FAILED', 'phone', 'phone.mainland')
      await bind(deps, user, number)
      return viewOf(deps, user)
    })
  })

  route(api, endpoints.unbindPhone, requests.empty, async ({ principal: { user } }) => {
    await deps.vault.deleteFrom('phone_binding').where('user', '=', user).execute()
    return viewOf(deps, user)
  })
}
