// People in WeChat: visitors of the mini-program told apart, and staff who want notices as messages there.
import { endpoints } from '@ectrace/shared/api/endpoints'
import type { NoticeKind } from '@ectrace/shared/api/file-views'
import { AppError, fault } from '@ectrace/shared/errors'
import { requests } from '@ectrace/shared/schema/requests'
import { wechatPerson } from '../commands/person-accounts.ts'
import type { Deps } from '../deps.ts'
import { onceFor } from '../http/once-for.ts'
import { publicRoute, route } from '../http/route.ts'
import type { Api } from '../http/route.ts'
import type { WechatClient } from '../wechat/client.ts'

/** More than anybody allows in a row; a number without a bound would be one somebody can overflow. */
const mostAllowed = 100

const mustHave = ({ wechat }: Deps): WechatClient => {
  if (wechat === undefined) throw new AppError('NOT_FOUND', { details: { wechat: 'not set up' } })
  return wechat
}

const isBound = async ({ vault }: Deps, user: string): Promise<boolean> =>
  (await vault.selectFrom('wechat_binding').select('user').where('user', '=', user).executeTakeFirst()) !== undefined

const bind = async (deps: Deps, user: string, openid: string): Promise<void> => {
  const row = { openid, bound_at: deps.clock(), person: await wechatPerson(deps, openid) }
  await deps.vault
    .insertInto('wechat_binding')
    .values({ user, ...row })
    .onConflict((conflict) => conflict.column('user').doUpdateSet(row))
    .execute()
}

/** What WeChat knows somebody by goes with it, and with what was not sent yet. */
const unbind = ({ vault }: Deps, user: string): Promise<void> =>
  vault.batch([
    vault.deleteFrom('wechat_binding').where('user', '=', user),
    vault.deleteFrom('wechat_allowance').where('user', '=', user),
    vault.deleteFrom('outgoing_message').where('user', '=', user).where('state', '=', 'waiting'),
  ])

const allow = ({ vault }: Deps, user: string, kinds: readonly string[]): Promise<void> =>
  vault.batch(
    kinds.map((kind) =>
      vault
        .insertInto('wechat_allowance')
        .values({ user, kind, left_over: 1 })
        .onConflict((conflict) =>
          conflict
            .columns(['user', 'kind'])
            .doUpdateSet((eb) => ({ left_over: eb('wechat_allowance.left_over', '+', 1) }))
            .where('wechat_allowance.left_over', '<', mostAllowed),
        ),
    ),
  )

export const registerWechatRoutes = (api: Api): void => {
  const { deps } = api
  const templates = deps.config.wechat?.templates ?? {}

  // A code of `wx.login` is good for one look-up, so a repeated request gets what the first one found.
  publicRoute(api, endpoints.visitor, requests.visitor, (call) => {
    const wechat = mustHave(deps)
    return onceFor(deps, call, call.ip, async () => {
      const openid = await wechat.openidOf(call.body.code)
      return { visitor: `w${await wechatPerson(deps, openid)}` }
    })
  })

  route(api, endpoints.wechatBinding, null, async ({ principal: { user } }) => {
    const rows = await deps.vault.selectFrom('wechat_allowance').selectAll().where('user', '=', user).execute()
    const left = new Map(rows.map(({ kind, left_over }) => [kind, left_over]))
    return {
      bound: await isBound(deps, user),
      // The settings were checked against the list of kinds.
      kinds: Object.entries(templates).map(([kind, { id }]) => ({
        ...{ kind: kind as NoticeKind, template: id, left: left.get(kind) ?? 0 },
      })),
    }
  })

  route(api, endpoints.bindWechat, requests.bindWechat, (call) => {
    const wechat = mustHave(deps)
    const { user } = call.principal
    return onceFor(deps, call, user, async () => {
      await bind(deps, user, await wechat.openidOf(call.body.code))
      return { bound: true }
    })
  })

  route(api, endpoints.unbindWechat, requests.empty, async ({ principal: { user } }) => {
    await unbind(deps, user)
    return { bound: false }
  })

  route(api, endpoints.subscribe, requests.subscribe, (call) => {
    const { kinds } = call.body
    const { user } = call.principal
    const strange = kinds.findIndex((kind) => templates[kind] === undefined)
    if (strange >= 0) throw fault('VALIDATION_FAILED', `kinds.${String(strange)}`, 'wechat.template', kinds[strange])
    return onceFor(deps, call, user, async () => {
      if (!(await isBound(deps, user))) throw fault('STATE_CONFLICT', 'kinds', 'wechat.bound')
      await allow(deps, user, [...new Set(kinds)])
      return {}
    })
  })
}
