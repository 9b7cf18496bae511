// The accounts of one person, who is known by a WeChat account or a phone number: those that may be used now.
import type { AccountChoice } from '@ectrace/shared/api/account-views'
import { keys } from '@ectrace/shared/ledger/keys'
import { utf8Encode } from '@ectrace/shared/proof/bytes'
import { keyedDigest } from './keyed-digest.ts'
import { readState } from './state.ts'
import type { Deps } from '../deps.ts'

/** Nobody has more; a list without a bound would be one somebody can make long. */
const most = 20

/** What stands for somebody's WeChat account. */
export const wechatPerson = (deps: Deps, openid: string): Promise<string> =>
  keyedDigest(deps, 'openid', utf8Encode(openid))

const choiceOf = async (deps: Deps, user: string, login: string): Promise<AccountChoice[]> => {
  const registered = await readState(deps, keys.user(user))
  if (registered?.status !== 'active') return []
  const { organisation, roles } = registered
  const name = (await readState(deps, keys.organisation(organisation)))?.name ?? organisation
  return [{ user, login, organisation: name, roles }]
}

const choices = async (deps: Deps, rows: readonly { user: string; login: string }[]): Promise<AccountChoice[]> =>
  (await Promise.all(rows.map(({ user, login }) => choiceOf(deps, user, login)))).flat()

/** Bound before there were digests: found by the openid itself. */
export const accountsOfWechat = async (deps: Deps, openid: string): Promise<AccountChoice[]> => {
  const person = await wechatPerson(deps, openid)
  const rows = await deps.vault
    .selectFrom('wechat_binding')
    .innerJoin('account', 'account.user', 'wechat_binding.user')
    .select(['account.user as user', 'account.login as login'])
    .where((build) =>
      build.or([
        build('wechat_binding.person', '=', person),
        build.and([build('wechat_binding.person', 'is', null), build('wechat_binding.openid', '=', openid)]),
      ]),
    )
    .orderBy('account.login')
    .limit(most)
    .execute()
  return choices(deps, rows)
}

/** `phone` as its digest. */
export const accountsOfPhone = async (deps: Deps, phone: string): Promise<AccountChoice[]> => {
  const rows = await deps.vault
    .selectFrom('phone_binding')
    .innerJoin('account', 'account.user', 'phone_binding.user')
    .select(['account.user as user', 'account.login as login'])
    .where('phone_binding.phone', '=', phone)
    .orderBy('account.login')
    .limit(most)
    .execute()
  return choices(deps, rows)
}
